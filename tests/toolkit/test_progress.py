"""What a run shows of its progress in a log."""

import time

from synthloom.progress import Lines


def test_a_log_that_gets_no_row_for_long_still_says_that_the_step_goes_on(monkeypatch, capsys):
    monkeypatch.setattr(Lines, "QUIET", 0.1)
    lines = Lines()
    lines.start("judge", 60)
    time.sleep(1.3)
    lines.finish([])
    lines.close()
    first, last = capsys.readouterr().err.splitlines()
    assert first.split() == ["judge", "0", "of", "60", "rows,", "1", "s", "…"]
    assert last.startswith("judge ")


def test_a_quick_step_is_one_line(capsys):
    lines = Lines()
    lines.start("judge", 60)
    lines.advance(60)
    lines.finish([])
    lines.close()
    assert len(capsys.readouterr().err.splitlines()) == 1
