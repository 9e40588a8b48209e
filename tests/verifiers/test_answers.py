import pytest

from synthloom.verifiers.answers import is_one_of, normal_answer


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The twenty-one cats.", "21 cats"), ("1,250", "1250"), ("5:30", "5:30"), ("50%", "50 %"), ("2.5", "2.5"),
        ("ＲＥＤ", "red"), ("a  dark-blue car", "dark blue car"), ("!", ""), ("Straße", "strasse"),
    ],
)  # fmt: skip
def test_one_spelling(text: str, normal: str) -> None:
    assert normal_answer(text) == normal
    assert normal_answer(normal) == normal


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("Ulm", True), ("in Ulm, Germany", True), ("ULM.", True), ("March 14, 1879", True), ("14 march 1879", True),
        ("1879", False), ("Ulmer Street", False), ("", False), ("It may be Ulm or Bern or Bonn or Basel", False),
    ],
)  # fmt: skip
def test_a_reply_is_right_by_its_words(given: str, right: bool) -> None:
    assert is_one_of(given, ("Ulm", "14 March 1879")) is right
