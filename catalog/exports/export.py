"""Exports: a version as files that trainers read unchanged, with a card that says what they are.

    export(catalog, "uni-edit@2", Path("out"), ["edit_pairs", "bagel"])
    → out/README.md  out/data/edit_pairs/train-00000-of-00001.parquet  out/bagel/…  out/synthloom.json

Rows come from `pictured.py`, each format has a file of its own, `write.py` puts the one into the other, and `folder.py`
lays the result beside what an earlier export left.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from synthloom.catalog.contamination.check import check_exported
from synthloom.catalog.contamination.find import find_leaks
from synthloom.catalog.contamination.report import REPORT, section
from synthloom.catalog.dialects.known import named
from synthloom.catalog.exports.cards.card import write_card
from synthloom.catalog.exports.cards.samples import samples
from synthloom.catalog.exports.families import NAMES, WHY, family
from synthloom.catalog.exports.folder import CARD, check_folder, earlier, joined, kept, put_in_place, staging
from synthloom.catalog.exports.format import Format, Made, Written, settings_of, with_settings
from synthloom.catalog.exports.formats.bagel import Bagel
from synthloom.catalog.exports.formats.diffsynth import DiffSynth
from synthloom.catalog.exports.formats.edit_pairs import EditPairs
from synthloom.catalog.exports.formats.llama_factory import join
from synthloom.catalog.exports.formats.pref_parts import PrefParts
from synthloom.catalog.exports.formats.rl_parts import RlParts
from synthloom.catalog.exports.formats.rl_verl import RlVerl
from synthloom.catalog.exports.formats.sft_flat import SftFlat
from synthloom.catalog.exports.formats.sft_openai import SftOpenAi
from synthloom.catalog.exports.formats.sft_parts import SftParts
from synthloom.catalog.exports.formats.sft_sharegpt import SftShareGpt
from synthloom.catalog.exports.formats.sft_swift import SftSwift
from synthloom.catalog.exports.formats.webdataset import WebDataset
from synthloom.catalog.exports.formats.whole_rows import WholeRows
from synthloom.catalog.exports.provenance import FILE as PROVENANCE
from synthloom.catalog.exports.provenance import provenance
from synthloom.catalog.exports.write import write_split
from synthloom.catalog.reader import row_schema
from synthloom.catalog.splits import LEFT_OUT, SPLITS
from synthloom.catalog.versions import Version, resolve
from synthloom.schemas.errors import UserError

PORTABLE: tuple[Format, ...] = (EditPairs(), SftFlat(), SftParts(), PrefParts(), RlVerl(), RlParts(), WholeRows())
"""Written where no format is named."""
NATIVE: tuple[Format, ...] = (Bagel(), DiffSynth(), WebDataset(), SftShareGpt(), SftSwift(), SftOpenAi())
"""Each for one trainer, or much of the same again: only if asked for."""
FORMATS = (*PORTABLE, *NATIVE)


def export(
    catalog: Path,
    reference: str,
    out: Path,
    formats: Sequence[str] | None = None,
    split: str = "all",
    settings: Mapping[str, str] | None = None,
    against: Sequence[Path] = (),
    tell: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """Write a version's files below `out` and tell what was written; all portable formats that fit if none is named.

    Rows that share what they ask about with rows of a higher split, or with what is in `against` (benchmarks, other
    exports), are left out. Raises `UserError` for a format, split or setting that the rows can't serve and for a folder
    with other files in the way, `Leaked` where the files, read back, aren't disjoint all the same. `tell` gets lines of
    progress.
    """
    version = resolve(catalog, reference)
    rows = row_schema(version)
    chosen = _choose(version, [with_settings(form, settings or {}) for form in FORMATS], formats, split, rows)
    _check_settings([form for form, _ in chosen], settings or {})
    with staging(out) as staged:
        before = earlier(out)
        check_folder(out, before, chosen)
        tell(f"comparing the splits of {version.name}{''.join(f', {path.name}' for path in against)} …")
        leaks = find_leaks(version, rows, against)
        left_out = {row: why for leaking in leaks.excluded.values() for row, why in leaking.items()}
        excluded = {**leaks.excluded, LEFT_OUT: left_out}
        made = []
        for form, file_splits in chosen:
            tell(f"writing {form.name} …")
            made.append(_write(version, form, rows, file_splits, staged, excluded))
        if not any(one.files for one in made):
            raise UserError(_nothing(version, split, made))
        stays = kept(FORMATS, version, leaks.digest, before, chosen) if before else []
        everything = joined(FORMATS, stays, made)
        tell("reading all files back …")
        report = leaks.report | {"checked": check_exported(version, [staged, out], everything)}
        shown = samples(version, _splits(everything), left_out)
        extras = {
            **join(one.form.extras(one.files) for one in everything),
            REPORT: json.dumps(report, indent=1, ensure_ascii=False).encode(),
            PROVENANCE: json.dumps(provenance(version, split), indent=1).encode(),
            **shown.files,
        }
        card = write_card(version, rows, everything, shown.table, section(report))
        for path, data in {**extras, CARD: card.encode()}.items():
            (staged / path).parent.mkdir(parents=True, exist_ok=True)
            (staged / path).write_bytes(data)
        removed = put_in_place(version, leaks.digest, out, staged, before, everything, extras)
    return {
        "dataset": version.dataset,
        "version": version.version,
        "out": str(out),
        "split": split,
        "formats": {one.form.name: _rows_by_split(one.files) for one in made},
        "leaking": leaks.report["left_out"],
        "against": leaks.report["against"],
        "left_out": {one.form.name: one.left_out for one in made if any(one.left_out.values())},
        "files": [{"format": one.form.name, **asdict(file)} for one in made for file in one.files],
        "removed": removed,
    }


def _write(
    version: Version,
    form: Format,
    rows: pa.Schema,
    file_splits: Sequence[str],
    staged: Path,
    excluded: Mapping[str, Mapping[str, str]],
) -> Made:
    made = Made(form)
    for split in file_splits:
        files, reasons = write_split(version, form, rows, split, staged, excluded[form.splits[split]])
        made.files += files
        # Whole rows leave nothing out: what leaks stands in a split of theirs.
        made.left_out[split] = {} if LEFT_OUT in file_splits else reasons
    return made


def _splits(everything: Sequence[Made]) -> set[str]:
    """The dataset's splits of which there are files."""
    return {one.form.splits[file.split] for one in everything for file in one.files} - {LEFT_OUT}


