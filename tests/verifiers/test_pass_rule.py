"""Rules over pass rates are read strictly and worked out exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.verifiers.pass_rule import LONGEST, NAMES, read_rule

VALUES = {"p_a": Fraction(1, 2), "p_b": Fraction(1, 5), "gain": Fraction(3, 10), "right_a": Fraction(4),
          "right_b": Fraction(1), "draws": Fraction(8)}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("p_a <= 0.5", True),
        ("p_a < .5", False),
        ("0 < p_a < 1", True),
        ("gain >= 0.3", True),  # 0.5 - 0.2 is above 0.3 in floats, 0.7 - 0.4 below: here both are 0.3
        ("p_a - p_b == 0.3", True),
        ("not p_a == 0 and (right_a >= 5 or right_b == 1)", True),
        ("right_a + right_b > draws - 3", False),
        ("-gain != -0.3", False),
    ],
)
def test_a_rule_is_worked_out_exactly(rule: str, holds: bool) -> None:
    assert read_rule(rule, "keep").holds(VALUES) is holds


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("p_a + 1", "a number at character 1, expected a condition"),
        ("p_a and p_b", "a number at character 1"),
        ("(p_a < 1) < 1", "a condition at character 2, expected a number"),
        ("p_c < 1", "'p_c' at character 1, expected only numbers, p_a"),
        ("p_a < True", "'True' at character 7"),
        ("p_a < 1e999", "at character 7"),
        ("p_a * 2 < 1", "'p_a * 2' at character 1"),
        ("p_a < (", "can't be read at character 7"),
        ("", "can't be read"),
        ("__import__('os').system('true')", "at character 1, expected only"),
        ("p_a < 1 if p_b else 1", "at character 1"),
        ("p_a in (0, 1)", "at character 1"),
        ("p_a < 1 or " * 50 + "p_a < 1", f"at most {LONGEST}"),
        ("p_a <\x00 1", "can't be read"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(rule: str, told: str) -> None:
    with pytest.raises(ValueError, match="keep=") as raised:
        read_rule(rule, "keep")
    assert told in str(raised.value)


@given(st.text(max_size=60) | st.text(alphabet="pab_()<>=!+-*. andornot01[]{}'\"", max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else_happens(text: str) -> None:
    try:
        rule = read_rule(text, "keep")
    except ValueError:
        return
    assert rule.names <= set(NAMES)
    assert rule.holds(VALUES) in (True, False)
