"""Origin, for the card: sources with their licences, the steps with what they dropped and why, models and cost.

origin(version, "all") → ["## Sources and licences", "| source | licence | …", "## How it was made", …]
"""

import json
from collections.abc import Sequence
from typing import Any

from synthloom.catalog.exports.cards.licences import Licensed, address, is_unknown, no_derivatives, non_commercial
from synthloom.catalog.exports.cards.markdown import Raw, link, plain, table
from synthloom.catalog.exports.machine import without_machine
from synthloom.catalog.versions import Version

UNPUBLISHABLE = (
    "**{rows:,} rows have no known licence**: find out what their sources allow before you use or pass them on."
)
NON_COMMERCIAL = "{rows:,} rows are under {licences}, which doesn't allow commercial use."
NO_DERIVATIVES = (
    "{rows:,} rows are under {licences}, which doesn't allow passing on changed works; edited pictures and questions "
    "made of them may be such."
)
RULES = " `rules` is no model but code: worded, drawn and checked by rule."
SHARE_ALIKE = "{rows:,} rows are under {licences}: what is made of them has to be under the same terms."


def sources(found: Sequence[Licensed]) -> list[str]:
    """Where the rows come from, under what, and what that means for whoever uses them."""
    rows = [
        [one.source, link(one.licence or "none told", address(one.licence)), one.revision, one.rows] for one in found
    ]
    told = [
        (UNPUBLISHABLE, is_unknown),
        (NON_COMMERCIAL, non_commercial),
        (NO_DERIVATIVES, no_derivatives),
        (SHARE_ALIKE, lambda licence: "-sa-" in licence.lower() or licence.lower().startswith("gfdl")),
    ]
    notes = []
    for words, holds in told:
        those = [one for one in found if holds(one.licence)]
        names = ", ".join(sorted({plain(one.licence) for one in those}))
        notes += [words.format(rows=sum(one.rows for one in those), licences=names)] if those else []
    return [
        "## Sources and licences",
        table(["source", "licence", "revision", "rows"], rows),
        *notes,
        "The licences are those of the sources as their publishers state them; each row says its own in `source`, "
        "`licence` and `revision`.",
    ]


def made(version: Version, engines: Sequence[tuple[Any, ...]]) -> list[str]:
    """The recipe with its steps, what each dropped, who wrote the rows, and what it cost."""
    recipe = f"{version.recipe['name']}@{version.recipe['version']}"
    config = version.recipe.get("config") or {}
    options = version.run.get("options") or {}
    parents = [name for name in version.parents if not name.startswith(f"{version.dataset}@")]
    return [
        "## How it was made",
        f"By the recipe `{recipe}` (fingerprint `{version.fingerprint}`), seed {config.get('seed', 0)}"
        + (f", out of {', '.join(f'`{name}`' for name in parents)}" if parents else "")
        + f". {_changed(options)}",
        _funnel(version),
        *_settings(config.get("steps") or []),
        "### Models and cost",
        *([table(["written by", "rows"], engines)] if engines else []),
        _models(config.get("models") or {}) + (RULES if any("rules" in str(name) for name, _ in engines) else ""),
        _cost(version),
    ]


def _changed(options: dict[str, Any]) -> str:
    told = without_machine([str(one) for one in options.get("settings") or []])
    told += [f"{name} {options[name]}" for name in ("limit", "target") if options.get(name)]
    return (
        f"Set for this run: {', '.join(f'`{one}`' for one in told)}." if told else "All settings are the recipe's own."
    )


def _funnel(version: Version) -> str:
    rows = []
    for step in version.run.get("funnel") or []:
        reasons = sorted(step["rejected"].items(), key=lambda item: (-item[1], item[0]))
        why = Raw(", ".join(f"{plain(reason)} {count:,}" for reason, count in reasons))
        rows.append([step["step"], step["kind"], step["in"], step["kept"], why, step["errors"]])
    return table(["step", "kind", "in", "kept", "dropped because", "errors"], rows)


def _settings(steps: Sequence[dict[str, Any]]) -> list[str]:
    """Every step's settings, folded away."""
    if not steps:
        return []
    rows = []
    for step in steps:
        fields = {name: value for name, value in step.items() if name not in ("step", "name", "version")}
        told = ", ".join(f"{name}={json.dumps(value)}" for name, value in without_machine(fields).items())
        rows.append([step.get("name", ""), step.get("version", 1), Raw(plain(told, 10_000))])
    folded = table(["step", "its version", "settings"], rows)
    return [f"<details><summary>All settings of all steps</summary>\n\n{folded}\n\n</details>"]


def _models(models: dict[str, str | list[str]]) -> str:
    panels = {role: [named] if isinstance(named, str) else named for role, named in sorted(models.items())}
    told = ", ".join(f"{role}: {', '.join(f'`{name}`' for name in names)}" for role, names in panels.items())
    return f"Models by role: {told}." if told else "No model was asked in this run."


def _cost(version: Version) -> str:
    funnel = version.run.get("funnel") or []
    calls = sum(step.get("calls", 0) for step in funnel)
    tokens = sum(step.get("tokens_in", 0) + step.get("tokens_out", 0) for step in funnel)
    used = f"{calls:,} model calls, {tokens:,} tokens"
    if version.cost is None:
        return f"Cost: {used}; no price is known for some of the models."
    return f"Cost: {used}, US$ {version.cost:,.2f}." if calls else "Cost: US$ 0."
