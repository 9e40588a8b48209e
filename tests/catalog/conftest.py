"""An empty catalog and its pictures, for tests that commit their own rows."""

from pathlib import Path

import pytest

from synthloom.catalog.media import LocalMedia


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "catalog"


@pytest.fixture
def media(root: Path) -> LocalMedia:
    return LocalMedia(root)
