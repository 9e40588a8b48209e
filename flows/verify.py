"""`verify`: every hash of a version, and with `deep` every exact check of its recipe again, from the rows alone.

    verify(version, recipe, deep=True) → {"checked": 212, "ok": 212, "unchecked": 0, "bad": []}

An exact check is a verifier that asks no model and says so (`exact = True`): its verdict follows from the record, its
pictures and the corpus that the record names. It runs with the settings the version was made with. A row whose corpus
isn't in the catalog, or whose recipe isn't to be had, is unchecked and never ok; where the recipe has no exact check,
pictures and corpus are all there is to hold.
"""

import asyncio
import dataclasses
import json
from collections.abc import Callable
from typing import Any, get_type_hints

import pyarrow as pa
from pydantic import TypeAdapter

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.integrity import Bad, check_corpus, check_files, check_media
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.reader import batches
from synthloom.catalog.versions import Version
from synthloom.flows.context import StepContext, seeded
from synthloom.flows.recipe import Recipe, step_config, takes
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Step


def verify(
    version: Version, recipe: Recipe | None, deep: bool, on_rows: Callable[[int], None] = lambda _: None
) -> dict[str, Any]:
    """What `verify --json` prints: how many rows are ok, which aren't and why, and how many nobody can check."""
    bad = list(check_files(version))
    if any(entry.check == "file_hash" and entry.detail.startswith("data/") for entry in bad):
        return _report(version.rows, 0, version.rows, bad)
    steps = exact_steps(version, recipe) if recipe else None
    checker = _Checker(version, [] if steps is None else steps)
    ok = unchecked = 0
    for batch in batches(version):
        for row in pa.Table.from_batches([batch]).to_pylist(maps_as_pydicts="strict"):
            found = list(check_media(version, row, batch.schema, checker.pictures))
            checkable = not deep or (steps is not None and checker.has_corpus(row))
            if deep and checkable and not found:
                found += checker.run(row)
            bad += found
            ok += checkable and not found
            unchecked += not checkable and not found
        on_rows(batch.num_rows)
    return _report(version.rows, ok, unchecked, bad)


def exact_steps(version: Version, recipe: Recipe) -> list[Step] | None:
    """The recipe's exact checks with the settings the version was made with; None where a step has changed since."""
    made_with = {config["name"]: config for config in version.recipe["config"]["steps"]}
    steps: list[Step] = []
    for step in recipe.steps:
        if not getattr(step, "exact", False) or step.name not in made_with:
            continue
        config = made_with[step.name]
        if config["version"] != step_config(step)["version"]:
            return None
        kinds = get_type_hints(type(step))
        names = [f.name for f in dataclasses.fields(step) if f.name in config]  # type: ignore[arg-type]
        loaded = {name: TypeAdapter(kinds[name]).validate_python(_plain(config[name])) for name in names}
        steps.append(dataclasses.replace(step, **loaded))  # type: ignore[type-var]
    return steps


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))


class _Checker:
    """Exact checks on rows, with what was found of pictures and corpora before."""

    def __init__(self, version: Version, steps: list[Step]) -> None:
        self.version, self.steps = version, steps
        self.types: dict[str, type[Record]] = {step.name: takes(step) or Record for step in steps}
        self.pictures: dict[str, str] = {}
        self.corpora: dict[str, list[str] | None] = {}

    def has_corpus(self, row: dict[str, Any]) -> bool:
        """Whether the corpus that a row names is in the catalog, whole or damaged; of a row that names none, yes."""
        return not row.get("corpus") or self._damage(row["corpus"]) is not None

    def _damage(self, key: str) -> list[str] | None:
        if key not in self.corpora:
            self.corpora[key] = check_corpus(self.version.catalog, key)
        return self.corpora[key]

    def run(self, row: dict[str, Any]) -> list[Bad]:
        """Every exact check on a row; on a damaged corpus none, since nothing would follow from it."""
        if row.get("corpus") and (damage := self._damage(row["corpus"])):
            return [Bad(row["id"], "corpus_hash", f"corpora/{row['corpus']}/{damage[0]}")]
        return asyncio.run(self._run(row))

    async def _run(self, row: dict[str, Any]) -> list[Bad]:
        catalog, found = self.version.catalog, []
        seed = int(self.version.recipe["config"]["seed"])
        for step in self.steps:
            kind = self.types[step.name]
            record = kind.model_validate({name: row[name] for name in kind.model_fields})
            context = StepContext(LocalMedia(catalog), seeded(seed, step.name, record.id), LocalCorpora(catalog))
            verdict = await step.verify(record, context)  # type: ignore[union-attr]
            if not verdict.kept:
                found.append(Bad(row["id"], step.name, f"{verdict.reason}: {verdict.detail}".rstrip(": ")))
        return found


def _report(checked: int, ok: int, unchecked: int, bad: list[Bad]) -> dict[str, Any]:
    return {"checked": checked, "ok": ok, "unchecked": unchecked, "bad": [dataclasses.asdict(entry) for entry in bad]}