def _check_settings(forms: Sequence[Format], settings: Mapping[str, str]) -> None:
    if "dialect" in settings:
        named(settings["dialect"])
    for name, value in settings.items():
        if not any(name in settings_of(form) for form in forms):
            able = [form.name for form in FORMATS if name in settings_of(form)]
            raise UserError(
                f"--{name} {value} can't be chosen for {', '.join(form.name for form in forms)}; formats that have it: "
                f"{', '.join(able)}"
            )


def _nothing(version: Version, split: str, made: Sequence[Made]) -> str:
    reasons = {one.form.name: left for one in made for left in one.left_out.values() if left}
    if reasons:
        return f"no row of {version.name} can be exported as asked: {json.dumps(reasons)}; try another format"
    return f"{version.name} has no rows in split {split}: it has {_counts(version.split_rows)}"


def _rows_by_split(files: Sequence[Written]) -> dict[str, int]:
    return {split: sum(f.rows for f in files if f.split == split) for split in dict.fromkeys(f.split for f in files)}


def _choose(
    version: Version, forms: Sequence[Format], names: Sequence[str] | None, split: str, rows: pa.Schema
) -> list[tuple[Format, list[str]]]:
    """The formats asked for, each with the file splits to write."""
    if split not in (*SPLITS, "all"):
        raise UserError(f"no split {split!r}: expected sft, rl, test or all")
    kind = family(rows)
    fitting = [form for form in forms if kind in form.serves]
    known = ", ".join(form.name for form in fitting)
    for name in names or ():
        if name not in [form.name for form in forms]:
            raise UserError(f"no format {name!r}: for {NAMES[kind]} ({version.name}) there are {known}")
        if name not in [form.name for form in fitting]:
            raise UserError(f"{name} can't hold {NAMES[kind]} ({version.name}): {WHY[kind]}; formats for them: {known}")
    chosen = []
    for form in fitting:
        file_splits = [mine for mine, theirs in form.splits.items() if split in ("all", theirs)]
        if names and form.name in names and not file_splits:
            raise UserError(
                f"{form.name} has no files for split {split}: it takes {' and '.join(form.splits.values())}"
            )
        if file_splits and (form.name in names if names else form.name in [one.name for one in PORTABLE]):
            chosen.append((form, file_splits))
    return chosen


def _counts(split_rows: Mapping[str, int]) -> str:
    return ", ".join(f"{rows} in {split}" for split, rows in split_rows.items())
