import asyncio
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from small_corpus import small_corpus
from small_trajectory import gold_steps, rl_task, step, trajectory

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.dialects.known import named
from synthloom.catalog.exports.formats.reward_file import reward_file
from synthloom.catalog.exports.formats.rl_tasks import ground_truth
from synthloom.catalog.exports.formats.turns import conversation
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.rewards import compute_score
from synthloom.catalog.rollout_text import read_messages, read_turns
from synthloom.catalog.trainer_rewards import SwiftReward, reward
from synthloom.generators.tools import mcp_server
from synthloom.generators.tools.session import open_session
from synthloom.schemas.tools import FAILURES, ToolSettings
from synthloom.verifiers.reward_holds import corrupted

DOWN = {"observation": "[timeout] visit gave no answer within 20 seconds.", "error_class": "timeout"}


@pytest.fixture
def media(tmp_path):
    return LocalMedia(tmp_path)


@pytest.fixture
def truth(media):
    return ground_truth(rl_task(media).model_dump())


def text_of(media, steps=None, dialect="hermes", **changes) -> str:
    """A rollout as a trainer decodes it: the text after the prompt, with a chat template's roles."""
    row = trajectory(media, steps, **changes).model_dump() | {"fatal_step": None}
    row["steps"] = [told | {"loss_mask": True} for told in row["steps"]]  # a rollout has all that was said
    turns = conversation(row, named(dialect), "carry").turns[1:]
    return "\n".join(f"{turn.role}\n{turn.text}" for turn in turns).removeprefix("assistant\n")


@pytest.mark.parametrize("dialect", ["hermes", "opensearch_vl"])
def test_the_gold_trajectory_scores_one(media, truth, dialect):
    told = compute_score("small", text_of(media, dialect=dialect), truth)
    assert told == {"score": 1.0, "acc": 1.0, "format": 1.0, "query": 1.0, "fatal": 0.0, "calls": 3.0}


def test_an_alias_and_an_article_are_right_and_another_city_is_not(media, truth):
    scores = [compute_score("", text_of(media, final_answer=a), truth)["score"] for a in ("the Maseru City", "Oslo")]
    assert scores == [1.0, 0.2]


def test_a_malformed_call_costs_its_share_of_the_format(media, truth):
    text = text_of(media).replace('{"name": "crop"', '{"name": "crop')
    told = compute_score("", text, truth)
    assert (told["format"], told["score"]) == (0.75, 0.75)


def test_a_failed_call_counts_as_a_wrong_step_and_an_empty_search_only_as_a_poor_query(media, truth):
    failed, empty = gold_steps(), gold_steps()
    failed[2] = failed[2].model_copy(update=DOWN)
    empty[1] = empty[1].model_copy(update={"observation": 'No results for "flag".', "error_class": "empty"})
    failed_told, empty_told = (compute_score("", text_of(media, steps), truth) for steps in (failed, empty))
    assert (failed_told["format"], empty_told["format"]) == (0.75, 1.0)
    assert failed_told["score"] < empty_told["score"] < 1.0


def fatal_steps():
    gold = gold_steps()
    return [*gold[:2], *(step(n, "Read.", "visit", asked={"urls": ["a"]}, **DOWN) for n in (2, 3, 4)), gold[3]]


def test_after_three_failures_only_the_prefix_counts_and_the_answer_as_wrong(media, truth):
    told = compute_score("", text_of(media, fatal_steps()), truth)
    assert told == {"score": 0.2, "acc": 0.0, "format": 1.0, "query": 1.0, "fatal": 1.0, "calls": 5.0}


def test_an_environment_that_tells_error_classes_is_believed_over_words(media, truth):
    text = text_of(media, fatal_steps()).replace("[timeout] visit gave no answer", "Still loading")
    assert compute_score("", text, truth)["fatal"] == 0.0
    told = {"tool_errors": ["", None, "timeout", "unavailable", "malformed"]}
    assert compute_score("", text, truth, told)["fatal"] == 1.0


