import asyncio
import json
from random import Random

import pytest
from fake_server import FakeServer
from faulty_tool_server import BACKENDS, FaultyToolServer
from rolled import call
from search_rows import question
from small_corpus import small_corpus

from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.generators.rollout import Rollout
from synthloom.schemas.errors import UserError
from synthloom.schemas.trajectories import Trajectory


@pytest.fixture
def record(tmp_path):
    return question(small_corpus(tmp_path))


def rolled(record, context, **settings):
    return asyncio.run(Rollout(**settings).generate(record, context))


def by_model(record, context, reply, roles=("policy",), **settings):
    """Rollouts of a scripted model."""

    async def main(server):
        with CallCache(context.media.root / "calls") as cache:
            endpoint = Endpoint("fake-model", EngineSettings(base_url=server.url), cache, context.media)
            context.models = dict.fromkeys(roles, endpoint.for_record([]))
            try:
                return await Rollout(**settings).generate(record, context)
            finally:
                await endpoint.aclose()

    with FakeServer(reply) as server:
        return asyncio.run(main(server))


def answering(*answers):
    """A model that searches once and then gives the answer of its draw."""

    def reply(asked):
        if asked.schema:
            return {"thoughts": "…", "answer": answers[0]} if asked.schema == "Unaided" else RULING
        if not any(message["role"] == "assistant" for message in asked.body["messages"]):
            return call("text_search", "I search.", queries=["novel 1981"])
        return f"So it is.\n<answer>{answers[asked.body.get('seed') or 0]}</answer>"

    return reply


RULING = {"reasoning": "the same year", "right": "yes"}


def test_the_rules_make_k_trajectories_that_are_right(record, context):
    made = rolled(record, context, k=3)
    assert [(t.rollout, t.outcome, t.final_answer, t.policy, t.mode) for t in made] == [
        (k, "correct", "1886", "rules", "scripted") for k in range(3)
    ]
    assert {t.pass_rate for t in made} == {1.0}
    assert {t.task_id for t in made} == {record.id}
    assert len({t.id for t in made}) == 3


def test_a_trajectory_has_all_that_is_needed_to_judge_and_replay_it(record, context):
    made = rolled(record, context, k=1)[0]
    assert made.evidence == ("July's People", "Nadine Gordimer", "Johannesburg")
    assert made.messages[0].role == "system"
    assert made.messages[1].content[-1].text == record.question
    assert {schema["function"]["name"] for schema in json.loads(made.tools)} >= {"text_search", "visit"}
    assert made.environment
    assert Trajectory.model_validate_json(made.model_dump_json()) == made


def test_the_same_seed_gives_the_same_trajectories(record, context):
    context.random = Random(5)
    first = rolled(record, context, k=2)
    context.random = Random(5)
    assert rolled(record, context, k=2) == first


def test_an_answer_that_is_nowhere_is_no_answer(record, context):
    lost = record.model_copy(update={"answer": "1901", "aliases": ()})
    made = rolled(lost, context, k=2)
    assert [(t.outcome, t.final_answer, t.pass_rate) for t in made] == [("no_answer", "", 0.0)] * 2


def test_running_out_of_turns_is_over_budget(record, context):
    assert rolled(record, context, k=1, turns=2)[0].outcome == "over_budget"


def test_a_model_is_rolled_out_k_times_and_its_pass_rate_measured(record, context):
    made = by_model(record, context, answering("1886", "1901"), k=2)
    assert [(t.outcome, t.judged_by) for t in made] == [("correct", "exact"), ("wrong", "rules")]
    assert {(t.mode, t.pass_rate, t.rollouts) for t in made} == {("react", 0.5, 2)}
    assert made[0].policy.startswith("fake-model")
    assert made[0].engine == f"policy={made[0].policy}"


def test_a_judge_is_asked_where_the_rules_say_no(record, context):
    (made,) = by_model(record, context, answering("in the year of the gold rush"), roles=("policy", "judge"), k=1)
    assert (made.outcome, made.judged_by) == ("correct", made.policy)


def test_the_benefit_of_tools_is_measured_against_draws_without(record, context):
    made = by_model(record, context, answering("1886", "1886"), k=2, without_tools=2)
    assert {(t.pass_rate, t.pass_rate_without_tools, t.tool_benefit) for t in made} == {(1.0, 1.0, 0.0)}


def test_a_mode_of_models_needs_one(record, context):
    with pytest.raises(UserError, match="mode=react needs a model"):
        rolled(record, context, mode="react")


def test_a_dialect_that_nobody_knows_is_refused_without_a_model_too():
    with pytest.raises(UserError, match="no dialect 'klingon'"):
        Rollout(dialect="klingon")


def test_settings_that_cannot_work_are_refused():
    with pytest.raises(ValueError, match="k=0"):
        Rollout(k=0)
    with pytest.raises(ValueError, match=r"timeout=-1\.0"):
        Rollout(timeout=-1.0)


def test_what_decides_observations_is_part_of_the_step(record, context):
    assert "text_search" in Rollout().environment
    assert "crop" not in Rollout(tools=("text_search",)).environment
    with pytest.raises(UserError, match="no tool"):
        _ = Rollout(tools=("teleport",)).environment


def test_a_question_whose_tools_never_answer_is_an_error_and_no_outcome(record, context):
    corpus = context.corpora.open(record.corpus)
    with FaultyToolServer(corpus, share=1.0, faults=("500",)) as server:
        context.servers = server.settings()
        with pytest.raises(ConnectionError, match="no tool gave an answer in any of 2 rollouts"):
            rolled(record, context, k=2, backends=BACKENDS)


def test_it_tells_plan_about_how_many_calls_a_question_takes():
    assert Rollout(k=4, without_tools=2).draws == 30
