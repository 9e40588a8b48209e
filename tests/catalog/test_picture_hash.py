import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from synthloom.catalog.picture_hash import distances, near_pairs, picture_hash


def hashes(seed: int, count: int, flips: list[int]) -> np.ndarray:
    """Random rows, and after them copies with the given numbers of flipped bits."""
    draw = np.random.default_rng(seed)
    rows = draw.integers(0, 1 << 64, (count, 4), dtype=np.uint64)
    copies = rows[draw.integers(0, count, len(flips))]
    bits = np.unpackbits(copies.view(np.uint8), axis=1)
    for row, number in zip(bits, flips, strict=True):
        row[draw.choice(256, number, replace=False)] ^= 1
    return np.concatenate([rows, np.packbits(bits, axis=1).view(np.uint64).reshape(-1, 4)])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 40), st.lists(st.integers(0, 40), max_size=40), st.integers(0, 31))
def test_the_search_finds_exactly_the_pairs_a_full_comparison_finds(seed, count, flips, radius):
    rows = hashes(seed, count, flips)
    found = {pair for a, b in near_pairs(rows, rows, radius) for pair in zip(a.tolist(), b.tolist(), strict=True)}
    every = distances(rows[:, None], rows[None, :])
    assert found == set(zip(*(side.tolist() for side in np.nonzero(every <= radius)), strict=True))


def test_a_radius_the_search_cannot_reach_is_refused():
    with pytest.raises(ValueError, match="up to 31"):
        next(near_pairs(hashes(0, 2, []), hashes(0, 2, []), 32))


def test_a_smaller_copy_of_a_picture_is_near_and_its_mirror_image_far():
    noise = np.random.default_rng(1).integers(0, 255, (24, 24, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((300, 200), Image.Resampling.BICUBIC)
    small, mirrored = picture.resize((150, 100)), picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert distances(picture_hash(picture), picture_hash(small)) < 20
    assert distances(picture_hash(picture), picture_hash(mirrored)) > 150
