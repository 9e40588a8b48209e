"""One trajectory as a page for a person's eye: a single HTML file with its pictures in it, no script and no request.

    page(reader.row(version, "9c1f"), LocalMedia(catalog)) → "<!doctype html>…"

From top to bottom: the question beside its picture, gold and given answer, then each turn with its thought, call,
observation and the pictures that came back, then scores, verdicts, all pictures by id and where the row comes from.
Turns that are not to be learned from are grey; the fatal step is marked. Whatever a row holds stands as text: all of it
is escaped, and the page forbids its reader everything but its own style and `data:` pictures.
"""

import base64
import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from synthloom.catalog.trajectory_style import STYLE
from synthloom.catalog.trajectory_turns import OUTCOMES, Row, ending, figures, turn
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import BadImage, Media, MediaStore

SIDE = 640
"""Pixels of a picture's longer side; larger ones are scaled down."""
PROCESS = {
    "relevance": "relevance",
    "progression": "progression",
    "consistency": "consistency",
    "redundancy": "no call in vain",
}
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
NEEDED = {"question", "steps", "messages", "images", "final_answer", "outcome"}


def page(row: Row, media: MediaStore) -> str:
    """A row as `reader.row` gives it. Raises `UserError` for one that is no trajectory."""
    if not row.keys() >= NEEDED:
        raise UserError("a page shows one trajectory with its steps and pictures; this row is none")
    pictures = {name: _picture(shown, media) for name, shown in row["images"].items()}
    title = f"Trajectory {row['id']}"
    body = "\n".join(
        (
            _head(row),
            _question(row, pictures),
            *(turn(step, row, pictures) for step in row["steps"]),
            ending(row) if _open(row) else "",
            _scores(row),
            _gallery(pictures),
            _verdicts(row.get("verdicts") or ()),
            _facts(row),
        )
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


def _picture(shown: Row, media: MediaStore) -> str:
    """An `img` with the picture in it, or what is wrong with it."""
    told = Media(**{name: shown[name] for name in Media.model_fields})
    try:
        picture = media.image(told)
    except (OSError, BadImage):
        return f'<span class="lost">{escape(told.path)} can\'t be read</span>'
    picture.thumbnail((SIDE, SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=88)
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<img src="data:image/webp;base64,{data}" width="{picture.width}" height="{picture.height}" alt="">'


def _head(row: Row) -> str:
    kind, words = OUTCOMES.get(row["outcome"], ("warn", row["outcome"]))
    calls = sum(bool(step["tool"]) for step in row["steps"])
    rollout, published = row.get("rollout"), row.get("mode") == "imported"
    told = [
        _many(calls, "call"),
        _many(len(row["steps"]), "turn"),
        _many(row["hops"], "hop") if row.get("hops") else "",
        f"published as {row.get('source')}" if published else f"{row.get('mode')} by {row.get('policy')}",
        f"rollout {rollout + 1} of {row.get('rollouts')}" if isinstance(rollout, int) and not published else "",
        f"{row['pass_rate']:.0%} of them correct" if row.get("pass_rate") is not None else "",
        f"stopped by {row.get('stopped')}" if row.get("stopped") not in (None, "answer", "imported") else "",
    ]
    chips = "".join(f"<li>{escape(text)}</li>" for text in told if text)
    return (
        f'<header><p class="kicker">Trajectory <code>{escape(str(row["id"]))}</code></p>'
        f'<p class="badge {kind}">{escape(words)}</p><ul class="chips">{chips}</ul></header>'
    )


def _many(count: int, name: str) -> str:
    return f"{count} {name}{'s' * (count != 1)}"


def _question(row: Row, pictures: Mapping[str, str]) -> str:
    first = next((message for message in row["messages"] if message["role"] == "user"), {"content": ()})
    names = [part["image_url"]["url"] for part in first["content"] if part["type"] == "image_url"]
    shown = figures(names, pictures, row)
    aliases = " · ".join(row.get("aliases") or ())
    gold = _pair("gold answer", row.get("answer") or "not told", f"also: {aliases}" if aliases else "")
    given = _pair("given answer", row["final_answer"] or "none", _judged(row))
    return (
        f'<section class="question">{f"<div class=shown>{shown}</div>" if shown else ""}<div>'
        f'<h1>{escape(row["question"])}</h1><dl class="answers">{gold}{given}</dl></div></section>'
    )


def _judged(row: Row) -> str:
    return f"judged by: {row['judged_by']}" if row.get("judged_by") else ""


def _pair(label: str, value: str, note: str = "") -> str:
    small = f"<small>{escape(note)}</small>" if note else ""
    return f"<div><dt>{escape(label)}</dt><dd>{escape(value)}{small}</dd></div>"


def _open(row: Row) -> bool:
    """Whether no turn answers."""
    last = row["steps"][-1] if row["steps"] else None
    return last is None or bool(last["tool"] or last["arguments"] or last["observation"])


def _scores(row: Row) -> str:
    process = row.get("process")
    bars = [(words, process[name]) for name, words in PROCESS.items()] if process else []
    bars += [("critique's score", row["score"])] if row.get("score") is not None else []
    bars += [("tool benefit", row["tool_benefit"])] if row.get("tool_benefit") is not None else []
    lines = "".join(
        f'<tr><th>{escape(name)}</th><td><meter min="0" max="1" value="{value:.3f}"></meter></td>'
        f"<td>{value:.2f}</td></tr>"
        for name, value in bars
    )
    judge = f"<small>process judged by {escape(process['judge'])}</small>" if process else ""
    critique = f'<p class="critique">{escape(row["critique"])}</p>' if row.get("critique") else ""
    if not lines and not critique:
        return ""
    table = f'<table class="scores">{lines}</table>' if lines else ""
    return f"<section><h3>How it got there</h3>{table}{judge}{critique}</section>"


def _gallery(pictures: Mapping[str, str]) -> str:
    if not pictures:
        return ""
    shown = "".join(
        f"<figure>{picture}<figcaption><b>{escape(name)}</b></figcaption></figure>"
        for name, picture in pictures.items()
    )
    return f'<section><h3>Pictures</h3><div class="gallery">{shown}</div></section>'


def _verdicts(verdicts: Sequence[Row]) -> str:
    lines = "".join(
        f'<tr class="{"" if verdict["kept"] else "bad"}"><td>{escape(str(verdict["step"]))}</td>'
        f"<td>{'kept' if verdict['kept'] else escape(str(verdict['reason']))}</td>"
        f"<td>{'' if verdict['score'] is None else format(verdict['score'], '.3g')}</td>"
        f"<td>{escape(str(verdict['detail'] or ''))}</td></tr>"
        for verdict in verdicts
    )
    head = "<tr><th>step</th><th>verdict</th><th>score</th><th>detail</th></tr>"
    return f'<section><h3>Verdicts</h3><table class="verdicts">{head}{lines}</table></section>' if lines else ""


def _facts(row: Row) -> str:
    names = (
        "id", "task_id", "group_id", "split", "source", "revision", "licence", "corpus_name", "corpus", "language",
        "evidence", "required_tools", "mode", "policy", "dialect", "engine", "stopped", "folded", "tokens",
        "pass_rate_without_tools", "backends", "environment",
    )  # fmt: skip
    lines = "".join(
        f"<tr><th>{escape(name.replace('_', ' '))}</th><td>{escape(_plain(row[name]))}</td></tr>"
        for name in names
        if row.get(name) not in (None, "", [], ())
    )
    return f'<section><h3>The row</h3><table class="facts">{lines}</table></section>'


def _plain(value: Any) -> str:
    return " → ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
