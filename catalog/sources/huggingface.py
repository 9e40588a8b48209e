"""Hugging Face datasets: on the Hub, or saved on disk by `save_to_disk`.

    hf://lmms-lab/textvqa:default@main#validation → its rows, streamed, pictures as the bytes that were uploaded

Rows are taken as Arrow batches, so no picture is decoded on the way. Folders of Parquet, JSON or CSV need none of this.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthloom.catalog.sources.licences import spdx
from synthloom.catalog.sources.parquet_files import BATCH, batch_rows
from synthloom.catalog.sources.raw import Raw, Rows, SourceError, Table

_ADDRESS = re.compile(r"hf://(?:datasets/)?([\w.-]+(?:/[\w.-]+)?)(?::([^@#]+))?(?:@([\w./-]+))?(?:#([\w.-]+))?")


@dataclass(frozen=True)
class HubDataset:
    """One split of a dataset on the Hub, pinned to the commit it stood at when it was looked at."""

    name: str
    commit: str
    licence: str
    table: Table
    notes: tuple[str, ...]


def open_saved(folder: Path) -> Table:
    """A folder written by `Dataset.save_to_disk`; of a `DatasetDict`, each split is such a folder."""

    def read(column: str) -> Rows:
        from datasets import load_from_disk

        dataset = load_from_disk(str(folder))
        yield from _rows(dataset, folder.name, column)

    return Table("datasets", (folder / "dataset_info.json", folder / "state.json"), read, folder=folder)


def open_hub(uri: str) -> HubDataset:
    """Find commit, licence and split of `hf://owner/name[:config][@revision][#split]`. Raises `SourceError`."""
    if not (address := _ADDRESS.fullmatch(uri)):
        raise SourceError(
            f"{uri!r} is no dataset address. Expected hf://owner/name[:config][@revision][#split]. "
            "Write it so, or give a local path."
        )
    repo, config, revision, split = address.groups()
    from datasets import get_dataset_split_names
    from huggingface_hub import HfApi

    try:
        info = HfApi().dataset_info(repo, revision=revision, timeout=30)
        splits: Sequence[str] = get_dataset_split_names(repo, config, revision=info.sha)
    except Exception as error:  # the Hub's client raises its own errors, its HTTP library's and ValueError
        raise SourceError(
            f"{uri} can't be opened: {type(error).__name__}: {str(error)[:300]}. Expected a dataset that this machine "
            "can reach. Check name, configuration, revision and network, log in for gated sets, or give a local copy."
        ) from error
    chosen = split or ("train" if "train" in splits else splits[0])
    if chosen not in splits:
        raise SourceError(
            f"{repo} has no split {chosen!r}. Expected one of {', '.join(splits)}. "
            f"Write {uri.split('#')[0]}#{splits[0]}."
        )
    commit = str(info.sha)

    def read(column: str) -> Rows:
        from datasets import load_dataset

        dataset = load_dataset(repo, config, revision=commit, split=chosen, streaming=True)
        yield from _rows(dataset, f"{repo}#{chosen}", column)

    said = (info.card_data.get("license") if info.card_data else None) or ""
    tags = [said] if isinstance(said, str) else [str(tag) for tag in said]
    others = [name for name in splits if name != chosen]
    # Paths in a Hub row point into somebody else's machine; under the null device nothing is ever found.
    table = Table("hub", (), read, folder=Path(os.devnull))
    notes = (f"split {chosen} is read, not {', '.join(others)}",) if others else ()
    return HubDataset(repo.split("/")[-1], commit, " OR ".join(spdx(tag) for tag in tags if tag), table, notes)


def _rows(dataset: Any, name: str, column: str) -> Rows:
    outer = column.split(".")[0]
    features = dataset.features
    if outer and features and outer in features:
        dataset = dataset.select_columns([outer])
    number = 0
    for batch in dataset.with_format("arrow").iter(BATCH):
        for raw in batch_rows(batch, name, number):
            yield (
                Raw(raw.where, {key: _named(part, (features or {}).get(key)) for key, part in raw.fields.items()})
                if isinstance(raw, Raw)
                else raw
            )
        number += batch.num_rows


def _named(value: Any, feature: Any) -> Any:
    """Class numbers become their names, at any depth."""
    if hasattr(feature, "int2str") and isinstance(value, int):
        return feature.names[value] if 0 <= value < len(feature.names) else value
    inner = feature[0] if isinstance(feature, list) and feature else getattr(feature, "feature", None)
    if isinstance(value, list) and inner is not None:
        return [_named(part, inner) for part in value]
    if isinstance(value, dict) and isinstance(feature, dict):
        return {key: _named(part, feature.get(key)) for key, part in value.items()}
    if isinstance(value, dict) and isinstance(inner, dict):  # a list of objects held as an object of lists
        return {key: _named(part, [inner.get(key)]) for key, part in value.items()}
    return value