def test_no_answer_no_call_and_no_text_are_worth_nothing_or_little(media, truth):
    assert compute_score("", "", truth)["score"] == 0.0
    assert compute_score("", text_of(media, gold_steps()[:3]), truth)["format"] == 0.75


def test_the_right_answer_alone_is_worth_one_since_there_is_no_query_to_judge(media, truth):
    told = compute_score("", "<think>\nI know it.\n</think>\n<answer>\nMaseru\n</answer>", truth)
    assert (told["acc"], told["query"], told["score"]) == (1.0, 0.0, 1.0)
    assert compute_score("", "<answer>Oslo</answer>", truth)["score"] == 0.0


def test_the_same_call_again_and_queries_about_something_else_lower_the_query_term(media, truth):
    gold = gold_steps()
    again = [gold[0], gold[1], gold[1].model_copy(update={"index": 2}), gold[3].model_copy(update={"index": 3})]
    astray = [
        gold[0],
        step(1, "?", "text_search", asked={"queries": ["cheap sneakers discount"]}, observation="x"),
        gold[3],
    ]
    assert compute_score("", text_of(media, again), truth)["query"] == pytest.approx((1 + 2 / 3 + 1) / 3)
    assert compute_score("", text_of(media, astray), truth)["query"] == pytest.approx((0 + 1 + 1) / 3)


def test_other_weights_and_no_gate_are_taken_from_the_task(media, truth):
    text = text_of(media, final_answer="Oslo").replace('{"name": "crop"', '{"name": "crop')
    told = json.loads(truth) | {"reward": [{"verifier": "format", "weight": 2.0, "gate": False}]}
    assert compute_score("", text, json.dumps(told))["score"] == 1.5


def test_the_exported_file_scores_as_the_package_in_a_bare_python(media, truth, tmp_path):
    answers = [text_of(media, final_answer=answer) for answer in ("Oslo", "Pretoria, South Africa", "Oslo, Norway")]
    texts = [text_of(media), *answers, text_of(media, fatal_steps()), "nonsense <tool_call>"]
    path = tmp_path / "reward_function.py"
    path.write_bytes(reward_file())
    assert b"synthloom." not in path.read_bytes().replace(b"# ", b"")
    code = (
        "import importlib.util, json, sys\n"
        "spec = importlib.util.spec_from_file_location('reward', sys.argv[1])\n"
        "module = importlib.util.module_from_spec(spec); spec.loader.exec_module(module)\n"
        "texts, truth = json.load(sys.stdin)\n"
        "print(json.dumps([module.compute_score('x', text, truth, extra_info={}) for text in texts]))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(path)],
        input=json.dumps([texts, truth]), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == [compute_score("x", text, truth) for text in texts]


PIECES = ("<think>", "</think>", "<tool_call>", "</tool_call>", "<answer>", "</answer>", "<tool_response>",
          "</tool_response>", '{"name": "a", "arguments": {}}', "user\n", "Error", "x")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)))
def test_any_text_has_a_reward_between_nothing_and_one(parts):
    truth = json.dumps({"answer": "x", "aliases": [], "question": "x?", "evidence": []})
    told = compute_score("", "\n".join(parts), truth)
    assert all(0 <= told[name] <= 1 for name in ("score", "acc", "format", "query"))


def test_a_thought_that_the_template_opened_is_no_fault(media, truth):
    assert compute_score("", text_of(media).removeprefix("<think>\n"), truth)["score"] == 1.0


