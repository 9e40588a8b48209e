"""What models and papers really write, read by each dialect."""

import json
import time

import pytest

from synthloom.catalog.dialects.dialect import CannotSay, Place, Seen, Turn
from synthloom.catalog.dialects.known import DIALECTS, named
from synthloom.schemas.errors import UserError

SEARCH = '{"queries": ["capital of Lesotho"]}'
CALL = '<tool_call>\n{"name": "crop", "arguments": {"image": "img_1", "bbox": [1, 2, 3, 4]}}\n</tool_call>'
CROP = '{"image": "img_1", "bbox": [1, 2, 3, 4]}'


@pytest.mark.parametrize(
    ("dialect", "text", "turn"),
    [
        ("hermes", f"<think>\nSmall.\n</think>\n{CALL}", Turn("Small.", "crop", CROP)),
        ("hermes", f"<think>Small.</think>\n\nI cut it out.\n{CALL}\n", Turn("Small.\n\nI cut it out.", "crop", CROP)),
        ("hermes", f"the prompt had <think>\n</think>{CALL}", Turn("the prompt had", "crop", CROP)),
        ("hermes", f"Small.\n</think>\n{CALL}", Turn("Small.", "crop", CROP)),
        ("hermes", '<tool_call>{"name": "f", "arguments": "{\\"a\\": 1}"}</tool_call>', Turn("", "f", '{"a": 1}')),
        ("hermes", "<think>a</think><answer> Oslo </answer>", Turn("a", answer="Oslo")),
        ("opensearch_vl", "<think>a</think>\n<response>Oslo</response>", Turn("a", answer="Oslo")),
        ("unify_agent", "<think>a</think>\n<recaption>A mask</recaption>", Turn("a", answer="A mask")),
        ("vrag", "<think>a</think>\n<search> capital of Lesotho </search>", Turn("a", "text_search", SEARCH)),
        ("vrag", "<bbox>[1,2,3,4]</bbox>", Turn("", "crop", CROP)),
        ("search_r1", "So.\n\n<search>capital of Lesotho</search>", Turn("So.", "text_search", SEARCH)),
        ("v_thinker", "<think>a</think><code>```python\nf()\n```</code>", Turn("a", "python", '{"code": "f()"}')),
        ("v_thinker", "<think>a</think><answer>B</answer>", Turn("a", answer="B")),
        ("defacto", "<think><box>[[1, 2, 3, 4]]</box>x</think><answer>B</answer>",
         Turn("<box>[[1, 2, 3, 4]]</box>x", answer="B")),
        ("swimbird", "<reason>a</reason><|latent_start|><|latent|><|latent_end|><reason>b</reason><answer>c</answer>",
         Turn("a<|latent_start|><|latent|><|latent_end|>b", answer="c")),
        ("vilasr", '<think> a </think> Action: Object Mapper\n```json\n[{"index": 0, "bbox_2d": [1, 2, 3, 4]}]\n```',
         Turn("a", "draw", '{"image": "img_1", "boxes": [{"bbox": [1, 2, 3, 4]}]}')),
        ("vilasr", "<think> a </think> Action: Answer\n<answer> 42 </answer>", Turn("a", answer="42")),
        ("react", "Thought: a\nAction: search[b]", Turn("a", "search", '{"query": "b"}')),
        ("react", 'Action: crop[{"image": "img_1", "bbox": [1, 2, 3, 4]}]', Turn("", "crop", CROP)),
        ("react_numbered", "Thought 2: a\nAction 2: Finish[b [c]]", Turn("a", answer="b [c]")),
        ("react_cot", "Thought: a\nAnswer:REFUTES", Turn("a", answer="REFUTES")),
        ("alfworld", "> put mug 1 in/on desk 2", Turn("", "put", '{"object": "mug 1", "in/on": "desk 2"}')),
        ("alfworld", "> think: where?\n> look", Turn("where?", "look", "{}")),
        ("openai", '{"role": "assistant", "content": "Oslo"}', Turn("", answer="Oslo")),
        ("openai", '{"content": null, "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}',
         Turn("", "f", "{}")),
    ],
)  # fmt: skip
def test_a_turn_is_read(dialect: str, text: str, turn: Turn) -> None:
    assert named(dialect).read_turn(text, Place(1, "img_1")) == turn


