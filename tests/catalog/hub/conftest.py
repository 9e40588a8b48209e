"""A Hub on loopback for every test of this folder, and the user's token for it."""

import pytest
from hub_server import HubServer
from huggingface_hub import constants
from huggingface_hub.utils import disable_progress_bars

from synthloom.catalog.hub.push import push


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A Hub whose large files go through LFS; the process is logged in there."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "hf" / "token"))
    disable_progress_bars()
    with HubServer(tmp_path / "hub") as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setenv("HF_TOKEN", server.token)
        yield server


@pytest.fixture
def pushed(hub, small):
    """Pushes a version of the small catalog to alice/pairs."""

    def push_it(reference="uni-edit", repo="alice/pairs", **options):
        return push(small.root, reference, repo, **options)

    return push_it
