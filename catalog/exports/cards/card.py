r"""The dataset card: README.md, with the YAML that `load_dataset(folder, config)` works by, and the rows' origin.

    write_card(version, rows, everything) → "---\nlicense: cc0-1.0\n…\n---\n\n# uni-edit\n\n1,843 edit pairs …"

Everything in it comes from the version's manifest and rows; nothing is promised that isn't counted there.
"""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from synthloom.catalog.exports.cards.about import about
from synthloom.catalog.exports.cards.licences import Licensed, address, hub_id, licensed
from synthloom.catalog.exports.cards.markdown import table
from synthloom.catalog.exports.cards.notes import notes
from synthloom.catalog.exports.cards.origin import made, sources
from synthloom.catalog.exports.families import NAMES, Family, family
from synthloom.catalog.exports.features import card_features
from synthloom.catalog.exports.format import MEGABYTE, Made
from synthloom.catalog.splits import LEFT_OUT
from synthloom.catalog.versions import Version

SIZES = {1e3: "n<1K", 1e4: "1K<n<10K", 1e5: "10K<n<100K", 1e6: "100K<n<1M", 1e7: "1M<n<10M", 1e8: "10M<n<100M"}
GROUPS: dict[Family, str] = {
    "edit_pair": "one source picture",
    "search_question": "questions that start from one article",
    "trajectory": "questions that start from one article, in every rollout",
    "rl_task": "questions that start from one article",
}
"""What `group_id` ties together."""
WHOLE = " The config `parquet` has every field of every row; the others are cut to what trainers read."
ASIDE = (
    " Its split `left_out` has the rows that share something with another split; it is there so that the dataset is "
    "whole, and not to be trained on."
)
HERE = "path/to/this/folder"
"""What a reader puts the place of the files for; a push puts the repository's name."""


def write_card(
    version: Version, rows: pa.Schema, everything: Sequence[Made], samples: str = "", contamination: str = ""
) -> str:
    """The card of an export; `samples` is a table of rows, `contamination` what was found of test sets in the rows."""
    from huggingface_hub import DatasetCardData

    kind = family(rows)
    split = _split(everything)
    found = licensed(version, split)
    # `datasets` takes one builder for all configs of a card, that of the first one's files.
    parquet = any(one.form.loadable and one.form.container == "parquet" for one in everything)
    listed = "parquet" if parquet else "jsonl"
    loadable = [one for one in everything if one.form.loadable and one.form.container == listed]
    front = {
        **_licence(found),
        "language": _languages(version) if "language" in rows.names else ["en"],
        "pretty_name": version.dataset,
        "size_categories": [_size(sum(one.rows for one in found))],
        "task_categories": list(about(kind).tasks) or None,
        "tags": ["synthetic", "synthloom", "multimodal", "image", *about(kind).tags],
        "configs": [_config(one, one is loadable[0]) for one in loadable] or None,
        "dataset_info": [
            {"config_name": one.form.name, "features": card_features(one.form.schema(rows), one.form.container)}
            for one in loadable
            if one.form.container != "tar"
        ]
        or None,
    }
    head = DatasetCardData(**front).to_yaml()
    told = notes([one.form for one in everything], kind, _masked(version) if kind == "trajectory" else 0)
    recipe = f"{version.recipe['name']}@{version.recipe['version']}"
    parts = [
        f"# {version.dataset}",
        f"{version.rows:,} {NAMES[kind]}{_asked(version, kind)}, made by the Synthloom recipe `{recipe}`; version "
        f"{version.version} of {version.created:%Y-%m-%d}. {about(kind).what}",
        *(["## A few rows", samples] if samples else []),
        *_loading(version, loadable),
        *_files(version, everything, kind),
        *(
            ["### Categories", table(["category", "rows"], _count(version, ["category"]))]
            if "category" in rows.names
            else []
        ),
        *(["## Train on it", *told] if told else []),
        *sources(found),
        *made(version, _count(version, ["engine"]) if "engine" in rows.names else []),
        *(["## Decontamination", contamination] if contamination else []),
        *_limits(kind),
        "## Provenance",
        f"Content hash of the rows `{version.content_hash}`, made by run `{version.run.get('id', '')}`. "
        "`synthloom.json` lists every file of rows with its SHA-256.",
    ]
    return f"---\n{head.strip()}\n---\n\n" + "\n\n".join(parts) + "\n"


def _split(everything: Sequence[Made]) -> str:
    """The dataset's split that was exported, or `all`."""
    splits = {one.form.splits[file.split] for one in everything for file in one.files} - {LEFT_OUT}
    return splits.pop() if len(splits) == 1 else "all"


def _size(rows: int) -> str:
    return next((name for most, name in SIZES.items() if rows < most), "100M<n<1B")


