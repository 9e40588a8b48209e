import asyncio
import re
from random import Random

import pytest
from PIL import Image
from search_rows import QUESTION, proofs, question, row_of
from search_rows import path as nodes
from small_corpus import small_corpus
from step_context import StepContext

from synthloom.catalog.corpus.key import spaced
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.trajectories.annotate import fatal_step
from synthloom.generators.rolling.loop import Limits, roll
from synthloom.generators.rolling.scripted import ScriptedPolicy
from synthloom.generators.rolling.scripted_plan import bare
from synthloom.generators.wordings.rollout_pictures import READ_OTHER
from synthloom.schemas.search import Degradation
from synthloom.schemas.tools import Returned, ToolSettings

_BOX = re.compile(r"\[[\d, ]+\]")


def names_before_seen(record, steps):
    """Names of the path's pages and forms of the answer in a thought or call that nothing had shown by then."""
    names = {name for node in record.path for name in (node.title, bare(node.title), node.anchor_text, *node.aliases)}
    names, forms = {name for name in names if name and len(name) > 2}, {record.answer, *record.aliases}
    seen, early = spaced(record.question), []
    for step in steps:
        if any(spaced(form) in seen for form in forms):
            forms = set()  # what was read in one form may be said in another
        said = spaced(step.thought) + spaced(step.arguments)
        early += [(step.index, n) for n in sorted(names | forms) if spaced(n) in said and spaced(n) not in seen]
        seen += spaced(step.observation) + spaced(_BOX.sub(" ", step.observation))
    return early


def played(record, context, rollout=0, seed=0, tools=(), wrap=lambda session: session, turns=20):
    pictures = [record.anchor_image] if record.anchor_image else []
    session = wrap(context.session(record.corpus, pictures, ToolSettings(names=tools)))
    policy = ScriptedPolicy(record, session, Random(f"{seed} {rollout}"), rollout)
    return asyncio.run(roll(policy, session, Limits(turns=turns)))


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    return StepContext(LocalMedia(tmp_path_factory.mktemp("catalog")), Random(0))


@pytest.fixture(scope="module")
def corpus(context):
    return small_corpus(context.media.root)


@pytest.fixture
def record(corpus):
    return question(corpus)


@pytest.fixture
def king(corpus):
    """A path whose clues stand in infoboxes, described as the rules describe."""
    told = (
        "The kingdom whose currency is the Lesotho loti has its capital in a city. In what year was this city founded?"
    )
    row = row_of(corpus, nodes(corpus, "Lesotho", "Maseru"), question=told, answer="1869", asked="founding_date")
    clue = proofs(corpus)[0].model_copy(update={"title": "Lesotho", "descriptor": "kingdom; currency lesotho loti"})
    city = clue.model_copy(update={"title": "Maseru", "descriptor": "city; capital of Lesotho"})
    return row.model_copy(
        update={
            "anchor_mention": "The kingdom whose currency is the Lesotho loti",
            "proofs": (clue, city),
            "answer_sentence": "Maseru was founded in 1869.",
        }
    )


class Faulty:
    """A session of whose calls a share fails, in all the ways a server can."""

    def __init__(self, session, random, share):
        self._session, self._random, self._share = session, random, share

    def __getattr__(self, name):
        return getattr(self._session, name)

    async def call(self, name, arguments):
        if self._random.random() < self._share:
            error = self._random.choice(("timeout", "unavailable", "malformed"))
            return Returned(name, f"{name} failed: {error}", (), error, False, "")
        return await self._session.call(name, arguments)


@pytest.mark.parametrize("rollout", range(8))
def test_every_rollout_finds_the_answer_by_real_calls(record, king, context, rollout):
    for row, answer in ((record, "1886"), (king, "1869")):
        done = played(row, context, rollout)
        assert (done.final_answer, done.stopped) == (answer, "answer")
        assert all(step.observation_hash for step in done.steps[:-1])


def test_nothing_is_named_before_it_was_seen(record, king, context):
    runs = [(row, played(row, context, k, seed)) for row in (record, king) for k in range(4) for seed in range(5)]
    assert [early for row, done in runs if (early := names_before_seen(row, done.steps))] == []


def test_a_name_said_too_early_would_be_noticed(record, context):
    done = played(record, context)
    first = done.steps[0].model_copy(update={"thought": "It must be Nadine Gordimer."})
    assert names_before_seen(record, (first, *done.steps[1:]))[-1:] == [(0, "Nadine Gordimer")]


def test_thoughts_quote_what_the_observation_before_really_said(king, context):
    for rollout in range(6):
        steps = played(king, context, rollout).steps
        heard = spaced(king.question)
        for step in steps:
            for quote in re.findall(r"“(?:… )?([^”]+?)(?: …)?”", step.thought):
                assert spaced(quote) in heard + spaced(step.arguments)
            heard += spaced(step.observation)


