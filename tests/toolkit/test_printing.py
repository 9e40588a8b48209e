"""How tables and sums look to people."""

import pytest
from rich.console import Console

from synthloom import printing
from synthloom.printing import in_dollars, print_rows

WIDE = [{"step": "follows_instruction", "kind": "verifier", "prompt": "look\nat this", "calls": 3, "cost": 0.25}]


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of so many columns in place of stdout."""

    def of(width: int) -> None:
        def console(**options: object) -> Console:
            return Console(width=width, force_terminal=True, color_system=None)

        monkeypatch.setattr("rich.console.Console", console)

    return of


@pytest.mark.parametrize(
    ("dollars", "told"),
    [(0, "$0.00"), (1234.5, "$1,234.50"), (2.5, "$2.5000"), (0.0123, "$0.0123"), (0.00000172, "$0.0000017"),
     (None, "unknown")],
)  # fmt: skip
def test_a_sum_keeps_two_digits_that_count(dollars, told):
    assert in_dollars(dollars) == told


def test_a_row_in_a_pipe_is_one_line_even_with_a_prompt_in_it(capsys):
    print_rows(WIDE)
    assert "look\\nat this" in capsys.readouterr().out


def test_columns_are_left_out_and_named_before_words_are_cut(terminal, capsys):
    terminal(46)
    print_rows(WIDE, ["step", "kind", "calls", "cost"], may_drop=["kind"])
    told = capsys.readouterr().out
    assert "verifier" not in told
    assert "follows_instruction" in told
    assert "left out for want of room: kind" in told


def test_a_table_that_fits_keeps_its_columns(terminal, capsys):
    terminal(100)
    print_rows(WIDE, may_drop=["kind"])
    assert "verifier" in capsys.readouterr().out


def test_rows_that_would_be_cut_to_pieces_are_lists(terminal, capsys):
    terminal(30)
    print_rows(WIDE)
    assert "step: follows_instruction\n" in capsys.readouterr().out


def test_roles_are_those_that_steps_know():
    from typing import get_args

    from synthloom.schemas.steps import Role

    assert set(printing.ROLES) == set(get_args(Role))
