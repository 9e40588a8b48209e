r"""The report: `decontamination.json` in an export's folder, and a section of its card.

section(find_leaks(…).report | {"checked": check_exported(…)}) → "No group, picture asked about, …"
"""

from collections.abc import Mapping, Sequence
from typing import Any

REPORT = "decontamination.json"
WAYS = {
    "picture": "the same picture",
    "near_picture": "a picture that looks like it",
    "question": "the same question",
    "8_words": "more than half of a question in runs of eight words",
}
KINDS = {
    "group": "groups",
    "picture": "pictures asked about",
    "question": "questions",
    "path": "paths",
    "entity": "anchors",
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
        parts += ["Left out of every format:", _table(["split", "because", "rows"], rows)]
    parts += [_compared(one) for one in report["against"]]
    told = [
        [KINDS[one["kind"]], " and ".join(one["splits"]), one["keys"], max(one["rows"].values())]
        for one in report["weak"]
    ]
    if told:
        parts += [
            "Shared between splits and kept, because rows that have nothing else in common share them:",
            _table(["what", "splits", "shared", "rows of the larger side"], told),
        ]
    parts.append(_near(report["near_pictures"]))
    return "\n\n".join(part for part in parts if part)


def _promise(report: Mapping[str, Any]) -> str:
    checked = report.get("checked")
    said = "No group, picture asked about, question, path or anchor is in two splits"
    if checked:
        rows = sum(checked["rows"].values())
        said += f", checked on {rows:,} rows read back from {checked['files']:,} files"
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
        return f"Its {near['of']:,} pictures were not compared for merely looking alike."
    pairs = sum(near["pairs"].values())
    found = f"{pairs:,} pair{'s' * (pairs != 1)} across splits, kept" if pairs else "no pair across splits"
    return f"Its {near['of']:,} pictures were compared for merely looking alike: {found}."


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [names, ["---"] * len(names), *([f"{v:,}" if isinstance(v, int) else v for v in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
