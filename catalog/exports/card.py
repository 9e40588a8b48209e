"""The dataset card: README.md, with the YAML that `load_dataset(folder, config)` works by, and the rows' origin."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from synthloom.catalog.exports.card_notes import notes
from synthloom.catalog.exports.features import card_features
from synthloom.catalog.exports.format import Format, Made, Written, has_edit, has_reward, has_steps
from synthloom.catalog.versions import Version

SIZES = {1e3: "n<1K", 1e4: "1K<n<10K", 1e5: "10K<n<100K", 1e6: "100K<n<1M", 1e7: "1M<n<10M", 1e8: "10M<n<100M"}
HUB_LICENCES = {
    *(
        "apache-2.0",
        "mit",
        "bsd-3-clause",
        "odc-by",
        "odbl",
        "cdla-permissive-2.0",
        "cc0-1.0",
        "cc-by-2.0",
        "cc-by-3.0",
    ),
    *("cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "cc-by-nc-sa-4.0", "cc-by-nd-4.0", "unknown"),
}
"""Those of the Hub's licence ids that picture and question sets carry; any other is `other` with its own name."""


def write_card(version: Version, rows: pa.Schema, everything: Sequence[Made]) -> str:
    """The card of an export."""
    from huggingface_hub import DatasetCardData

    forms = [one.form for one in everything]
    files = {one.form.name: one.files for one in everything}
    sources = _count(version, ["source", "licence", "revision"])
    loadable = [form for form in forms if form.loadable]
    front: dict[str, Any] = {**_licence([str(licence) for _, licence, _, _ in sources])}
    front["language"] = _languages(version) if "language" in rows.names else ["en"]
    front["pretty_name"] = version.dataset
    front["size_categories"] = [next((name for most, name in SIZES.items() if version.rows < most), "100M<n<1B")]
    if has_edit(rows):
        front["task_categories"] = ["image-to-image"]
    elif has_steps(rows) or has_reward(rows):
        front["task_categories"] = ["image-text-to-text", "visual-question-answering"]
    agents = ["agent", "tool-use"] if has_steps(rows) or has_reward(rows) else []
    front["tags"] = ["synthetic", "synthloom", "multimodal", "image", *agents]
    if loadable:
        front["configs"] = [_config(form, files[form.name], form is loadable[0]) for form in loadable]
        front["dataset_info"] = [
            {"config_name": form.name, "features": card_features(form.schema(rows))} for form in loadable
        ]
    head = DatasetCardData(**front).to_yaml()
    recipe = f"{version.recipe['name']}@{version.recipe['version']}"
    shares = ", ".join(f"{split} {count:,}" for split, count in version.split_rows.items())
    parts = [
        f"# {version.dataset}",
        f"{version.rows:,} rows made by the Synthloom recipe `{recipe}`; this is version {version.version}, "
        f"committed {version.created:%Y-%m-%d}. The data is synthetic; the pictures it starts from are not always.",
        "## Files",
        _table(
            ["format", "split", "rows", "files"],
            [
                [form.name, split, sum(f.rows for f in made), len(made)]
                for form in forms
                for split in form.splits
                if (made := [file for file in files[form.name] if file.split == split])
            ],
        ),
        f"Rows by split of the dataset: {shares}. Rows of one group (one source picture or article) are never in two "
        f"splits.{_trains(forms)}",
        *_left_out(everything),
        *(_loading(loadable) if loadable else []),
        *notes(forms),
        *(_cut(version) if has_steps(rows) else []),
        "## Sources and licences",
        _table(["source", "licence", "revision", "rows"], sources),
        "The licences are those of the source rows as their publishers state them.",
        "## What wrote the rows",
        *([_table(["engine", "rows"], _count(version, ["engine"]))] if "engine" in rows.names else []),
        "`rules` is no model but rule-based writers and procedural drawing, checked exactly.",
        *(_categories(version) if "category" in rows.names else []),
        "## What was kept",
        _funnel(version),
        "## How it was made",
        f"Recipe `{recipe}`, fingerprint `{version.fingerprint}`; content hash of the rows `{version.content_hash}`. "
        "`synthloom.json` lists every file with its SHA-256.",
    ]
    return f"---\n{head.strip()}\n---\n\n" + "\n\n".join(parts) + "\n"


