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
from dataclasses import asdict, replace
from pathlib import Path, PurePosixPath
from typing import Any

from synthloom.catalog.dialects.known import named
from synthloom.catalog.exports.bagel import Bagel
from synthloom.catalog.exports.card import write_card
from synthloom.catalog.exports.edit_pairs import EditPairs
from synthloom.catalog.exports.format import Format, Made, Written
from synthloom.catalog.exports.llama_factory import join
from synthloom.catalog.exports.parquet import WholeRows
from synthloom.catalog.exports.rl_verl import RlVerl
from synthloom.catalog.exports.sft_flat import SftFlat
from synthloom.catalog.exports.sft_openai import SftOpenAi
from synthloom.catalog.exports.sft_sharegpt import SftShareGpt
from synthloom.catalog.exports.write import write_split
from synthloom.catalog.reader import row_schema
from synthloom.catalog.splits import SPLITS
from synthloom.catalog.versions import Version, resolve
from synthloom.schemas.errors import UserError

FORMATS: tuple[Format, ...] = (
    EditPairs(), Bagel(), SftFlat(), SftShareGpt(), SftOpenAi(), RlVerl(), WholeRows(),
)  # fmt: skip
SETTINGS = ("dialect", "masked")
"""What of a format a user may choose, where it has it."""
MANIFEST, CARD = "synthloom.json", "README.md"


def export(
    catalog: Path,
    reference: str,
    out: Path,
    formats: Sequence[str] | None = None,
    split: str = "all",
    settings: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Write a version's files below `out`; every format its rows fit, where none is named. Returns what was written.

    Raises `UserError` for a format, split or setting that the rows can't serve and for a folder with other files in
    the way.
    """
    version = resolve(catalog, reference)
    rows = row_schema(version)
    fitting = [_with(form, settings or {}) for form in FORMATS if form.fits(rows)]
    chosen = _choose(version, fitting, formats, split)
    _check_settings([form for form, _ in chosen], settings or {})
    before = _earlier(out)
    _check_folder(out, before, chosen)
    staging = out / f".export-{uuid.uuid4().hex}"
    staging.mkdir(parents=True)
    try:
        made: list[Made] = []
        for form, file_splits in chosen:
            made.append(Made(form))
            for file_split in file_splits:
                files, left_out = write_split(version, form, rows, file_split, staging)
                made[-1].files += files
                made[-1].left_out[file_split] = left_out
        if not any(one.files for one in made):
            raise UserError(_nothing(version, split, made))
        everything = _joined(_kept(version, before, chosen) if before else [], made)
        extras = join(one.form.extras(one.files) for one in everything)
        for path, data in extras.items():
            (staging / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).write_bytes(data)
        (staging / CARD).write_text(write_card(version, rows, everything))
        removed = _put_in_place(version, out, staging, before, everything, extras)
    finally:
        shutil.rmtree(staging)
    return {
        "dataset": version.dataset,
        "version": version.version,
        "out": str(out),
        "split": split,
        "formats": {one.form.name: _rows_by_split(one.files) for one in made},
        "left_out": {one.form.name: one.left_out for one in made if any(one.left_out.values())},
        "files": [{"format": one.form.name, **asdict(file)} for one in made for file in one.files],
        "removed": removed,
    }


def _with(form: Format, settings: Mapping[str, str]) -> Format:
    """The format with those of the settings that it has."""
    return replace(form, **{name: value for name, value in settings.items() if hasattr(form, name)})  # type: ignore[type-var]


def _check_settings(forms: Sequence[Format], settings: Mapping[str, str]) -> None:
    if "dialect" in settings:
        named(settings["dialect"])
    for name, value in settings.items():
        if not any(hasattr(form, name) for form in forms):
            raise UserError(f"no {name} {value!r} for {', '.join(form.name for form in forms)}: none of them has one")


def settings_of(form: Format) -> dict[str, str]:
    """A format's settings by name."""
    return {name: str(getattr(form, name)) for name in SETTINGS if hasattr(form, name)}


def _nothing(version: Version, split: str, made: Sequence[Made]) -> str:
    reasons = {one.form.name: left for one in made for left in one.left_out.values() if left}
    if reasons:
        return f"no row of {version.name} can be exported as asked: {json.dumps(reasons)}; try another format"
    return f"{version.name} has no rows in split {split}: it has {_counts(version.split_rows)}"


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


def _kept(version: Version, before: dict[str, Any], chosen: Iterable[tuple[Format, list[str]]]) -> list[Made]:
    """What of an earlier export of the same content this one doesn't write again, by the same settings."""
    if (before["dataset"], before["version"], before["content_hash"]) != (
        version.dataset,
        version.version,
        version.content_hash,
    ):
        return []
    told = before.get("settings", {})
    again = {(form.name, split) for form, file_splits in chosen for split in file_splits}
    otherwise = {form.name for form, _ in chosen if settings_of(form) != told.get(form.name, {})}
    kept = []
    for form in FORMATS:
        files = [Written(**file) for file in before["formats"].get(form.name, [])]
        files = [file for file in files if (form.name, file.split) not in again]
        if files and form.name not in otherwise:
            left_out = before.get("left_out", {}).get(form.name, {})
            kept.append(Made(_with(form, told.get(form.name, {})), files, left_out))
    return kept


def _joined(kept: Sequence[Made], made: Sequence[Made]) -> list[Made]:
    """All formats that have files, in the order of `FORMATS`."""
    everything = []
    for form in FORMATS:
        found = [one for one in (*kept, *made) if one.form.name == form.name]
        if any(one.files for one in found):
            left_out = {split: left for one in found for split, left in one.left_out.items()}
            everything.append(Made(found[-1].form, [file for one in found for file in one.files], left_out))
    return everything


def _put_in_place(
    version: Version,
    out: Path,
    staging: Path,
    before: dict[str, Any] | None,
    everything: Sequence[Made],
    extras: Iterable[str],
) -> list[str]:
    """Move the staged files in, take away what an earlier export left; the manifest knows all of them at any moment."""
    manifest = {
        "dataset": version.dataset,
        "version": version.version,
        "content_hash": version.content_hash,
        "recipe": f"{version.recipe['name']}@{version.recipe['version']}",
        "fingerprint": version.fingerprint,
        "formats": {one.form.name: [asdict(file) for file in one.files] for one in everything},
        "settings": {one.form.name: told for one in everything if (told := settings_of(one.form))},
        "left_out": {one.form.name: one.left_out for one in everything if any(one.left_out.values())},
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
