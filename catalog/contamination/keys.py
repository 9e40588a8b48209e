r"""Keys: what two rows must not share where one is trained on and the other tests.

    strong(row_schema(search-vl@1)) → SQL for rows of (kind, key), among them
    ("group", "9f2c…"), ("picture", "3f2a…"), ("path", "capital of lesotho\tmaseru"), ("entity", "en\tlesotho")

Groups tie together what the steps that made the rows know of: a picture, an article, a task. Two groups can still share
these (strong: of two such rows one is left out):

| kind | edit pairs | search questions | trajectories and tasks |
| --- | --- | --- | --- |
| group | `group_id` | `group_id` | `group_id` |
| picture | source and edited picture | anchor picture, and the clean one it was degraded from | those of the first user turn: tools may show any picture to anybody |
| question | – (templates repeat) | the question and its pictures | the question and its pictures |
| path | – | titles, in either direction | `evidence`, in either direction |
| entity | – (what is edited is in the picture) | the anchor, by language | the first of `evidence`, by language |

Weak ones are told and nothing more, since rows that are worlds apart share them: three pages in a row of a path, in
either direction (in a small wiki every fifth path has such), an answer (a year, a country), a page in the middle of a
path, an instruction, thirteen words in a row (the length that GPT-3's authors looked for,
arXiv 2005.14165, appendix C).
"""  # noqa: E501  a table can't be folded

import re
import unicodedata

import pyarrow as pa

from synthloom.catalog.content_hash import is_media
from synthloom.catalog.exports.families import Family, family

GRAM = 13
STRONG = ("group", "picture", "question", "path", "entity")
WEAK = ("stretch", "answer", "page", "instruction", "13_words")
Keys = dict[str, str]
"""Kind → SQL for a list of texts."""
_WORD = re.compile(r"[^\W_]+")
_FIRST = "list_filter(messages, lambda m: m.role = 'user')[1].content"
_SHOWN = f"list_transform(list_filter({_FIRST}, lambda p: p.type = 'image_url'), lambda p: images[p.image_url.url])"


def strong(rows: pa.Schema) -> Keys:
    """The keys that may be in one split only."""
    keys: dict[Family, Keys] = {
        "search_question": _asked(rows) | _told("list_transform(path, lambda n: n.title)"),
        "trajectory": _asked(rows) | _told("evidence"),
        "rl_task": _asked(rows) | _told("evidence"),
        "edit_pair": {},
        "other": {},
    }
    pictures = {"picture": f"list_transform({pictures_of(rows)}, lambda p: p.hash)"}
    return {"group": "[group_id]", **pictures, **keys[family(rows)]}


def weak(rows: pa.Schema) -> Keys:
    """The keys that are only told of."""
    if family(rows) == "edit_pair":
        return {"instruction": f"[{plain_sql('instruction')}]"}
    if family(rows) == "other":
        return {}
    titles = "list_transform(path, lambda n: n.title)" if "path" in rows.names else "evidence"
    words = f"[string_split({plain_sql('question')}, ' ')]"  # in a list, so that it is split once and not for each run
    runs = f"list_transform(range(1, len(w) - {GRAM - 2}), lambda i: array_to_string(w[i:i + {GRAM - 1}], ' '))"
    names = f"[list_transform({titles}, lambda t: {plain_sql('t')})]"
    three = "[array_to_string(n[i:i + 2], chr(9)), array_to_string(list_reverse(n[i:i + 2]), chr(9))]"
    threes = f"list_transform(range(1, len(n) - 1), lambda i: list_min({three}))"
    return {
        "stretch": f"list_transform({names}, lambda n: {threes})[1]",
        "answer": f"[{plain_sql('answer')}]",
        "page": f"list_transform({titles}[2:-2], lambda t: {plain_sql('t')})",
        "13_words": f"list_transform({words}, lambda w: {runs})[1]",
    }


def pictures_of(rows: pa.Schema) -> str:
    """SQL for the list of media that a row is about."""
    if family(rows) in ("trajectory", "rl_task"):
        return f"list_filter({_SHOWN}, lambda p: p IS NOT NULL)"
    media = [f'"{field.name}"' for field in rows if is_media(field.type)]
    media += ["degradation.clean"] if family(rows) == "search_question" else []
    return f"list_filter([{', '.join(media)}], lambda p: p IS NOT NULL)" if media else "CAST([] AS STRUCT(hash TEXT)[])"


def plain(text: str) -> str:
    """A text's words in small letters, a space between them."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", text).lower()))


def plain_sql(text: str) -> str:
    """SQL for `plain` of a text."""
    return f"trim(regexp_replace(lower(nfc_normalize({text})), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"


def _asked(rows: pa.Schema) -> Keys:
    pictures = f"list_sort(list_distinct(list_transform({pictures_of(rows)}, lambda p: p.hash)))"
    return {"question": f"[concat_ws(chr(9), {plain_sql('question')}, array_to_string({pictures}, ' '))]"}


def _told(titles: str) -> Keys:
    names = f"list_transform({titles}, lambda t: {plain_sql('t')})"
    one_way = f"array_to_string({names}, chr(9))"
    other_way = f"array_to_string(list_reverse({names}), chr(9))"
    return {
        "path": f"CASE WHEN len({titles}) > 1 THEN [least({one_way}, {other_way})] ELSE [] END",
        "entity": f"CASE WHEN len({titles}) > 0 THEN [concat(language, chr(9), {names}[1])] ELSE [] END",
    }
