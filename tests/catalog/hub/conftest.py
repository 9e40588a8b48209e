"""A Hub on loopback for every test of this folder, and the user's token for it."""

import shutil

import pytest
from hub_server import HubServer
from huggingface_hub import constants
from huggingface_hub.utils import disable_progress_bars

import synthloom.catalog.hub.push as pushing
from synthloom.catalog.exports.export import export
from synthloom.catalog.versions import resolve
from synthloom.schemas.records import content_id


@pytest.fixture(scope="session")
def export_once(tmp_path_factory):
    """`export`, which makes the same files of the same version once: most pushes here are of the same few pairs."""
    folder, made = tmp_path_factory.mktemp("exports"), {}

    def export_it(catalog, reference, out, formats, split, settings, against, tell):
        version = resolve(catalog, reference)
        of = (version.name, version.content_hash, version.parents, version.recipe, version.run)
        key = content_id(of, formats, split, settings, [str(path) for path in against])
        if key not in made:
            made[key] = export(catalog, reference, folder / key, formats, split, settings, against, tell)
        shutil.copytree(folder / key, out, dirs_exist_ok=True)
        return made[key] | {"out": str(out)}

    return export_it


@pytest.fixture
def hub(tmp_path, monkeypatch, export_once):
    """A Hub whose large files go through LFS; the process is logged in there."""
    monkeypatch.setattr(pushing, "export", export_once)
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
        return pushing.push(small.root, reference, repo, **options)

    return push_it
