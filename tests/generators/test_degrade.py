import asyncio
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from questions import question

from synthloom.generators.degrade import REPAIRS, Degrade, degraded, drawn_corners, warped
from synthloom.schemas.search import SearchQuestion

OPERATIONS = sorted(REPAIRS)


def photo(width: int = 320, height: int = 240) -> Image.Image:
    """Stripes and noise: every frequency a blur could take away."""
    pixels = np.random.default_rng(3).integers(60, 200, (height, width, 3)).astype(np.uint8)
    pixels[:, ::8] = 255
    return Image.fromarray(pixels)


def degrade(context, record: SearchQuestion, seed: int = 0, share: float = 1.0) -> SearchQuestion:
    drawn = replace(context, random=random.Random(seed))
    (row,) = asyncio.run(Degrade(share=share).generate(record, drawn))
    return row


def test_a_degraded_question_keeps_its_clean_picture_and_names_the_tool(context):
    clean = context.media.put_image(photo())
    row = degrade(context, question(anchor_image=clean))
    assert row.degradation.clean == clean != row.anchor_image
    assert row.degradation.repair == REPAIRS[row.degradation.operation]
    assert row.degradation.strength > 0


def test_a_tenth_is_degraded_and_all_three_ways_occur(context):
    record = question(anchor_image=context.media.put_image(photo()))
    rows = [degrade(context, record, seed, share=0.1) for seed in range(600)]
    ways = Counter(row.degradation.operation for row in rows if row.degradation)
    assert 40 <= ways.total() <= 80
    assert set(ways) == set(OPERATIONS)


def test_a_question_without_a_picture_stays_as_it_is(context):
    record = question()
    assert degrade(context, record) is record


def test_a_question_is_degraded_once(context):
    row = degrade(context, question(anchor_image=context.media.put_image(photo())))
    assert degrade(context, row) is row


def test_a_thumbnail_is_not_made_smaller(context):
    record = question(anchor_image=context.media.put_image(photo(160, 120)))
    ways = {degrade(context, record, seed).degradation.operation for seed in range(40)}
    assert ways == {"blur", "perspective"}


def test_the_same_seed_gives_the_same_bytes(context):
    record = question(anchor_image=context.media.put_image(photo()))
    assert [degrade(context, record, s) for s in range(6)] == [degrade(context, record, s) for s in range(6)]


@pytest.mark.parametrize("size", [(200, 180), (512, 640), (3000, 2000)])
def test_strength_grows_with_the_picture(size):
    image = Image.new("RGB", size, "gray")
    small, factor = degraded(image, "downsample", random.Random(1))
    assert 88 <= min(small.size) <= 129
    assert factor == pytest.approx(min(size) / min(small.size), rel=0.02)
    assert degraded(image, "blur", random.Random(1))[1] <= max(0.009 * min(size), 1.2)


def test_blur_takes_away_detail_and_keeps_the_size():
    before = photo()
    after, radius = degraded(before, "blur", random.Random(0))
    assert after.size == before.size
    assert radius >= 1.2
    assert np.asarray(after).std() < 0.5 * np.asarray(before).std()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([(320, 240), (240, 320), (200, 200)]))
def test_a_warped_picture_lies_where_its_corners_say_and_stays_convex(seed, size):
    image = Image.new("RGB", size, (200, 40, 40))
    corners, shift = drawn_corners(size, random.Random(seed))
    after = np.asarray(warped(image, corners)).astype(int)
    lying = np.abs(after - [200, 40, 40]).max(2) < 60
    x, y = np.array(corners).T
    area = 0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))
    ahead = np.roll([x, y], -1, axis=1) - [x, y]
    turns = ahead[0] * np.roll(ahead[1], -1) - ahead[1] * np.roll(ahead[0], -1)
    assert abs(lying.sum() - area) < 0.02 * area
    assert (turns > 0).all()
    assert 0.1 <= shift <= 0.2


def test_the_ground_differs_from_a_picture_of_any_lightness():
    for gray in range(0, 256, 15):
        corners, _ = drawn_corners((200, 150), random.Random(gray))
        after = np.asarray(warped(Image.new("RGB", (200, 150), (gray,) * 3), corners).convert("L")).astype(int)
        assert abs(after[0, 0] - after[75, 100]) >= 40
