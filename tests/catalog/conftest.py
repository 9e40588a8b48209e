"""Fixtures of the catalog's tests."""

from pathlib import Path

import pytest
from small_catalog import SmallCatalog


@pytest.fixture
def small(tmp_path: Path) -> SmallCatalog:
    return SmallCatalog(tmp_path / "catalog")
