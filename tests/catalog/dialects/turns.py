"""Random turns and observations, with what could break a dialect's framing in them."""

import json

from hypothesis import strategies as st

from synthloom.catalog.dialects.dialect import Seen, Turn

TAGS = (
    "think", "tool_call", "answer", "search", "bbox", "observation", "response", "information", "tool_response", "code",
    "sandbox_output", "recaption", "reason", "image", "video",
)  # fmt: skip
HOSTILE = (
    *(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), "&lt;think>", "&amp;lt;/think>", "&lt;", "&amp;",
    "<", ">", "<|latent_start|>", "<|latent|>", "<|latent_end|>", "<|im_end|>", "\n", " ", "\t", "\u3000", "\\", '"',
    "```", "```python", "```json", "\nAction: ", "\nThought 2: ", "\nObservation: ", "Answer: ", "> ", "think: ",
    "[", "]", "{", "}", "{}", "'", "finish[x]", "\x00", "img_1", "IMG_001", "Action: Answer", "Object Mapper", "é",
    "漢字", "🦊",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)), max_size=6).map("".join)
names = st.sampled_from(("text_search", "visit", "crop", "draw", "python", "search", "finish", "take", "")) | texts
values = st.recursive(
    texts | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=3,
)
boxes = st.lists(st.integers(0, 2000), min_size=4, max_size=4)
_boxes = st.fixed_dictionaries({"bbox": boxes}, optional={"label": texts})
_lines = st.fixed_dictionaries({"start": boxes, "end": boxes, "label": texts})
given = st.one_of(
    st.dictionaries(texts, values, max_size=3),
    st.fixed_dictionaries({"queries": st.lists(texts, min_size=1, max_size=2)}),
    st.fixed_dictionaries({"image": st.sampled_from(("img_1", "img_2")), "bbox": boxes}),
    st.fixed_dictionaries({"code": texts}),
    st.fixed_dictionaries({"image": st.just("img_1"), "boxes": st.lists(_boxes, min_size=1, max_size=2)}),
    st.fixed_dictionaries({"image": st.just("img_2"), "lines": st.lists(_lines, min_size=1, max_size=2)}),
    st.fixed_dictionaries({"query": texts}),
    st.fixed_dictionaries({"object": texts, "from": texts}),
).map(lambda value: json.dumps(value, ensure_ascii=False))


def _asks(name: str) -> st.SearchStrategy[str]:
    return texts.map(lambda text: json.dumps({name: text}, ensure_ascii=False))


_query = texts.map(lambda text: json.dumps({"queries": [text]}, ensure_ascii=False))
turns = st.one_of(
    st.builds(Turn, texts),
    st.builds(Turn, texts, answer=texts),
    st.builds(Turn, texts, names, given | texts),
    st.builds(Turn, texts, st.just("draw"), given),
    st.builds(Turn, texts, st.just("python"), _asks("code")),
    st.builds(Turn, texts, st.just("search"), _asks("query")),
    st.builds(Turn, texts, st.just("text_search"), _query),
)
observations = st.builds(Seen, texts, st.integers(0, 3))