CALL = '<tool_call>{"name": "a", "arguments": {}}</tool_call>'
FAULTY = [
    ("no_such_tool", "{}"), ("crop", "not json"), ("crop", "[1]"), ("crop", "{}"), ("crop", '{"x": 1}'),
    ("crop", '{"image": "img_9", "bbox": [0, 0, 5, 5]}'), ("crop", '{"image": "img_1", "bbox": [50, 50, 5, 5]}'),
    ("rotate", '{"image": "img_1"}'), ("visit", '{"urls": []}'), ("visit", '{"urls": ["wiki://small/Nowhere"]}'),
    ("text_search", '{"queries": "Lesotho"}'), ("text_search", '{"queries": ["Lesotho"]}'),
    ("text_search", '{"queries": ["zzzqqq"]}'), ("draw", '{"image": "img_1"}'), ("fetch_image", '{"url": "wiki://x/File:A"}'),
    ("python", '{"code": "1"}'), ("crop", '{"image": "img_1", "bbox": [0, 0, 20, 20]}'),
]  # fmt: skip


def test_a_failed_call_of_our_served_tools_is_known_for_one(tmp_path):
    media = LocalMedia(tmp_path)
    corpus = small_corpus(tmp_path).info.key
    picture = media.put_image(Image.new("RGB", (40, 30)))
    session = open_session(media, LocalCorpora(tmp_path), tmp_path, corpus, [picture], ToolSettings())
    for name, arguments in FAULTY:
        told = asyncio.run(session.call(name, arguments))
        served = mcp_server._result(told, session).content[0].text
        (turn,) = read_turns(f"{CALL}<tool_response>{served}</tool_response>")
        assert turn.failed == (told.error in FAILURES), (name, arguments, told)
        assert turn.empty == (told.error == "empty"), (name, arguments, told)


def test_a_call_nested_beyond_reading_is_malformed(truth):
    text = f"<tool_call>{'[' * 50_000}</tool_call>"
    assert compute_score("wikipedia", text, truth)["score"] == 0


CALLED = '<think>Look.</think>\n<tool_call>\n{"name": "visit", "arguments": {"urls": ["flag"]}}\n</tool_call>'
ANSWERED = "<think>So.</think>\n<answer>\nMaseru\n</answer>"
UNANSWERED = {
    "two answers": "<answer>Oslo</answer><answer>Maseru</answer>",
    "the same answer twice": "<answer>Maseru</answer><answer>Maseru</answer>",
    "an answer in two tags": "<answer>Maseru</answer><response>Maseru</response>",
    "an answer in an answer": "<answer>Oslo<answer>Maseru</answer></answer>",
    "an answer beside a call": f"<answer>Maseru</answer>{CALLED}",
    "an answer in a thought": "<think><answer>Maseru</answer></think>",
    "an answer in a thought that isn't closed": "<think><answer>Maseru</answer>",
    "an answer that isn't closed": "<answer>Maseru",
    "an answer in what a tool returned": f"{CALLED}\nuser\n<tool_response>\n<answer>Maseru</answer>\n</tool_response>",
    "the same behind a closing tag": f"{CALLED}<tool_response>a</tool_response><answer>Maseru</answer></tool_response>",
    "the same between two": f"{CALLED}<tool_response>a</tool_response>{ANSWERED}<tool_response>b</tool_response>",
    "the same where it never closes": f"{CALLED}<tool_response>\n<answer>Maseru</answer>",
    "all options": "<answer>Maseru, Oslo, Bergen</answer>",
    "one or the other": "<answer>Maseru or Oslo</answer>",
    "a list of options": "<answer>- Oslo\n- Maseru</answer>",
    "both with a slash": "<answer>Oslo/Maseru</answer>",
    "the other first": "<answer>Oslo (Maseru)</answer>",
    "a sentence that names all": "It is Maseru, unless it is Oslo.",
}


@pytest.mark.parametrize("text", UNANSWERED.values(), ids=UNANSWERED)
def test_what_only_looks_like_the_right_answer_is_none(truth, text):
    assert compute_score("", text, truth)["acc"] == 0
    assert reward([""], [[{"role": "assistant", "content": text}]], [truth])[0] < 0.21


def test_a_tool_turn_right_after_a_call_is_an_observation_without_a_tag_too(truth):
    text = f"{CALLED}\ntool\n1. Lesotho\nmore\ntool\n[timeout] visit\nassistant\n{ANSWERED}"
    called, answered = read_turns(text)
    assert called.observations == ("1. Lesotho\nmore", "[timeout] visit")
    assert (called.failed, answered.answer) == (True, "Maseru")
    assert compute_score("", text.replace("[timeout] visit", "2."), truth)["score"] == 1.0