def test_the_same_generator_gives_the_same_rollout_and_others_differ(record, context):
    first, again = played(record, context, 1), played(record, context, 1)
    assert first.steps == again.steps
    told = {tuple((step.thought, step.arguments) for step in played(record, context, k).steps) for k in range(4)}
    assert len(told) == 4


def test_no_sentence_is_said_twice_in_a_rollout(record, context):
    for rollout in range(6):
        thoughts = [step.thought for step in played(record, context, rollout).steps]
        assert len(set(thoughts)) == len(thoughts)


def test_what_cannot_be_found_is_not_answered(record, context):
    lost = record.model_copy(update={"answer": "1901", "aliases": ()})
    done = played(lost, context)
    assert (done.final_answer, done.stopped) == ("", "answer")
    assert names_before_seen(lost, done.steps) == []
    assert "the founding date" in done.steps[-1].thought or "when Johannesburg" in done.steps[-1].thought


def test_an_answer_on_another_page_than_the_last_does_not_count(king, context):
    wrong = king.model_copy(update={"answer": "1855", "aliases": ()})  # Pretoria's year
    assert played(wrong, context).final_answer == ""


def test_with_few_turns_left_it_says_that_it_has_no_answer(record, context):
    done = played(record, context, turns=2)
    assert (done.final_answer, done.stopped, len(done.steps)) == ("", "turns", 2)
    assert done.steps[-1].tool == ""


def test_without_the_tool_to_open_pages_it_searches(king, context):
    done = played(king, context, tools=("text_search",))
    assert {step.tool for step in done.steps} == {"text_search", ""}
    assert done.final_answer == "1869"


@pytest.mark.parametrize("seed", range(12))
def test_a_faulty_server_delays_or_ends_a_rollout_but_never_breaks_it(king, context, seed):
    done = played(king, context, seed % 4, seed, wrap=lambda session: Faulty(session, Random(seed), 0.4))
    fatal = fatal_step(done.steps)
    assert (done.stopped == "fatal") == (fatal is not None)
    assert done.final_answer == ("" if fatal is not None else "1869")
    assert all(not step.repeated for step in done.steps)


def test_a_call_that_failed_is_explained_before_it_is_made_again(king, context):
    runs = [played(king, context, 0, s, wrap=lambda session, s=s: Faulty(session, Random(s), 0.4)) for s in range(6)]
    after = [b for done in runs for a, b in zip(done.steps, done.steps[1:], strict=False) if a.error_class]
    assert after
    assert all(step.thought for step in after)


def test_a_spoilt_picture_is_repaired_first_and_the_result_is_used(record, context):
    picture = context.media.put_image(Image.linear_gradient("L").convert("RGB"))
    damage = Degradation(operation="blur", strength=2.0, repair="sharpen", clean=picture)
    shown = {"anchor_image": picture, "degradation": damage, "anchor_mention": "the novel shown in the image"}
    steps = played(record.model_copy(update=shown | {"question": QUESTION}), context).steps
    assert (steps[0].tool, steps[0].arguments, steps[0].images) == ("sharpen", '{"image": "img_1"}', ("img_2",))
    assert '"img_2"' in steps[1].arguments
    assert "blurred" in steps[0].thought


class Matching:
    """A session whose visual search finds a page with less than full likeness, and whose files can be fetched."""

    def __init__(self, session, page, fetched):
        self._session, self._page, self._fetched, self.added = session, page, fetched, {}

    def __getattr__(self, name):
        return getattr(self._session, name)

    @property
    def images(self):
        return {**self._session.images, **self.added}

    async def call(self, name, arguments):
        if name == "visual_search":
            told = f"1. {self._page} (wiki://small/P), similarity 0.71\nPicture: P.jpg (wiki://small/File:P.jpg), 9x9"
            return Returned(name, told, (), None, True, "{}")
        if name == "fetch_image":
            self.added = {"img_2": self._fetched}
            return Returned(name, "img_2: 9x9 pixels, P.jpg", ("img_2",), None, True, "{}")
        return await self._session.call(name, arguments)


def test_a_match_that_is_not_full_is_looked_at_beside_the_given_picture(record, context):
    picture = context.media.put_image(Image.linear_gradient("L").convert("RGB"))
    other = context.media.put_image(Image.radial_gradient("L").convert("RGB"))
    row = record.model_copy(update={"anchor_image": picture, "anchor_mention": "the novel shown in the image"})
    page = row.path[0].title
    said = {
        fetched.hash: " ".join(step.thought for step in played(row, context, wrap=wrap).steps)
        for fetched in (picture, other)
        for wrap in [lambda session, fetched=fetched: Matching(session, page, fetched)]
    }
    assert not any(text.format(image="img_2", given="img_1", name=page) in said[picture.hash] for text in READ_OTHER)
    assert any(text.format(image="img_2", given="img_1") in said[other.hash] for text in READ_OTHER)
