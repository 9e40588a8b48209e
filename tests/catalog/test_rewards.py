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
from synthloom.catalog.exports.reward_file import reward_file
from synthloom.catalog.exports.rl_verl import ground_truth
from synthloom.catalog.exports.turns import conversation
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.rewards import compute_score
from synthloom.catalog.rollout_text import read_turns
from synthloom.generators.tools import mcp_server
from synthloom.generators.tools.session import open_session
from synthloom.schemas.tools import FAILURES, ToolSettings

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
    guessed = compute_score("", "<think>\nI know it.\n</think>\n<answer>\nMaseru\n</answer>", truth)
    assert (guessed["acc"], guessed["query"], guessed["score"]) == (1.0, 0.0, 0.8)


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