def _config(form: Format, files: Sequence[Written], default: bool) -> dict[str, Any]:
    splits = [split for split in form.splits if any(file.split == split for file in files)]
    paths = [{"split": split, "path": f"{form.folder.format(split=split)}/{split}-*"} for split in splits]
    return {"config_name": form.name, **({"default": True} if default else {}), "data_files": paths}


def _licence(licences: Sequence[str]) -> dict[str, str]:
    """One licence the Hub knows by id, or `other`."""
    names = sorted(set(licences))
    if len(names) == 1 and names[0].lower() in HUB_LICENCES:
        return {"license": names[0].lower()}
    name = "several-see-sources" if len(names) > 1 else names[0]
    return {"license": "other", "license_name": name, "license_link": "README.md#sources-and-licences"}


def _count(version: Version, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    import duckdb

    names = ", ".join(f'"{column}"' for column in columns)
    with duckdb.connect() as duck:
        query = f"SELECT {names}, count(*) FROM read_parquet(?) GROUP BY ALL ORDER BY count(*) DESC, {names}"
        return [tuple(row) for row in duck.execute(query, [version.files("data")]).fetchall()]


def _funnel(version: Version) -> str:
    rows = []
    for step in version.run["funnel"]:
        reasons = sorted(step["rejected"].items(), key=lambda item: (-item[1], item[0]))
        why = ", ".join(f"{reason} {count:,}" for reason, count in reasons)
        rows.append([step["step"], step["kind"], step["in"], step["kept"], why, step["errors"]])
    return _table(["step", "kind", "in", "kept", "rejected", "errors"], rows)


def _categories(version: Version) -> list[str]:
    return ["## Categories", _table(["category", "rows"], _count(version, ["category"]))]


def _loading(loadable: Sequence[Format]) -> list[str]:
    lines = "\n".join(f'{form.name} = load_dataset("path/to/this/folder", "{form.name}")' for form in loadable)
    return [f"```python\nfrom datasets import load_dataset\n\n{lines}\n```"]


def _trains(forms: Sequence[Format]) -> str:
    """Which split of the dataset each format trains on."""
    of_split = {split: [f"`{f.name}`" for f in forms if f.splits.get("train") == split] for split in ("sft", "rl")}
    told = "; ".join(f"`train` of {', '.join(names)} is {split}" for split, names in of_split.items() if names)
    every = ["`parquet` has every row"] if any(form.name == "parquet" for form in forms) else []
    return f" By format: {'; '.join([told, *every])}." if told else ""


def _left_out(everything: Sequence[Made]) -> list[str]:
    """What formats couldn't hold."""
    rows = [
        [one.form.name, split, reason, count]
        for one in everything
        for split, reasons in one.left_out.items()
        for reason, count in reasons.items()
    ]
    return [_table(["format", "split", "not in it because", "rows"], rows)] if rows else []


def _cut(version: Version) -> list[str]:
    """How many trajectories have turns that are not to be learned from."""
    import duckdb

    masked = "list_bool_or(list_transform(steps, lambda step: NOT step.loss_mask))"
    with duckdb.connect() as duck:
        query = f"SELECT count(*) FILTER ({masked}), count(*) FROM read_parquet(?)"
        some, every = duck.execute(query, [version.files("data")]).fetchall()[0]
    return [f"{some:,} of the dataset's {every:,} trajectories have turns that are not to be learned from."]


def _languages(version: Version) -> list[str]:
    """Codes of the rows' languages, the commonest first; `en` where none is told."""
    return [str(language) for language, _ in _count(version, ["language"]) if language] or ["en"]


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [names, ["---"] * len(names), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return " ".join(text.replace("|", "\\|").split())
