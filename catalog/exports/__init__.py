"""Exports: a version as files that trainers read unchanged, with a card that says what they are.

    export(catalog, "uni-edit@2", Path("out"), ["edit_pairs", "bagel"])
    → out/README.md  out/data/edit_pairs/train-00000-of-00001.parquet  out/bagel/…  out/synthloom.json

`synthloom.json` tells what the folder holds. Everything is written aside first; then the files an earlier export left
are replaced, and no other file is touched: where one is in the way, nothing is written.
"""

import json
import shutil
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow.parquet as pq

from synthloom.catalog.exports.bagel import Bagel
from synthloom.catalog.exports.card import write_card
from synthloom.catalog.exports.edit_pairs import EditPairs
from synthloom.catalog.exports.format import Format, Written
from synthloom.catalog.exports.parquet import WholeRows
from synthloom.catalog.exports.write import write_split
from synthloom.catalog.splits import SPLITS
from synthloom.catalog.versions import Version, resolve
from synthloom.schemas.errors import UserError

FORMATS: tuple[Format, ...] = (EditPairs(), Bagel(), WholeRows())
MANIFEST, CARD = "synthloom.json", "README.md"
Made = dict[str, list[Written]]
"""Files by format."""


def export(
    catalog: Path, reference: str, out: Path, formats: Sequence[str] | None = None, split: str = "all"
) -> dict[str, Any]:
    """Write a version's files below `out`; every format its rows fit, where none is named. Returns what was written.

    Raises `UserError` for a format or split that the rows can't serve and for a folder with other files in the way.
    """
    version = resolve(catalog, reference)
    rows = pq.read_schema(version.files("data")[0])
    chosen = _choose(version, [form for form in FORMATS if form.fits(rows)], formats, split)
    before = _earlier(out)
    _check_folder(out, before, chosen)
    staging = out / f".export-{uuid.uuid4().hex}"
    staging.mkdir(parents=True)
    try:
        made: Made = {form.name: [] for form, _ in chosen}
        for form, file_splits in chosen:
            for file_split in file_splits:
                made[form.name] += write_split(version, form, rows, file_split, staging)
        if not any(made.values()):
            raise UserError(f"{version.name} has no rows in split {split}: it has {_counts(version.split_rows)}")
        kept = _kept(version, before, chosen) if before else {}
        all_files = {name: [*kept.get(name, []), *made.get(name, [])] for name in {**kept, **made}}
        forms = [form for form in FORMATS if all_files.get(form.name)]
        extras = {path: data for form in forms for path, data in form.extras(all_files[form.name]).items()}
        for path, data in extras.items():
            (staging / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).write_bytes(data)
        (staging / CARD).write_text(write_card(version, rows, forms, all_files))
        removed = _put_in_place(version, out, staging, before, all_files, extras)
    finally:
        shutil.rmtree(staging)
    return {
        "dataset": version.dataset,
        "version": version.version,
        "out": str(out),
        "split": split,
        "formats": {name: _rows_by_split(files) for name, files in made.items()},
        "files": [{"format": name, **asdict(file)} for name, files in made.items() for file in files],
        "removed": removed,
    }


def _rows_by_split(files: Sequence[Written]) -> dict[str, int]:
    return {split: sum(f.rows for f in files if f.split == split) for split in dict.fromkeys(f.split for f in files)}


def _choose(
    version: Version, fitting: list[Format], names: Sequence[str] | None, split: str
) -> list[tuple[Format, list[str]]]:
    """The formats asked for, each with the file splits to write."""
    if split not in (*SPLITS, "all"):
        raise UserError(f"no split {split!r}: expected sft, rl, test or all")
    known = [form.name for form in fitting]
    for name in names or ():
        if name not in known:
            raise UserError(
                f"{name!r} can't hold the {version.record_type} rows of {version.name}: expected {', '.join(known)}"
            )
    chosen = []
    for form in fitting:
        file_splits = [mine for mine, theirs in form.splits.items() if split in ("all", theirs)]
        if names and form.name in names and not file_splits:
            raise UserError(
                f"{form.name} has no files for split {split}: it takes {' and '.join(form.splits.values())}"
            )
        if file_splits and (not names or form.name in names):
            chosen.append((form, file_splits))
    return chosen


def _earlier(out: Path) -> dict[str, Any] | None:
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


def _check_folder(out: Path, before: dict[str, Any] | None, chosen: Iterable[tuple[Format, list[str]]]) -> None:
    """Refuse where a file that no export of ours wrote has a name we need or would be read as part of a split."""
    if out.exists() and not out.is_dir():
        raise UserError(f"{out} is a file; expected a folder to export into")
    ours = set(_listed(before)) | {MANIFEST} if before else set()
    needed = [out / CARD, out / MANIFEST]
    for form, file_splits in chosen:
        needed += [out / path for path in form.extras([])]
        for split in file_splits:
            needed += sorted((out / form.folder.format(split=split)).glob("*.parquet"))
    for path in needed:
        if path.exists() and path.relative_to(out).as_posix() not in ours:
            raise UserError(
                f"{path} wasn't written by an export and is in the way; move it away or choose another folder"
            )


def _kept(version: Version, before: dict[str, Any], chosen: Iterable[tuple[Format, list[str]]]) -> Made:
    """Files of an earlier export of the same content that this one doesn't write again."""
    if (before["dataset"], before["version"], before["content_hash"]) != (
        version.dataset,
        version.version,
        version.content_hash,
    ):
        return {}
    again = {(form.name, split) for form, file_splits in chosen for split in file_splits}
    files = {name: [Written(**file) for file in files] for name, files in before["formats"].items()}
    return {name: [file for file in kept if (name, file.split) not in again] for name, kept in files.items()}


def _put_in_place(
    version: Version, out: Path, staging: Path, before: dict[str, Any] | None, files: Made, extras: Iterable[str]
) -> list[str]:
    """Move the staged files in, take away what an earlier export left; the manifest knows all of them at any moment."""
    manifest = {
        "dataset": version.dataset,
        "version": version.version,
        "content_hash": version.content_hash,
        "recipe": f"{version.recipe['name']}@{version.recipe['version']}",
        "fingerprint": version.fingerprint,
        "formats": {name: [asdict(file) for file in made] for name, made in files.items()},
        "others": [CARD, *extras],
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
    _replace_text(out / MANIFEST, json.dumps(manifest, indent=1))
    return removed


def _replace_text(target: Path, text: str) -> None:
    aside = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    aside.write_text(text)
    aside.replace(target)


def _counts(split_rows: Mapping[str, int]) -> str:
    return ", ".join(f"{rows} in {split}" for split, rows in split_rows.items())
