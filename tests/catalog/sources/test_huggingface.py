"""Datasets as the Hugging Face library keeps them: saved on disk, as Parquet, and on a Hub served from this machine."""

import hashlib
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import datasets
import pytest
from PIL import Image

from synthloom.catalog.sources.vqa import VqaSource
from synthloom.schemas.records import VqaItem
from synthloom.schemas.steps import BadRow

COMMIT = "c0ffee" * 6 + "beef"


def png(color: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), color).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def dataset() -> datasets.Dataset:
    datasets.disable_progress_bars()
    animal = datasets.ClassLabel(names=["cat", "dog"])
    boxes = datasets.List(datasets.List(datasets.Value("float32")))
    objects = {"bbox": boxes, "category": datasets.List(animal)}
    text = datasets.Value("string")
    features = datasets.Features({"image": datasets.Image(), "question": text, "answer": animal, "objects": objects})
    found = {"bbox": [[2, 3, 4, 5]], "category": [1]}
    rows = [
        {"image": {"bytes": png(color), "path": None}, "question": f"{color}?", "answer": n % 2, "objects": found}
        for n, color in enumerate(("red", "blue", "green"))
    ]
    return datasets.Dataset.from_list(rows, features=features)


def load(uri: Path, context: Any) -> list[VqaItem | BadRow]:
    return list(VqaSource(str(uri)).load(context))


def test_a_dataset_saved_on_disk_keeps_its_bytes_and_class_names(dataset: Any, tmp_path: Path, context: Any) -> None:
    dataset.save_to_disk(str(tmp_path / "pets"))
    items = load(tmp_path / "pets", context)
    assert [(i.question, i.answer) for i in items] == [("red?", "cat"), ("blue?", "dog"), ("green?", "cat")]
    assert [(r.label, r.box) for r in items[0].regions] == [("dog", (2, 3, 6, 8))]
    assert items[0].image.hash == hashlib.sha256(png("red")).hexdigest()
    assert items[0].source == "pets"


def test_all_splits_of_a_saved_dict_are_read(dataset: Any, tmp_path: Path, context: Any) -> None:
    datasets.DatasetDict(train=dataset, test=dataset.select([0])).save_to_disk(str(tmp_path / "pets"))
    assert len(load(tmp_path / "pets", context)) == 4


def test_a_folder_of_parquet_is_streamed_and_counted(dataset: Any, tmp_path: Path, context: Any) -> None:
    (tmp_path / "pets").mkdir()
    for shard, rows in enumerate(([0, 1], [2])):
        dataset.select(rows).to_parquet(str(tmp_path / "pets" / f"train-0000{shard}.parquet"))
    source = VqaSource(str(tmp_path / "pets"))
    items = list(source.load(context))
    assert [i.question for i in items] == ["red?", "blue?", "green?"]
    assert source.count == 3


def test_an_image_folder_with_metadata_is_read(tmp_path: Path, context: Any) -> None:
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "0.png").write_bytes(png("red"))
    (tmp_path / "train" / "metadata.csv").write_text("file_name,question,answer\n0.png,red?,cat\n1.png,blue?,dog\n")
    items = load(tmp_path, context)
    assert items[0].answer == "cat"
    assert items[1].reason == "no_image"


class Hub(BaseHTTPRequestHandler):
    """Just enough of the Hub for one dataset."""

    root: Path
    protocol_version = "HTTP/1.1"

    def reply(self, code: int, body: bytes, **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        file = self.root / path.partition("/resolve/")[2].partition("/")[2]
        if path.startswith("/api/datasets/own/pets/tree/"):
            folder = self.root / path.split("/tree/")[1].partition("/")[2]
            found = [self.entry(p) for p in sorted(folder.iterdir())] if folder.is_dir() else []
            self.reply(200, json.dumps(found).encode())
        elif path == "/api/datasets/own/pets" or path.startswith("/api/datasets/own/pets/revision/"):
            siblings = [{"rfilename": p.relative_to(self.root).as_posix()} for p in self.root.rglob("*.*")]
            info = {"id": "own/pets", "sha": COMMIT, "private": False, "gated": False, "tags": [], "siblings": siblings}
            self.reply(200, json.dumps(info | {"cardData": {"license": "cc-by-4.0"}}).encode())
        elif "/resolve/" in path and file.is_file():
            self.send_file(file.read_bytes(), self.headers.get("Range"))
        else:
            self.reply(404, b"{}", X_Error_Code="EntryNotFound")

    do_HEAD = do_GET

    def send_file(self, data: bytes, wanted: str | None) -> None:
        named = {"ETag": f'"{hashlib.sha1(data).hexdigest()}"', "X_Repo_Commit": COMMIT}
        if not wanted:
            self.reply(200, data, **named)
            return
        start, end = (int(n or len(data) - 1) for n in wanted.removeprefix("bytes=").split("-"))
        self.reply(206, data[start : end + 1], Content_Range=f"bytes {start}-{end}/{len(data)}", **named)

    def entry(self, path: Path) -> dict[str, Any]:
        kind = "directory" if path.is_dir() else "file"
        name, size = path.relative_to(self.root).as_posix(), path.stat().st_size
        return {"type": kind, "path": name, "oid": "0" * 40, "size": size}

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def hub(dataset: Any, tmp_path: Path) -> Iterator[str]:
    root = tmp_path / "repo"
    (root / "data").mkdir(parents=True)
    dataset.to_parquet(str(root / "data" / "train-00000-of-00001.parquet"))
    dataset.select([0]).to_parquet(str(root / "data" / "test-00000-of-00001.parquet"))
    (root / "README.md").write_text("---\nlicense: cc-by-4.0\n---\n")
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("HubOfRoot", (Hub,), {"root": root}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


SCRIPT = """
import json, random, sys
from pathlib import Path
from types import SimpleNamespace
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.sources.raw import SourceError
from synthloom.catalog.sources.vqa import VqaSource
told = []
for uri in sys.argv[2:]:
    try:
        source = VqaSource(uri)
        rows = source.load(SimpleNamespace(media=LocalMedia(Path(sys.argv[1])), random=random.Random(0)))
        told.append([source.name, source.revision, source.licence, [row.answer for row in rows]])
    except SourceError as error:
        told.append(str(error))
print(json.dumps(told))
"""


def test_a_hub_dataset_is_pinned_to_its_commit_and_streamed(hub: str, tmp_path: Path) -> None:
    uris = ["hf://own/pets", "hf://own/pets@main#test", "hf://own/pets:nope", "hf://own/pets#nope", "hf://own/none"]
    # The Hub's address is read when its library is imported, so this needs a process of its own.
    settings = os.environ | {"HF_ENDPOINT": hub, "HF_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "media"), *uris],
        env=settings,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    train, test, *errors = json.loads(done.stdout)
    assert train == ["pets", COMMIT, "CC-BY-4.0", ["cat", "dog", "cat"]]
    assert test[3] == ["cat"]
    assert "no split 'nope'" in errors[1]
    assert all("Expected" in error for error in errors)