def _config(one: Made, default: bool) -> dict[str, Any]:
    form = one.form
    splits = [split for split in form.splits if any(file.split == split for file in one.files)]
    paths = [{"split": split, "path": f"{form.folder.format(split=split)}/{split}-*"} for split in splits]
    return {"config_name": form.name, **({"default": True} if default else {}), "data_files": paths}


def _licence(found: Sequence[Licensed]) -> dict[str, Any]:
    """The licences as the Hub knows them; where it doesn't know one of them, `other` and its name."""
    names = list(dict.fromkeys(one.licence for one in found))
    known = sorted({hub_id(name) for name in names})
    if names and all(known):
        return {"license": known[0] if len(known) == 1 else known}
    if len(names) != 1:
        return {"license": "other", "license_name": "several-see-sources"}
    slug = "".join(sign if (sign.isascii() and sign.isalnum()) or sign in ".-" else "-" for sign in names[0].lower())
    link = {"license_link": address(names[0])} if address(names[0]) else {}
    return {"license": "other", "license_name": slug[:60].strip("-") or "none-told", **link}


def _languages(version: Version) -> list[str]:
    """Codes of the rows' languages, the commonest first; `en` where none is told."""
    return [str(language) for language, _ in _count(version, ["language"]) if language] or ["en"]


def _count(version: Version, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    import duckdb

    names = ", ".join(f'"{column}"' for column in columns)
    with duckdb.connect() as duck:
        query = f"SELECT {names}, count(*) FROM read_parquet(?) GROUP BY ALL ORDER BY count(*) DESC, {names}"
        return [tuple(row) for row in duck.execute(query, [version.files("data")]).fetchall()]


def _loading(version: Version, loadable: Sequence[Made]) -> list[str]:
    if not loadable:
        return []
    width = max(len(one.form.name) for one in loadable)
    lines = [f'{one.form.name:<{width}} = load_dataset("{HERE}", "{one.form.name}")' for one in loadable]
    return [
        "## Load it",
        "\n".join(["```python", "from datasets import load_dataset", "", *lines, "```"]),
        f'On the Hub every version is a tag; `revision="v{version.version}"` pins this one.',
    ]


def _files(version: Version, everything: Sequence[Made], kind: Family) -> list[str]:
    """Every format's files, what they are made of, and what they couldn't hold."""
    rows = []
    for one in everything:
        for split, of in one.form.splits.items():
            files = [file for file in one.files if file.split == split]
            size = sum(file.bytes for file in files)
            if files:
                rows.append([one.form.name, split, of, sum(f.rows for f in files), len(files), _told_bytes(one, size)])
    left_out = [
        [one.form.name, split, reason, count]
        for one in everything
        for split, reasons in one.left_out.items()
        for reason, count in reasons.items()
    ]
    return [
        "## Files",
        table(["config", "split", "of the dataset's", "rows", "files", "size"], rows),
        f"{_shares(version, kind)}{WHOLE if any(one.form.name == 'parquet' for one in everything) else ''}"
        + (ASIDE if any(LEFT_OUT in row for row in rows) else ""),
        *([table(["config", "split", "not in it because", "rows"], left_out)] if left_out else []),
    ]


def _shares(version: Version, kind: Family) -> str:
    """How many rows are in each split of the dataset, and what is never parted."""
    shares = [f"{split} {count:,}" for split, count in version.split_rows.items() if count]
    if len(shares) == 1:
        return f"All {version.rows:,} rows of the dataset are of the split `{shares[0].split()[0]}`."
    group = GROUPS.get(kind, "as the recipe tells")
    return f"The dataset has {version.rows:,} rows: {', '.join(shares)}. Rows of one group ({group}) are in one split."


def _asked(version: Version, kind: Family) -> str:
    """Of how many questions there are several rollouts each."""
    questions = len(_count(version, ["task_id"])) if kind == "trajectory" else version.rows
    return f" of {questions:,} question{'s' * (questions != 1)}" if questions < version.rows else ""


def _told_bytes(made: Made, size: int) -> str:
    told = f"{size / MEGABYTE:,.1f} MB" if size >= MEGABYTE else f"{-(-size // 1000):,} KB"
    return f"{told} and pictures" if made.form.container == "jsonl" else told


def _masked(version: Version) -> int:
    """How many trajectories have turns that are not to be learned from."""
    import duckdb

    masked = "list_bool_or(list_transform(steps, lambda step: NOT step.loss_mask))"
    with duckdb.connect() as duck:
        query = f"SELECT count(*) FILTER ({masked}) FROM read_parquet(?)"
        return int(duck.execute(query, [version.files("data")]).fetchall()[0][0])


def _limits(kind: Family) -> list[str]:
    return ["## Known limits", "\n".join(f"- {limit}" for limit in about(kind).limits)]
