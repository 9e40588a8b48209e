"""K rollouts of one question, as trajectories with their outcomes and pass rates.

    await attempts(question, context, AttemptSettings(k=4))
    → [Trajectory(rollout=0, outcome="correct", steps=(…), pass_rate=0.75), … three more]

Rollouts of a model run at once, each with its own session and draw; those of the rules one after another, each with a
generator of its own. A run is judged by rules first; where those say no and a judge is named, by the judge.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf
from random import Random
from typing import Literal

from synthloom.catalog.trajectories.annotate import reflection_count, tool_benefit
from synthloom.catalog.trajectories.answers import match
from synthloom.catalog.trajectories.judging import judge_answer
from synthloom.catalog.trajectories.messages import messages
from synthloom.engines.asking.together import together
from synthloom.generators.rolling.loop import Limits, Policy, Rolled, roll
from synthloom.generators.rolling.model_policy import NATIVE, model_policy
from synthloom.generators.rolling.no_tools import without_tools
from synthloom.generators.rolling.oracle import Oracle, by_alias, by_judge
from synthloom.generators.rolling.prompts import system_prompt
from synthloom.generators.rolling.scripted import ScriptedPolicy
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import Record, content_id
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Context, Model
from synthloom.schemas.tools import Session, ToolSettings
from synthloom.schemas.trajectories import Mode, Outcome, Trajectory

ChosenMode = Literal["auto", "scripted", "react", "staged", "oracle"]
RULES = "rules"


@dataclass(frozen=True)
class AttemptSettings:
    """How a question is tried; `auto` is `react` where a policy model is named, else `scripted`."""

    mode: ChosenMode = "auto"
    k: int = 4
    limits: Limits = field(default_factory=Limits)
    fold: int = 0
    """How many results of tools stay in a model's context; 0: all."""
    dialect: str = NATIVE
    temperature: float = 1.0
    without_tools: int = 0
    """Draws of the policy model without any tool, to measure what tools bring."""
    tools: ToolSettings = field(default_factory=ToolSettings)


async def attempts(record: SearchQuestion, context: Context, settings: AttemptSettings) -> list[Trajectory]:
    """The K trajectories of a question. Raises `UserError` where a mode lacks its model, and what engines raise."""
    policy, judge = context.model("policy"), context.model("judge")
    mode = _mode(settings.mode, policy)
    if mode == "scripted":
        randoms = [Random(context.random.getrandbits(64)) for _ in range(settings.k)]
        done = [await _scripted(record, context, settings, place, random) for place, random in enumerate(randoms)]
    else:
        assert policy is not None
        runs = [_modelled(record, context, settings, mode, policy, judge, place) for place in range(settings.k)]
        tasks = [asyncio.ensure_future(run) for run in runs]
        try:
            done = list(await asyncio.gather(*tasks))
        except BaseException:  # one that fails ends its siblings: the row is tried again as a whole
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise
    if fault := _nobody_answers([rolled for rolled, _ in done]):
        raise ConnectionError(f"no tool gave an answer in any of {settings.k} rollouts; the last one said: {fault}")
    judged = [await _judged(record, rolled, judge) for rolled, _ in done]
    rate = sum(outcome == "correct" for outcome, _ in judged) / settings.k
    bare = await _without_tools(record, settings, policy, judge) if mode != "scripted" else None
    return [
        _trajectory(
            record, settings, mode, policy if mode != "scripted" else None, judge, place, run, verdict
        ).model_copy(
            update={
                "pass_rate": rate,
                "rollouts": settings.k,
                "pass_rate_without_tools": bare,
                "tool_benefit": tool_benefit(rate, bare),
            }
        )
        for place, (run, verdict) in enumerate(zip(done, judged, strict=True))
    ]


def _nobody_answers(rollouts: Sequence[Rolled]) -> str:
    """What the last call was told where every call of all rollouts failed by its server; else empty.

    That is no outcome of the agent's: the row is an error, and is tried again by the next run.
    """
    calls = [step for rolled in rollouts for step in rolled.steps if step.tool]
    down = bool(calls) and all(step.error_class in ("timeout", "unavailable") for step in calls)
    return calls[-1].observation if down else ""


def _mode(chosen: ChosenMode, policy: Model | None) -> Mode:
    if chosen == "auto":
        return "react" if policy else "scripted"
    if chosen != "scripted" and policy is None:
        raise UserError(f"mode={chosen} needs a model: name one with --model policy=NAME, or take mode=scripted")
    return chosen


async def _session(record: SearchQuestion, context: Context, settings: AttemptSettings) -> Session:
    pictures = [record.anchor_image] if record.anchor_image else []
    session = context.session(record.corpus, pictures, settings.tools)
    await session.prepare()
    return session


