"""One turn of a trajectory on its page: what was thought, called and seen, the pictures, and in the last the answer.

    turn(row["steps"][0], row, {"img_2": "<img …>"}) → '<article class="step" id="step-0">…</article>'

Everything a row holds is escaped.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from synthloom.catalog.trajectories.arguments import dump, parse

FOLDED = {"thought": 1_500, "seen": 700}
"""Characters of a text that is shown without unfolding it."""
OUTCOMES = {
    "correct": ("good", "correct"),
    "wrong": ("bad", "wrong answer"),
    "no_answer": ("bad", "no answer"),
    "over_budget": ("warn", "over budget"),
    "fatal": ("bad", "ended by failures"),
}
Row = Mapping[str, Any]


def turn(step: Row, row: Row, pictures: Mapping[str, str]) -> str:
    """One turn as HTML."""
    calls = bool(step["tool"] or step["arguments"])
    answers = not calls and not step["observation"]
    parts = [
        _text(step["thought"], "thought"),
        "" if answers else _call(step, _tags(step)),
        _text(step["observation"], "seen"),
        f'<div class="brought">{figures(step["images"], pictures, row)}</div>' if step["images"] else "",
        ending(row) if answers else "",
    ]
    fatal = row.get("fatal_step") == step["index"]
    mark = '<p class="fatal">Fatal step: the first of the failures in a row that end a rollout</p>' if fatal else ""
    state = " masked" * (not step["loss_mask"]) + " failed" * bool(step["error_class"])
    return (
        f'{mark}<article class="step{state}" id="step-{step["index"]}"><div class="number">{step["index"] + 1}</div>'
        f'<div class="turn">{"".join(parts)}</div></article>'
    )


def _tags(step: Row) -> str:
    tags = {
        "bad": (step["error_class"] or "").replace("_", " "),
        "warn": "same call again" if step["repeated"] else "",
        "note": " · ".join(filter(None, ["reflects" if step["reflects"] else "", step["stage"]])),
        "mute": "" if step["loss_mask"] else "not learned from",
    }
    return "".join(f'<span class="tag {kind}">{escape(words)}</span>' for kind, words in tags.items() if words)


def _call(step: Row, tags: str) -> str:
    name = f"<b>{escape(step['tool'])}</b>" if step["tool"] else "<i>no call could be read</i>"
    told = parse(step["arguments"] or "{}")
    if told is None:
        return f'<div class="call"><p>{name}{tags}</p><pre>{escape(step["arguments"])}</pre></div>'
    lines = "".join(f"<dt>{escape(str(name))}</dt><dd>{_value(value)}</dd>" for name, value in told.items())
    return f'<div class="call"><p>{name}{tags}</p>{f"<dl>{lines}</dl>" if lines else ""}</div>'


def _value(value: Any) -> str:
    if isinstance(value, str):
        return f"<pre>{escape(value)}</pre>" if "\n" in value else f"<q>{escape(value)}</q>"
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return "<br>".join(f"<q>{escape(item)}</q>" for item in value)
    return f"<code>{escape(dump(value))}</code>"


def _text(text: str, kind: str) -> str:
    """A thought or an observation; a long one is folded."""
    if not text:
        return ""
    if len(text) <= FOLDED[kind]:
        return f'<pre class="{kind}">{escape(text)}</pre>'
    start = text[: FOLDED[kind] // 2].rsplit(" ", 1)[0]
    return (
        f'<details class="{kind}"><summary><pre>{escape(start)} …</pre>'
        f"<span>{len(text):,} characters, show all</span></summary><pre>{escape(text)}</pre></details>"
    )


def figures(names: Sequence[str], pictures: Mapping[str, str], row: Row) -> str:
    """Pictures with their ids and sizes."""
    return "".join(_figure(name, pictures, row) for name in names)


def _figure(name: str, pictures: Mapping[str, str], row: Row) -> str:
    if name not in pictures:
        return f'<span class="lost">{escape(name)} is not among the pictures</span>'
    shown = row["images"][name]
    size = f"{shown['width']}×{shown['height']}"
    return f"<figure>{pictures[name]}<figcaption><b>{escape(name)}</b> {size}</figcaption></figure>"


def ending(row: Row) -> str:
    """The given answer beside the gold one."""
    kind, words = OUTCOMES.get(row["outcome"], ("warn", row["outcome"]))
    gold = f"gold: {row['answer']}" if row.get("answer") else "no gold answer told"
    return (
        f'<section class="ending {kind}"><p class="kicker">{escape(words)}</p>'
        f"<p>{escape(row['final_answer'] or 'no answer')}</p><small>{escape(gold)}</small></section>"
    )
