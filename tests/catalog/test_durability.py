"""What a power cut can't take: the order in which files, folders and names reach the disk."""

import os
import threading
from pathlib import Path

import pytest
from PIL import Image
from small_catalog import SmallCatalog

from synthloom.catalog.durable import make_folder, write_durably
from synthloom.catalog.media import LocalMedia


class Disk:
    """Every `fsync` and `link` in order, by path."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log: list[tuple[str, Path]] = []
        fsync, link, replace = os.fsync, os.link, os.replace

        def logged_fsync(handle: int) -> None:
            self.log.append(("fsync", Path(os.readlink(f"/proc/self/fd/{handle}"))))
            fsync(handle)

        def logged_link(source: Path, target: Path, **options: object) -> None:
            self.log.append(("link", Path(target).resolve()))
            link(source, target)

        def logged_replace(source: Path, target: Path) -> None:
            # What was flushed under the name beside it is flushed under its own.
            self.log += [
                ("fsync", Path(target).resolve()) for act in self.log if act == ("fsync", Path(source).resolve())
            ]
            self.log.append(("replace", Path(target).resolve()))
            replace(source, target)

        monkeypatch.setattr(os, "fsync", logged_fsync)
        monkeypatch.setattr(os, "link", logged_link)
        monkeypatch.setattr(os, "replace", logged_replace)

    def before(self, act: str) -> set[Path]:
        """What was flushed before the first act of this kind."""
        at = next(place for place, (name, _) in enumerate(self.log) if name == act)
        return {path for name, path in self.log[:at] if name == "fsync"}

    def flushed(self) -> set[Path]:
        return {path for name, path in self.log if name == "fsync"}


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def no_space(handle: int) -> None:
    raise OSError("no space")


def with_folders(path: Path, top: Path) -> set[Path]:
    """A path and all folders between it and the folder that the catalog lies in."""
    return {path, *(folder for folder in path.parents if folder.is_relative_to(top))}


def commit_with_media(small: SmallCatalog) -> set[Path]:
    """Put, sync and commit; returns what has to be durable before the version is visible."""
    pairs = [small.pair(n) for n in range(3)]
    store = LocalMedia(small.root)
    for number, pair in enumerate(pairs):
        color = (number * 7 % 256, number * 13 % 256, number)
        assert store.put_image(Image.new("RGB", (8, 6), color)) == pair.image
        assert store.put_image(Image.new("RGB", (8, 6), color[::-1])) == pair.edited_image
    store.sync()
    version, _ = small.commit([small.file("a", pairs)])
    media = [small.root / one.path for pair in pairs for one in (pair.image, pair.edited_image)]
    files = [*media, *map(Path, version.files("data"))]
    return {place for file in files for place in with_folders(file, small.root)}


def test_all_a_version_names_is_flushed_before_it_is_visible(small, disk):
    needed = commit_with_media(small)
    assert needed <= disk.before("link")
    assert small.root.parent in disk.before("link")
    log = small.root / "datasets/uni-edit/log"
    assert [act for act in disk.log if act[0] == "link"] == [("link", log / f"{1:020}.json")]
    assert disk.log[-1] == ("fsync", log)


def test_media_that_was_there_already_is_flushed_too(small, disk):
    """A process killed between put and sync leaves such files."""
    for number in range(3):
        small.pair(number)
    disk.log.clear()
    assert commit_with_media(small) <= disk.before("link")


def test_a_picture_put_twice_is_flushed_once(tmp_path, disk):
    store = LocalMedia(tmp_path)
    media = [store.put_image(Image.new("RGB", (8, 6), "red")) for _ in range(2)]
    store.sync()
    store.sync()
    assert [path for act, path in disk.log if act == "fsync"].count(tmp_path / media[0].path) == 1


def test_a_sync_that_fails_leaves_everything_to_the_next(tmp_path, monkeypatch, disk):
    store = LocalMedia(tmp_path)
    media = store.put_image(Image.new("RGB", (8, 6), "red"))
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", no_space)
        with pytest.raises(OSError, match="no space"):
            store.sync()
    disk.log.clear()
    store.sync()
    assert with_folders(tmp_path / media.path, tmp_path) <= disk.flushed()


def test_a_sync_waits_for_that_of_another_thread(tmp_path, monkeypatch):
    """Else a reply could be recorded before its picture is durable."""
    store, fsync = LocalMedia(tmp_path), os.fsync
    store.put_image(Image.new("RGB", (8, 6), "red"))
    begun, go_on = threading.Event(), threading.Event()

    def slow(handle: int) -> None:
        begun.set()
        go_on.wait(5)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", slow)
    first, second = (threading.Thread(target=store.sync) for _ in range(2))
    first.start()
    begun.wait(5)
    second.start()
    second.join(0.2)
    assert second.is_alive()
    go_on.set()
    for thread in (first, second):
        thread.join(5)
        assert not thread.is_alive()


def test_a_file_written_durably_is_flushed_before_its_name_and_its_folders_after(tmp_path, disk):
    target = tmp_path / "a" / "b" / "x.json"
    write_durably(target, b"1")
    assert [target, target.parent, tmp_path / "a", tmp_path] == [
        path for path in sorted(disk.flushed(), reverse=True) if path.suffix != ".tmp"
    ]
    assert target in disk.before("replace")
    assert disk.log[-1] == ("fsync", target.parent)
    write_durably(target, b"2")
    assert (target.read_bytes(), list(target.parent.iterdir())) == (b"2", [target])


def test_a_write_that_fails_leaves_the_earlier_file_and_nothing_beside_it(tmp_path, monkeypatch):
    write_durably(tmp_path / "x.json", b"1")
    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="no space"):
        write_durably(tmp_path / "x.json", b"2")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x.json", b"1")]


def test_a_folder_that_is_there_is_left_alone(tmp_path, disk):
    make_folder(tmp_path)
    assert disk.log == []