async def _scripted(
    record: SearchQuestion, context: Context, settings: AttemptSettings, place: int, random: Random
) -> tuple[Rolled, Session]:
    session = await _session(record, context, settings)
    # By the clock only where servers answer: what is computed here must come out the same on a busy machine.
    limits = settings.limits if settings.tools.backends else replace(settings.limits, seconds=inf)
    return await roll(ScriptedPolicy(record, session, random, place), session, limits), session


async def _modelled(
    record: SearchQuestion,
    context: Context,
    settings: AttemptSettings,
    mode: Mode,
    policy: Model,
    judge: Model | None,
    place: int,
) -> tuple[Rolled, Session]:
    session = await _session(record, context, settings)
    speaker: Policy = model_policy(
        policy,
        mode="staged" if mode == "staged" else "react",
        dialect=settings.dialect,
        question=record.question,
        session=session,
        fold=settings.fold,
        temperature=settings.temperature,
        draw=place,
    )
    oracle: Oracle | None = None
    if mode == "oracle":
        oracle = by_alias(record.answer, record.aliases, (record.path[-1].title,))
        if judge is not None:
            oracle = by_judge(judge, record.question, record.answer, record.aliases)
    return await roll(speaker, session, settings.limits, oracle), session


async def _judged(record: SearchQuestion, rolled: Rolled, judge: Model | None) -> tuple[Outcome, str]:
    """The outcome, and what decided it."""
    if rolled.stopped == "fatal":
        return "fatal", RULES
    if not rolled.final_answer:
        return ("no_answer" if rolled.stopped in ("answer", "oracle") else "over_budget"), RULES
    right, by = await _right(record, rolled.final_answer, judge)
    return ("correct" if right else "wrong"), by


async def _right(record: SearchQuestion, given: str, judge: Model | None) -> tuple[bool, str]:
    if how := match(given, record.answer, record.aliases):
        return True, how
    if judge is None or not given:
        return False, RULES
    ruling = await judge_answer(judge, record.question, given, record.answer, record.aliases)
    return ruling.right == "yes", judge.name


async def _without_tools(
    record: SearchQuestion, settings: AttemptSettings, policy: Model | None, judge: Model | None
) -> float | None:
    if policy is None or not settings.without_tools:
        return None
    pictures = [record.anchor_image] if record.anchor_image else []
    draws = settings.without_tools
    given = await without_tools(policy, record.question, pictures, draws, settings.temperature)
    right = await together(_right(record, answer, judge) for answer in given)
    return sum(is_right for is_right, _ in right) / draws


def _trajectory(
    record: SearchQuestion,
    settings: AttemptSettings,
    mode: Mode,
    policy: Model | None,
    judge: Model | None,
    place: int,
    done: tuple[Rolled, Session],
    verdict: tuple[Outcome, str],
) -> Trajectory:
    rolled, session = done
    name = policy.name if policy else RULES
    given = tuple(session.images)[: 1 if record.anchor_image else 0]
    schemas: Sequence[dict[str, object]] = [tool.schema() for tool in session.tools]
    engine = " ".join([f"policy={name}", *([f"judge={judge.name}"] if judge else [])]) if policy else RULES
    common = {field_name: getattr(record, field_name) for field_name in Record.model_fields}
    return Trajectory.model_validate(
        common
        | {
            "id": content_id(record.id, name, mode, settings.dialect, place),
            "task_id": record.id,
            "question": record.question,
            "answer": record.answer,
            "aliases": record.aliases,
            "hops": record.hops,
            "corpus": record.corpus,
            "corpus_name": record.corpus_name,
            "language": record.language,
            "required_tools": (record.degradation.repair,) if record.degradation else (),
            "evidence": tuple(node.title for node in record.path),
            "mode": mode,
            "policy": name,
            "dialect": settings.dialect if policy else NATIVE,
            "rollout": place,
            "messages": messages(
                system_prompt(session.tools), given, record.question, rolled.steps, rolled.final_answer
            ),
            "steps": rolled.steps,
            "tools": json.dumps(schemas, ensure_ascii=False),
            "final_answer": rolled.final_answer,
            "outcome": verdict[0],
            "judged_by": verdict[1],
            "stopped": rolled.stopped,
            "fatal_step": rolled.fatal_step,
            "images": dict(session.images),
            "folded": settings.fold if policy else 0,
            "reflections": reflection_count(rolled.steps),
            "tokens": rolled.tokens,
            "environment": session.environment,
            "backends": tuple(f"{tool}={backend}" for tool, backend in settings.tools.backends),
            "engine": engine,
        }
    )