@pytest.mark.parametrize(
    ("dialect", "text", "problem"),
    [
        ("hermes", "Let me think.", "there is no <tool_call> and no <answer>"),
        ("hermes", "<think>Let me", "<think> is not closed"),
        ("hermes", "<think>a</think><answer>Os", "<answer> is not closed"),
        ("hermes", f"{CALL}\n{CALL}", "there is more than one call or answer"),
        ("hermes", f"{CALL}\nIt shows a hat.", "there is text after </tool_call>"),
        ("hermes", "<tool_call>crop(img_1)</tool_call>", "what stands in <tool_call> is no JSON object"),
        ("hermes", '<tool_call>{"name": "f", "arguments": [1]}</tool_call>', "the arguments are no JSON object"),
        ("hermes", '<tool_call>{"arguments": {"a": NaN}}</tool_call>', "what stands in <tool_call> is no JSON object"),
        ("vrag", "<bbox>[1, 2, 3]</bbox>", "what stands in <bbox> is no list of four numbers"),
        ("react", "Action: search", "an action has the form tool[argument]"),
        ("swimbird", "<reason>a</reason>", "there is no <answer>"),
        ("openai", "Oslo", "it is no message of an assistant"),
        ("vilasr", "<think> a </think> Action: Sing\n```json\n[]\n```", "there is no Action: that is known"),
    ],
)
def test_what_cant_be_read_is_told(dialect: str, text: str, problem: str) -> None:
    assert named(dialect).read_turn(text).problem == problem


def test_a_thought_with_the_dialects_own_tags_doesnt_break_the_framing() -> None:
    written = named("hermes").write_turn(Turn("close with </think>, then <answer>", answer="</answer> & &lt;answer>"))
    assert written.count("</think>") == written.count("<answer>") == 1
    assert "close with &lt;/think>, then &lt;answer>" in written


def test_tags_inside_arguments_stay_valid_json() -> None:
    turn = Turn("", "text_search", json.dumps({"queries": ["what does </tool_call> mean?"]}))
    written = named("hermes").write_turn(turn)
    assert written.count("</tool_call>") == 1
    assert json.loads(written.split("\n")[1])["arguments"] == json.loads(turn.arguments)


@pytest.mark.parametrize(
    ("dialect", "turn", "reason"),
    [
        ("vrag", Turn("", "visit", '{"urls": ["a"]}'), "there is no way to call visit"),
        ("vrag", Turn("", "text_search", '{"queries": ["a", "b"]}'), "a search is one query and nothing else"),
        ("vrag", Turn("", "crop", '{"image": "img_1", "bbox": [1, 2, 3, 4]}'),
         "a crop is one box of four numbers, of the latest picture (img_2)"),
        ("search_r1", Turn("", "crop", CROP), "there is no way to call crop"),
        ("defacto", Turn("", "crop", CROP), "there is no way to call crop"),
        ("v_thinker", Turn("", "python", '{"code": "print(\'</code>\')"}'),
         "the code holds one of the dialect's own tags"),
        ("react", Turn("so\nAction: no", answer="b"), "a line of it would read as another part of the turn"),
        ("alfworld", Turn("", answer="b"), "there is no way to give an answer"),
        ("hermes", Turn("", "f", "[1]"), "the arguments of f are no JSON object"),
        ("hermes", Turn("", "f", "{}", "b"), "a turn calls or answers, not both"),
    ],
)  # fmt: skip
def test_what_a_dialect_has_no_words_for_is_refused(dialect: str, turn: Turn, reason: str) -> None:
    with pytest.raises(CannotSay) as refused:
        named(dialect).write_turn(turn, Place(1, "img_2"))
    assert refused.value.reason == reason


def test_each_picture_of_an_observation_is_one_placeholder() -> None:
    written = named("opensearch_vl").write_observation(Seen("a page about the tag <image>", 2))
    assert written == "<observation>\na page about the tag &lt;image>\n<image><image>\n</observation>"


def test_the_system_prompt_tells_the_tags_that_are_read() -> None:
    tools = [{"type": "function", "function": {"name": "crop", "parameters": {}}}]
    for dialect in DIALECTS:
        told = dialect.system(tools)
        assert all(f"<{tag}>" in told for tag in ("think",) if f"<{tag}>" in dialect.write_turn(Turn("a")))
        assert dialect.tools is not None or "crop" in told or dialect.name in ("openai", "alfworld")


def test_an_unknown_dialect_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match="there is no dialect 'xml'; name one of hermes"):
        named("xml")


@pytest.mark.parametrize(
    "text",
    ["<think>" * 9000, "</think>" * 9000, "&" + "amp;" * 20000, "<image>" * 9000 + "x", "\nAction: " * 9000,
     "[" * 50000, "Action: Object Mapper\n```json" + " " * 50000 + "x", "<tool_call>" + "[" * 50000 + "</tool_call>"],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_reading_takes_time_in_proportion(text: str) -> None:
    begun = time.process_time()
    for dialect in DIALECTS:
        dialect.read_turn(text)
        dialect.read_observation(text)
    assert time.process_time() - begun < 3
