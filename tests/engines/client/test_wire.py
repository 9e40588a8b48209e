import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types.chat import ChatCompletion

from synthloom.engines.client.wire import BrokenReply, encoded, guess_tokens, read_reply

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_a_body_is_the_json_that_it_would_be_anyway(body: dict[str, object]) -> None:
    assert json.loads(encoded(body)) == body


def test_a_reply_with_fields_left_out_is_read() -> None:
    reply = read_reply(
        ChatCompletion, b'{"choices": [{"message": {"content": "Blue."}, "finish_reason": "odd"}]}', "choices"
    )
    assert (reply.choices[0].message.content, reply.choices[0].finish_reason) == ("Blue.", "odd")


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"{}", b'{"choices": null}', b'{"choices": []}', b'{"choices": [{']
)
def test_what_is_no_reply_is_told_so(data: bytes) -> None:
    with pytest.raises(BrokenReply, match=r"a reply (without choices|that is no JSON)"):
        read_reply(ChatCompletion, data, "choices")


def test_tokens_are_guessed_of_texts_and_pictures() -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "x" * 10**6}}
    content = [{"type": "text", "text": "a" * 400}, picture]
    assert guess_tokens({"messages": [{"content": content}, {"content": "b" * 40}, {"content": None}]}) == 1110
    assert guess_tokens({"input": ["a" * 400]}) == guess_tokens({"prompt": "a" * 400}) == 100