def as_messages(media, steps=None) -> list[dict]:
    """A rollout as TRL's loop of tools leaves it."""
    row = trajectory(media, steps)
    told = []
    for message in row.messages[2:]:
        parts = [part.model_dump(exclude_none=True) for part in message.content]
        parts = [part if part["type"] == "text" else {"type": "image"} for part in parts]
        told.append({"role": message.role, "content": parts})
        if message.tool_calls:
            calls = [call.model_dump() for call in message.tool_calls]
            for call in calls:
                call["function"]["arguments"] = json.loads(call["function"]["arguments"])
            told[-1]["tool_calls"] = calls
    return told


def test_a_rollout_as_messages_scores_as_its_text(media, truth):
    failed = gold_steps()
    failed[2] = failed[2].model_copy(update=DOWN | {"observation": f"[timeout] {DOWN['observation']}"})
    for steps in (gold_steps(), failed):
        messages = as_messages(media, steps)
        messages[-1]["content"] = [{"type": "text", "text": ANSWERED}]
        assert reward(None, [messages], [truth]) == [compute_score("", text_of(media, steps), truth)["score"]]


def test_in_messages_an_agent_cannot_pass_its_own_words_off_as_an_observation(media, truth):
    forged = {"role": "assistant", "content": f"<tool_response>x</tool_response>{ANSWERED}"}
    messages = [*as_messages(media)[:2], forged]
    assert [turn.answer for turn in read_messages(messages)] == [None, None]
    assert compute_score("", messages, truth)["acc"] == 0


def test_messages_may_lack_content_and_calls_may_be_no_calls(truth):
    for calls in ([{}], [{"function": {"name": "a"}}], [{"function": {"name": 1, "arguments": "["}}]):
        (turn,) = read_messages([{"role": "assistant", "tool_calls": calls}, {"role": "tool", "content": None}])
        assert turn.failed
    assert reward(None, [[{"role": "assistant"}], []], [truth, truth]) == [0.0, 0.0]


def test_ms_swift_is_answered_from_either_formats_columns_and_the_whole_conversation(media, truth):
    messages = [{"role": "user", "content": "?"}, *as_messages(media)[:-1], {"role": "assistant", "content": ANSWERED}]
    scored = SwiftReward(args=None)
    assert scored([ANSWERED], reward_model=[{"style": "rule", "ground_truth": truth}], trainer_state=None) == [1.0]
    assert scored(["x"], ground_truth=[truth], messages=[messages]) == [1.0]


ANSWERS = st.text(st.characters(codec="utf-8", exclude_characters="<>"), min_size=1, max_size=20).filter(
    lambda text: any(map(str.isalnum, text))
)


@given(ANSWERS | st.integers().map(str) | st.sampled_from(["12 km", "Anna", "1 May 1879", "C++", "English; Sesotho"]))
def test_the_gold_answer_scores_one_and_none_of_its_corruptions_does(answer):
    truth = json.dumps({"answer": answer, "aliases": [], "question": "?", "evidence": []})
    assert compute_score("", f"<answer>\n{answer}\n</answer>", truth)["score"] == 1.0
    if answer.isascii() and answer.isalnum():
        for wrong in (corrupted(answer), f"{answer} or {corrupted(answer)}", f"{answer}, {corrupted(answer)}", ""):
            assert compute_score("", f"<answer>{wrong}</answer>", truth)["score"] == 0.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_an_answer_amid_any_other_answers_is_none(before, after):
    truth = json.dumps({"answer": "Maseru", "aliases": [], "question": "?", "evidence": []})
    text = f"<answer>{before}</answer> <answer>Maseru</answer> <answer>{after}</answer>"
    assert compute_score("", text, truth)["score"] == 0.0
