import asyncio
import json

import pytest
from fake_server import FakeServer
from rolled import call
from rollouts import poster
from search_rows import question
from small_corpus import small_corpus

from synthloom.catalog.exports.formats.rl_verl import TOOLS
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.generators.rl_task import MakeRLTask
from synthloom.generators.rollout import Rollout
from synthloom.generators.tools.offered import tools_named
from synthloom.schemas.steps import Reject


@pytest.fixture
def record(tmp_path, context):
    picture = context.media.put_image(poster())
    return question(small_corpus(tmp_path), anchor_image=picture, anchor_mention="the novel shown")


async def task_of(record, context, k=4, **settings):
    """The task of a question, after K rollouts."""
    first, *others = await Rollout(k=k).generate(record, context)
    (task,) = await MakeRLTask(**settings).generate(first, context)
    for other in others:
        with pytest.raises(Reject, match="sibling_rollout"):
            await MakeRLTask(**settings).generate(other, context)
    return task


def made(record, context, **settings):
    return asyncio.run(task_of(record, context, **settings))


def by_model(record, context, answers, **settings):
    """A task by a model that searches once and then gives the answer of its draw."""

    def reply(asked):
        turns = sum(message["role"] == "assistant" for message in asked.body["messages"])
        if not turns:
            return call("text_search", "I search.", queries=["novel 1981"])
        return f"So it is.\n<answer>{answers[asked.body.get('seed') or 0]}</answer>"

    async def main(server):
        with CallCache(context.media.root / "-".join(["calls", *answers])) as cache:
            endpoint = Endpoint("fake-model", EngineSettings(base_url=server.url), cache, context.media)
            context.models = {"policy": endpoint.for_record([])}
            try:
                return await task_of(record, context, k=len(answers), **settings)
            finally:
                await endpoint.aclose()

    with FakeServer(reply) as server:
        return asyncio.run(main(server))


def test_a_question_that_the_rules_solve_becomes_a_task(record, context):
    task = made(record, context, k=2)
    assert (task.id, task.group_id, task.answer) == (record.id, record.group_id, "1886")
    assert (task.rollouts, task.solved_by, task.pass_rate > 0) == (2, "rules", True)
    assert [(term.verifier, term.weight, term.gate) for term in task.reward] == [
        ("format", 1.0, True), ("answer", 0.8, False), ("query", 0.2, False),
    ]  # fmt: skip


def test_the_prompt_tells_nothing_of_the_path_or_the_answer(record, context):
    task = made(record, context, k=1)
    assert [message.role for message in task.messages] == ["system", "user"]
    assert list(task.images) == ["img_1"]
    assert task.images["img_1"] == record.anchor_image
    told = " ".join(part.text or "" for message in task.messages for part in message.content)
    assert record.question in told
    assert not any(name in told for name in (*task.evidence, task.answer))


def test_the_same_seed_gives_the_same_task(record, context):
    context.random.seed(3)
    first = made(record, context, k=2)
    context.random.seed(3)
    assert made(record, context, k=2) == first


def test_a_question_that_no_rollout_solves_is_no_task(record, context):
    with pytest.raises(Reject, match="never_solved") as told:
        made(record.model_copy(update={"answer": "Atlantis", "aliases": ()}), context, k=2)
    assert (told.value.score, told.value.detail) == (0.0, "0 of 2 correct, by rules")


def test_a_models_pass_rate_is_kept_within_bounds(record, context):
    assert by_model(record, context, ["1886", "1900"]).pass_rate == 0.5
    assert by_model(record, context, ["1886", "1886"]).pass_rate == 1.0
    with pytest.raises(Reject, match="too_easy"):
        by_model(record, context, ["1886", "1886"], max_pass=0.9)
    with pytest.raises(Reject, match="too_hard"):
        by_model(record, context, ["1886", "1900", "1900", "1900"], min_pass=0.5)


def test_the_rules_solving_it_always_does_not_make_it_too_easy(record, context):
    assert made(record, context, k=1, max_pass=0.5).pass_rate == 1.0


@pytest.mark.parametrize("settings", [{"min_pass": 0.9, "max_pass": 0.5}, {"max_pass": 1.5}, {"fatal_after": 0}])
def test_bounds_that_make_no_sense_are_refused(settings):
    with pytest.raises(ValueError):
        MakeRLTask(**settings)


def test_verls_rows_name_every_tool_there_is(record, context):
    assert set(TOOLS) == {tool.name for tool in tools_named(TOOLS)}
    offered = {tool["function"]["name"] for tool in json.loads(made(record, context, k=1).tools)}
    assert offered <= set(TOOLS)
