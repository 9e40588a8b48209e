"""The folder that an export is first written to."""

import errno
import os

import pytest

from synthloom.catalog.exports.folder import STAGING, staging
from synthloom.schemas.errors import UserError


def test_it_is_gone_afterwards_and_so_is_an_empty_folder_around_it(tmp_path):
    with staging(tmp_path / "out") as folder:
        (folder / "file").write_text("x")
    assert not (tmp_path / "out").exists()


def test_what_a_killed_export_left_goes_with_the_next(tmp_path):
    left = tmp_path / STAGING / "data"
    left.mkdir(parents=True)
    with staging(tmp_path) as folder:
        assert list(folder.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_two_exports_into_one_folder_at_a_time_are_refused(tmp_path):
    with staging(tmp_path) as first:
        (first / "file").write_text("x")
        with pytest.raises(UserError, match="another export is writing"), staging(tmp_path):
            pass
        assert (first / "file").exists()


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path):
    told = f"can't write to {tmp_path}/out: {os.strerror(errno.ENOSPC)}"
    with pytest.raises(UserError, match=told), staging(tmp_path / "out"):
        raise OSError(errno.ENOSPC, "full")
    assert not (tmp_path / "out").exists()


def test_a_bug_that_is_an_os_error_keeps_its_traceback(tmp_path):
    with pytest.raises(FileNotFoundError), staging(tmp_path):
        raise FileNotFoundError(errno.ENOENT, "gone")


def test_a_place_where_no_folder_can_be_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="can't write to"), staging(tmp_path / "file" / "out"):
        pass
