"""Fixtures every test may use."""

import os
import random
from pathlib import Path

import pytest
from hypothesis import settings
from small_catalog import SmallCatalog
from step_context import StepContext

from synthloom.catalog.media import LocalMedia

# Prefect and one of its dependencies phone home unless told otherwise.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
# A machine with other work takes longer over an example now and then, which proves nothing.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture
def context(tmp_path: Path) -> StepContext:
    return StepContext(LocalMedia(tmp_path), random.Random(0))


@pytest.fixture
def small(tmp_path: Path) -> SmallCatalog:
    """An empty catalog that makes edit pairs and commits them."""
    return SmallCatalog(tmp_path / "catalog")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Real data sets; without them tests skip, or fail where `SYNTHLOOM_REQUIRE_DATA=1` says they must be there."""
    root = Path(os.environ.get("SYNTHLOOM_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not root.is_dir():
        message = f"no real data at {root}; set SYNTHLOOM_TEST_DATA"
        if os.environ.get("SYNTHLOOM_REQUIRE_DATA") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return root
