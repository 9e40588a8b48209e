"""The dataset card: README.md, with the YAML that `load_dataset(folder, config)` works by, and the rows' origin."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from synthloom.catalog.exports.features import card_features
from synthloom.catalog.exports.format import Format, Written, has_edit
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


def write_card(
    version: Version, rows: pa.Schema, forms: Sequence[Format], files: Mapping[str, Sequence[Written]]
) -> str:
    """The card of an export."""
    from huggingface_hub import DatasetCardData

    sources = _count(version, ["source", "licence", "revision"])
    loadable = [form for form in forms if form.loadable]
    front: dict[str, Any] = {**_licence([str(licence) for _, licence, _, _ in sources]), "language": ["en"]}
    front["pretty_name"] = version.dataset
    front["size_categories"] = [next((name for most, name in SIZES.items() if version.rows < most), "100M<n<1B")]
    if has_edit(rows):
        front["task_categories"] = ["image-to-image"]
    front["tags"] = ["synthetic", "synthloom", "multimodal", "image"]
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
        f"Rows by split of the dataset: {shares}. Rows of one group (one source picture) are never in two splits."
        + (
            " `train` is sft; the rows of rl are in `parquet` alone."
            if any("train" in form.splits for form in forms)
            else ""
        ),
        *(_loading(loadable) if loadable else []),
        *(_bagel_note() if any(form.name == "bagel" for form in forms) else []),
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


def _bagel_note() -> list[str]:
    return [
        "For BAGEL, start training in this folder and give the dataset `data_dir: bagel/train` and "
        "`parquet_info_path: bagel/parquet_info.json`. Its loader finds a file by the path it lists, so from any other "
        "folder put that folder's path before the keys of parquet_info.json."
    ]


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [names, ["---"] * len(names), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return " ".join(text.replace("|", "\\|").split())
