"""What is said of a `synthloom.toml` that is wrong: the key, and what belongs there."""

import pytest

from synthloom.engines.settings import load_settings
from synthloom.schemas.errors import UserError


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[engines.m]\nbase_url = "localhost:8000"',
            "engines.m.base_url must be an address such as http://gpu-7:8000/",
        ),
        ("[engines.m]\nbase_url = []", "engines.m.base_url must be an address such as http://gpu-7:8000/v1 or a list"),
        ('[engines.m]\ncommand = "python -m x"', "engines.m.command must be a list of words"),
        ("[engines.gpt-4.1]\nprice_in = 1", r'a model\'s name with a dot is quoted: \[engines."gpt-4.1"\]'),
        ("[engines.a/b]\nprice_in = 1", "a model's name is quoted, as in"),
    ],
)
def test_a_wrong_value_is_told_by_its_key_and_what_is_expected(tmp_path, text, told):
    (tmp_path / "synthloom.toml").write_text(text)
    with pytest.raises(UserError, match=told):
        load_settings(tmp_path / "synthloom.toml")
