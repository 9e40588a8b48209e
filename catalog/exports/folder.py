"""An export's folder: `synthloom.json` tells what it holds, and no file that isn't ours is touched.

Everything is written aside first; then the files an earlier export left are replaced. Where another file is in the way,
nothing is written. Formats of the same version by the same settings that an earlier export wrote stay.
"""

import errno
import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from synthloom.catalog.exports.format import Format, Made, Written, settings_of, with_settings
from synthloom.catalog.exports.json_lines import FOLDER as PICTURES
from synthloom.catalog.versions import Version
from synthloom.schemas.errors import UserError

MANIFEST, CARD, STAGING = "synthloom.json", "README.md", ".synthloom-export"
FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """An empty folder in `out`, for one export at a time; it is gone afterwards, and so is what a killed one left.

    Raises `UserError` where `out` can't be written to or is full, and where another export writes to it.
    """
    new = not out.exists()
    folder = out / STAGING
    with _locked(out):
        try:
            shutil.rmtree(folder, ignore_errors=True)
            yield _made(folder)
        except OSError as error:
            if error.errno not in FULL:
                raise
            raise _cannot_write(out, error) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if new:
                with suppress(OSError):  # it isn't empty
                    out.rmdir()


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    try:
        held = os.open(_made(out), os.O_RDONLY)
    except OSError as error:
        raise _cannot_write(out, error) from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise UserError(f"another export is writing to {out}; wait for it or choose another folder") from error
    finally:
        os.close(held)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return folder


def _cannot_write(folder: Path, error: OSError) -> UserError:
    return UserError(f"can't write to {folder}: {os.strerror(error.errno or 0)}; make room or choose another folder")


def earlier(out: Path) -> dict[str, Any] | None:
    """The manifest of an earlier export into this folder."""
    try:
        manifest = json.loads((out / MANIFEST).read_bytes())
        paths = [PurePosixPath(path) for path in _listed(manifest)]
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        raise UserError(f"{out} is a file; expected a folder to export into") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{out / MANIFEST} isn't from an export ({error}); move it away or choose another folder"
        ) from error
    if any(path.is_absolute() or ".." in path.parts for path in paths):
        raise UserError(f"{out / MANIFEST} names files outside its folder; move it away or choose another folder")
    return dict(manifest)


def _listed(manifest: dict[str, Any]) -> list[str]:
    files = [file["path"] for files in manifest["formats"].values() for file in files]
    return [*files, *manifest["others"], *manifest.get("unfinished", [])]


def check_folder(out: Path, before: dict[str, Any] | None, chosen: Iterable[tuple[Format, list[str]]]) -> None:
    """Refuse where a file that no export of ours wrote has a name we need or would be read as part of a split."""
    if out.exists() and not out.is_dir():
        raise UserError(f"{out} is a file; expected a folder to export into")
    ours = set(_listed(before)) | {MANIFEST} if before else set()
    needed = [out / CARD, out / MANIFEST]
    for form, file_splits in chosen:
        needed += [out / path for path in form.extras([])]
        for split in file_splits:
            there = out / form.folder.format(split=split)
            needed += sorted({*there.glob(f"*.{form.container}"), *there.glob(f"{split}-*")})
    for path in needed:
        if path.exists() and path.relative_to(out).as_posix() not in ours:
            raise UserError(
                f"{path} wasn't written by an export and is in the way; move it away or choose another folder"
            )


def kept(
    forms: Sequence[Format],
    version: Version,
    leaks: str,
    before: dict[str, Any],
    chosen: Iterable[tuple[Format, list[str]]],
) -> list[Made]:
    """What of an earlier export of the same content this one doesn't write again, by the same settings.

    `leaks` differs where other rows were left out as leaking.
    """
    same = {
        "dataset": version.dataset,
        "version": version.version,
        "content_hash": version.content_hash,
        "leaks": leaks,
    }
    if any(before.get(name) != value for name, value in same.items()):
        return []
    told = before.get("settings", {})
    again = {(form.name, split) for form, file_splits in chosen for split in file_splits}
    otherwise = {form.name for form, _ in chosen if settings_of(form) != told.get(form.name, {})}
    found = []
    for form in forms:
        files = [Written(**file) for file in before["formats"].get(form.name, [])]
        files = [file for file in files if (form.name, file.split) not in again]
        if files and form.name not in otherwise:
            left_out = before.get("left_out", {}).get(form.name, {})
            found.append(Made(with_settings(form, told.get(form.name, {})), files, left_out))
    return found


def joined(forms: Sequence[Format], before: Sequence[Made], made: Sequence[Made]) -> list[Made]:
    """All formats that have files, in the order of `forms`."""
    everything = []
    for form in forms:
        found = [one for one in (*before, *made) if one.form.name == form.name]
        if any(one.files for one in found):
            left_out = {split: left for one in found for split, left in one.left_out.items()}
            everything.append(Made(found[-1].form, [file for one in found for file in one.files], left_out))
    return everything


def put_in_place(
    version: Version,
    leaks: str,
    out: Path,
    staging: Path,
    before: dict[str, Any] | None,
    everything: Sequence[Made],
    extras: Iterable[str],
) -> list[str]:
    """Move the staged files in, take away what an earlier export left; the manifest knows all of them at any moment."""
    pictures = {path.relative_to(staging).as_posix() for path in (staging / PICTURES).rglob("*.*")}
    if before and _shows_earlier(everything, staging):
        pictures |= {path for path in before["others"] if path.startswith(f"{PICTURES}/")}
    manifest = {
        "dataset": version.dataset,
        "version": version.version,
        "content_hash": version.content_hash,
        "leaks": leaks,
        "recipe": f"{version.recipe['name']}@{version.recipe['version']}",
        "fingerprint": version.fingerprint,
        "formats": {one.form.name: [asdict(file) for file in one.files] for one in everything},
        "settings": {one.form.name: told for one in everything if (told := settings_of(one.form))},
        "left_out": {one.form.name: one.left_out for one in everything if any(one.left_out.values())},
        "others": [CARD, *extras, *sorted(pictures)],
    }
    old = _listed(before) if before else []
    _replace_text(out / MANIFEST, json.dumps({**manifest, "unfinished": old}, indent=1))
    for path in sorted(path for path in staging.rglob("*") if path.is_file()):
        target = out / path.relative_to(staging)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    removed = sorted(set(old) - set(_listed(manifest)))
    for name in removed:
        (out / name).unlink(missing_ok=True)
        with suppress(OSError):  # it isn't empty, or gone already
            os.removedirs((out / name).parent)
    _replace_text(out / MANIFEST, json.dumps(manifest, indent=1))
    return removed


def _shows_earlier(everything: Sequence[Made], staging: Path) -> bool:
    """Whether a file of an earlier export stays that shows pictures beside it."""
    files = [file for one in everything if one.form.container == "jsonl" for file in one.files]
    return any(not (staging / file.path).exists() for file in files)


def _replace_text(target: Path, text: str) -> None:
    aside = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    aside.write_text(text)
    aside.replace(target)
