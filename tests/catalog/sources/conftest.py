"""Fixtures of the tests of sources."""

from pathlib import Path
from typing import Any

import pytest
from small_sets import Read

from synthloom.catalog.sources.vqa import VqaSource
from synthloom.schemas.records import VqaItem
from synthloom.schemas.steps import BadRow


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    folder.mkdir()
    return folder


@pytest.fixture
def read(data: Path, context: Any) -> Read:
    def rows(uri: Path = data, **options: Any) -> tuple[list[VqaItem], list[BadRow]]:
        found = list(VqaSource(str(uri), **options).load(context))
        return [r for r in found if isinstance(r, VqaItem)], [r for r in found if isinstance(r, BadRow)]

    return rows
