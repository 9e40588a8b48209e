r"""The report: `decontamination.json` in an export's folder, and a section of its card.

section(find_leaks(…).report | {"checked": check_exported(…)}) → "No group, picture asked about, …"
"""

from collections.abc import Mapping
from typing import Any

from synthloom.catalog.contamination.find import NEAR
from synthloom.catalog.exports.cards.markdown import table

REPORT = "decontamination.json"
WAYS = {
    "picture": "the same picture",
    "near_picture": "a picture that looks like it",
    "question": "the same question",
    "8_words": "more than half of a question in runs of eight words",
}
PROMISED = {
    "group": "group",
    "picture": "picture asked about",
    "question": "question",
    "path": "path",
    "entity": "anchor",
}
KINDS = {
    "stretch": "runs of three pages of paths",
    "answer": "answers",
    "page": "pages in the middle of paths",
    "instruction": "instructions",
    "13_words": "runs of 13 words",
}


def section(report: Mapping[str, Any]) -> str:
    """The card's section, in Markdown, without its heading."""
    parts = [_promise(report)]
    rows = [
        [split, reason, count] for split, reasons in report["left_out"].items() for reason, count in reasons.items()
    ]
    if rows:
        parts += ["Left out of every format:", table(["split", "because", "rows"], rows)]
    parts += [_compared(one) for one in report["against"]]
    told = [
        [KINDS[one["kind"]], " and ".join(one["splits"]), one["keys"], max(one["rows"].values())]
        for one in report["weak"]
    ]
    if told:
        parts += [
            "Shared between splits and kept, because rows that have nothing else in common share them:",
            table(["what", "splits", "shared", "rows of the larger side"], told),
        ]
    parts.append(_near(report["near_pictures"]))
    return "\n\n".join(part for part in parts if part)


def _promise(report: Mapping[str, Any]) -> str:
    checked = report.get("checked")
    *first, last = [name for kind, name in PROMISED.items() if not checked or kind in checked["keys"]]
    said = f"No {', '.join(first)}{' or ' * bool(first)}{last} is in two splits"
    if checked:
        said += f", checked on all rows of the {checked['files']:,} files as they were read back"
    filled = [split for split, count in report["rows"].items() if count]
    if len(filled) == 1:
        said = f"All rows are of the split `{filled[0]}`, so nothing is shared between splits here"
        if not report["against"]:
            said += "; what other datasets share with it was not looked for (`synthloom export --against` does)"
    return f"{said}. `{REPORT}` has the details."


def _compared(one: Mapping[str, Any]) -> str:
    if one["kind"] == "export":
        return f"Compared with the export `{one['name']}`: what it has in another split is left out here."
    found = ", ".join(f"{count:,} with {WAYS[way]}" for way, count in one["found"].items()) or "no row is in it"
    lost = sum(one["unreadable"].values())
    unread = f"; {lost:,} of its rows or pictures could not be read" if lost else ""
    return (
        f"Compared with the benchmark `{one['name']}` ({one['rows']:,} rows, {one['texts']:,} texts, "
        f"{one['pictures']:,} pictures{unread}): {found}."
    )


def _near(near: Mapping[str, Any]) -> str:
    if not near["of"]:
        return ""
    if not near["looked_at"]:
        return f"Its {near['of']:,} pictures were not compared for merely looking alike: there are more than {NEAR:,}."
    pairs = sum(near["pairs"].values())
    found = f"{pairs:,} pair{'s' * (pairs != 1)} across splits, kept" if pairs else "no pair across splits"
    return f"Its {near['of']:,} pictures were compared for merely looking alike: {found}."


def lines(report: Mapping[str, Any]) -> list[str]:
    """What `export` tells of rows that leak, of what they were compared with, and of rows a format can't hold."""
    told = [
        f"{count:>8} rows  of {split} leak and are left out: {reason}"
        for split, reasons in report["leaking"].items()
        for reason, count in reasons.items()
    ]
    leaking = {reason for reasons in report["leaking"].values() for reason in reasons}
    told += [
        f"{count:>8} rows  of {split} not in {name}: {reason}"
        for name, splits in report["left_out"].items()
        for split, reasons in splits.items()
        for reason, count in reasons.items()
        if reason not in leaking
    ]
    return told + [_line(one) for one in report["against"]]


def _line(one: Mapping[str, Any]) -> str:
    if one["kind"] == "export":
        return f"compared with the export {one['name']}"
    lost = sum(one["unreadable"].values())
    unread = f", {lost:,} of its files, rows or pictures could not be read" if lost else ""
    found = sum(one["found"].values())
    return f"compared with {one['rows']:,} rows of {one['name']}{unread}: {found:,} rows match"
