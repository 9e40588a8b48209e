from collections import Counter
from random import Random

import pytest
from PIL import Image, ImageChops

from synthloom.catalog.drawing.lettering import can_write
from synthloom.catalog.drawing.things import THINGS, draw_thing
from synthloom.catalog.sources.sample import SampleSource
from synthloom.catalog.sources.scene_cast import CAST, SIGN_STYLES
from synthloom.catalog.sources.scene_compose import compose
from synthloom.catalog.sources.scene_facts import FACTS
from synthloom.catalog.sources.scene_questions import questions
from synthloom.catalog.sources.scene_texts import framed, notice
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import CATEGORIES

SCENES = [compose(Random(f"test {number}")) for number in range(60)]


def rows(context, seed=0, **settings):
    context.random.seed(seed)
    return list(SampleSource(**settings).load(context))


def test_the_same_source_gives_the_same_rows(context):
    one, two = (rows(context, scenes=4) for _ in range(2))
    assert one == two
    assert len({row.id for row in one}) == 32
    assert one[:16] == rows(context, scenes=2)


def test_another_seed_of_the_run_gives_other_pictures(context):
    hashes = [{row.image.hash for row in rows(context, seed, scenes=3)} for seed in (0, 1)]
    assert not hashes[0] & hashes[1]


def test_rows_carry_their_picture_their_group_and_their_licence(context):
    for row in SampleSource(scenes=2).load(context):
        assert context.media.image(row.image).size == (512, 512)
        assert row.group_id == row.image.hash[:20]
        assert (row.source, row.revision, row.licence) == ("sample", "sample-2", "CC0-1.0")
        assert row.question
        assert row.answer
        assert all(0 <= index < len(row.regions) for index in row.asked)


def test_boxes_hold_all_that_is_drawn_and_nothing_else():
    for scene in SCENES[:12]:
        picture, boxes = scene.paint(512)
        empty = scene.empty(512)
        covered = Image.new("L", picture.size)
        for box in boxes:
            covered.paste(255, box)
        changed = ImageChops.difference(picture, empty).convert("L").point(lambda value: 255 if value else 0)
        assert ImageChops.subtract(changed, covered).getbbox() is None
        for box, item in zip(boxes, scene.items, strict=True):
            found = changed.crop(box).getbbox()
            slack = 4  # an outline may look like the ground below it
            assert found is not None, item
            assert found[0] <= slack
            assert found[1] <= slack
            assert found[2] >= box[2] - box[0] - slack
            assert found[3] >= box[3] - box[1] - slack


def test_nothing_overlaps_or_leaves_the_picture():
    for scene in SCENES:
        _, boxes = scene.paint(512)
        for i, (x0, y0, x1, y1) in enumerate(boxes):
            assert min(x0, y0) >= 0
            assert max(x1, y1) <= 512
            for other in boxes[:i]:
                assert x0 >= other[2] or other[0] >= x1 or y0 >= other[3] or other[1] >= y1, scene.stage.name


def test_room_is_left_for_an_editor():
    free = []
    for scene in SCENES:
        _, boxes = scene.paint(512)
        spots = [(x, y) for x in range(0, 512, 64) for y in range(0, 512, 64)]
        free.append(
            sum(all(x >= b[2] or x + 64 <= b[0] or y >= b[3] or y + 64 <= b[1] for b in boxes) for x, y in spots)
        )
    assert min(free) >= 9


def test_every_category_is_asked_once_and_no_question_twice_in_a_scene():
    for scene in SCENES:
        _, boxes = scene.paint(512)
        asked = questions(scene, boxes, 512, Random(1))
        assert tuple(one.category for one in asked) == CATEGORIES
        assert len({one.question for one in asked}) == 8


def test_what_a_question_names_is_one_of_its_kind():
    for scene in SCENES:
        nouns = Counter(item.noun for item in scene.items)
        for role in ("color", "place", "shape"):
            (index,) = scene.of(role)
            assert nouns[scene.items[index].noun] == 1
        counted = [scene.items[i].noun for i in scene.of("counted")]
        assert nouns[counted[0]] == len(counted)


def test_answers_vary_within_a_category():
    answers: dict[str, Counter] = {}
    for number in range(300):
        scene = compose(Random(f"vary {number}"))
        boxes = tuple(tuple(round(value * 5.12) for value in item.area) for item in scene.items)
        for one in questions(scene, boxes, 512, Random(number)):
            answers.setdefault(one.category, Counter())[one.answer] += 1
    for category, found in answers.items():
        assert found.most_common(1)[0][1] < 60, category
        assert len(found) >= 9, category


def test_a_problem_has_working_that_ends_in_its_answer():
    for number, scene in enumerate(SCENES):
        _, boxes = scene.paint(512)
        problem = questions(scene, boxes, 512, Random(number))[-1]
        last = problem.working.splitlines()[-1]
        left, right = last.split(" = ")
        assert right == problem.answer.removeprefix("$")
        assert eval(left.replace("×", "*").replace("−", "-").replace("÷", "/")) == int(right)


def test_facts_name_what_can_be_shown():
    assert len(FACTS) >= 40
    for fact in FACTS:
        assert fact.person or fact.answer in THINGS, fact
        assert not fact.thing or fact.seen in CAST, fact
    people = sum(fact.person for fact in FACTS)
    assert 0.4 < people / len(FACTS) < 0.6


@pytest.mark.parametrize("style", SIGN_STYLES)
def test_every_text_can_be_written(style):
    random = Random(0)
    for fact in FACTS:
        assert can_write(framed(fact, random), style)
    for _ in range(300):
        assert can_write(notice(random), style)


@pytest.mark.parametrize("name", CAST)
def test_every_thing_of_the_cast_can_be_drawn(name):
    assert draw_thing(name, 60).getchannel("A").getbbox()


def test_a_picture_too_small_for_its_texts_is_refused():
    with pytest.raises(UserError, match="512"):
        SampleSource(size=200)
