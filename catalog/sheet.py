"""The contact sheet: rows with their pictures for a person's eye.

contact_sheet(list(rows(version, 6)), LocalMedia(catalog)).save("sheet.png")

An edit pair is drawn as source | what was asked | edited, a search question as anchor picture | question, answer and
path | the picture before it was degraded, where it was, and a trajectory as its first picture | question, calls and
answer | the last picture that a tool brought.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw

from synthloom.catalog.drawing.lettering import font
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import Media, MediaStore

PICTURE, TEXT, GAP = 320, 400, 16
"""Pixels: the side of a picture's cell, the width of the text between two, and the space around everything."""
PAPER, RULE, INK, FAINT = "#ffffff", "#d0d0d0", "#1a1a1a", "#6b6b6b"
LABEL, BODY = 14, 18
MAX_HEIGHT = 60_000
"""Viewers and encoders begin to refuse pictures at 65,535 pixels."""


def contact_sheet(rows: Sequence[Mapping[str, Any]], media: MediaStore, columns: int = 1) -> Image.Image:
    """Draw rows as `reader.rows` gives them, in reading order in this many columns. Raises `UserError`."""
    if not rows:
        raise UserError("there are no rows to draw; a contact sheet needs at least one")
    cells = [_cell(*_seen(row), media) for row in rows]
    lines = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    heights = [max(cell.height for cell in line) for line in lines]
    if sum(heights) > MAX_HEIGHT:
        raise UserError(f"{len(rows)} rows make a sheet {sum(heights)} pixels high; ask for fewer with --limit")
    width = cells[0].width
    sheet = Image.new("RGB", (width * min(columns, len(cells)), sum(heights)), PAPER)
    top = 0
    for line, height in zip(lines, heights, strict=True):
        for place, cell in enumerate(line):
            sheet.paste(cell, (place * width, top))
        top += height
        ImageDraw.Draw(sheet).line((GAP, top - 1, sheet.width - GAP, top - 1), RULE)
    return sheet


Section = tuple[str, str, int, str]
"""Label, text, size, ink."""
Shown = Mapping[str, Any] | None


def _seen(row: Mapping[str, Any]) -> tuple[list[Section], Shown, Shown]:
    """What is drawn of a row: the text, the picture on its left and the one on its right."""
    if {"image", "instruction", "edited_image"} <= row.keys():
        head, left, right = row["instruction"], row["image"], row["edited_image"]
        rest = [("question", row.get("question")), ("answer", row.get("answer"))]
    elif {"question", "path", "anchor_image"} <= row.keys():
        head, left, right = row["question"], row["anchor_image"], (row["degradation"] or {}).get("clean")
        steps = (f"{n['relation']} > {n['title']}" if n["relation"] else n["title"] for n in row["path"])
        rest = [("answer", row["answer"]), ("path", " - ".join(steps)), ("picture", row["anchor_choice"])]
    elif {"question", "messages", "images"} <= row.keys():
        head, done, shown = row["question"], row.get("steps") or (), row["images"]
        brought = [name for step in done for name in step["images"] if name in shown]
        left, right = next(iter(shown.values()), None), shown[brought[-1]] if brought else None
        calls = (f"{s['tool']} ({s['error_class']})" if s["error_class"] else s["tool"] for s in done if s["tool"])
        given = [("given", row.get("final_answer")), ("outcome", row.get("outcome"))]
        rest = [("calls", " > ".join(calls)), ("answer", row["answer"]), *given]
    else:
        raise UserError("a contact sheet shows edit pairs, search questions or trajectories; these rows are none")
    told = " · ".join(str(row[name]) for name in ("category", "source", "engine", "id") if row.get(name))
    small = [(label, str(text), LABEL, INK) for label, text in rest if text]
    return [("", str(head), BODY, INK), *small, ("", told, LABEL, FAINT)], left, right


def _cell(sections: Sequence[Section], left: Shown, right: Shown, media: MediaStore) -> Image.Image:
    lines = [line for section in sections for line in (*_wrapped(*section), ("", LABEL, INK))]
    text_height = sum(_line_height(size) for _, size, _ in lines)
    places = ((left, GAP), (right, PICTURE + TEXT + 3 * GAP))
    pictures = [(_fitted(shown, media), edge) for shown, edge in places if shown]
    height = max(text_height, *(picture.height for picture, _ in pictures), 0)
    cell = Image.new("RGB", (2 * PICTURE + TEXT + 4 * GAP, height + 2 * GAP), PAPER)
    pen = ImageDraw.Draw(cell)
    for picture, edge in pictures:
        x = edge + (PICTURE - picture.width) // 2
        cell.paste(picture, (x, GAP))
        pen.rectangle((x - 1, GAP - 1, x + picture.width, GAP + picture.height), outline=RULE)
    y = GAP
    for text, size, ink in lines:
        pen.text((PICTURE + 2 * GAP, y), text, ink, font("sans", size))
        y += _line_height(size)
    return cell


def _fitted(shown: Mapping[str, Any], media: MediaStore) -> Image.Image:
    picture = media.image(Media(**{name: shown[name] for name in Media.model_fields}))
    scale = min(PICTURE / picture.width, PICTURE / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    # A picture smaller than its cell is enlarged without smoothing, so that what is seen is what is there.
    return picture.resize(size, Image.Resampling.LANCZOS if scale < 1 else Image.Resampling.NEAREST)


def _wrapped(label: str, text: str, size: int, ink: str) -> list[tuple[str, int, str]]:
    """Lines that fit the text column; a word wider than the column is cut."""
    face = font("sans", size)
    lines: list[str] = []
    for paragraph in (f"{label}: {text}" if label else text).splitlines():
        line = ""
        for word in paragraph.split():
            if line and face.getlength(f"{line} {word}") <= TEXT:
                line = f"{line} {word}"
                continue
            if line:
                lines.append(line)
            while face.getlength(word) > TEXT:
                cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or face.getlength(word[:n]) <= TEXT)
                lines.append(word[:cut])
                word = word[cut:]
            line = word
        lines.append(line)
    return [(line, size, ink) for line in lines]


def _line_height(size: int) -> int:
    return round(size * 1.35)
