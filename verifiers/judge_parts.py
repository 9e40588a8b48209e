"""What a judge of any recipe is shown of any record: fields as data, pictures after their names.

judge_messages("You rate …", pair, ("question", "answer"), ("image", "edited_image"))
→ system: You rate …
  user: <row> {"question": "How many dogs?", "answer": "3"} </row>, "image:", the picture, "edited_image:", the other
"""

from collections.abc import Mapping, Sequence
from typing import get_args

from synthloom.schemas.errors import UserError
from synthloom.schemas.media import Media
from synthloom.schemas.prompts import picture_name, row_block
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Message, Part, Text

PICTURES = 4
"""Most pictures of one field that a judge sees."""


def check_fields(step: str, shows: Sequence[str], pictures: Sequence[str], record_type: type[Record]) -> None:
    """Raises `UserError` where records of that type haven't got these fields, or no pictures where those should be."""
    fields = record_type.model_fields
    if lacks := [name for name in (*shows, *pictures) if name not in fields]:
        raise UserError(
            f"step {step} shows {', '.join(lacks)}, but {record_type.__name__} has only {', '.join(fields)}; "
            "name fields of it"
        )
    if flat := [name for name in pictures if not _holds_media(fields[name].annotation)]:
        raise UserError(
            f"step {step} shows {', '.join(flat)} as pictures, but {record_type.__name__} has none there; its pictures "
            f"are {', '.join(name for name in fields if _holds_media(fields[name].annotation)) or 'none'}"
        )


def judge_messages(
    system: str, record: Record, shows: Sequence[str], pictures: Sequence[str]
) -> tuple[Message, Message]:
    """The rules, then fields as a data block and pictures; a field of several shows the first few."""
    fields = record.model_dump(mode="json", include=set(shows))
    parts: list[Part] = [Text(row_block(**{name: fields[name] for name in shows}))]
    for name in pictures:
        parts += picture_parts(name, getattr(record, name))
    return (Message("system", (Text(system),)), Message("user", tuple(parts)))


def picture_parts(name: str, value: object) -> list[Part]:
    """The picture or pictures of a field, each after its name."""
    named: dict[str, object] = {name: value}
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: (len(key), key))[:PICTURES]  # img_2 before img_10
        named = {f"{name} {picture_name(key, place)}": value[key] for place, key in enumerate(keys, 1)}
    elif isinstance(value, tuple):
        named = {f"{name} {place}": one for place, one in enumerate(value[:PICTURES], 1)}
    return [part for told, media in named.items() if isinstance(media, Media) for part in (Text(f"{told}:"), media)]


def _holds_media(annotation: object) -> bool:
    return annotation is Media or any(map(_holds_media, get_args(annotation)))
