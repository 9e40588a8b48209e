import io
import json
import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictured_corpus import NAMES, PicturedCorpus, drawn, encoded, pictured_corpus
from PIL import Image

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.catalog.corpus.pictures_build import words_of
from synthloom.catalog.corpus.pictures_details import agreeing, details
from synthloom.catalog.corpus.pictures_features import WIDTH, features, looks, pixels, views
from synthloom.catalog.sources.wiki.zim import ZimReader
from synthloom.generators.degrade import degraded


class Colours:
    """An embedder: the mean colour of pictures, and of the colours that texts name."""

    name = "colours"

    def embed_images(self, images):
        return np.stack([_unit(np.asarray(image.convert("RGB"), np.float32).mean((0, 1)) + 1) for image in images])

    def embed_texts(self, texts):
        named = {"red": (1, 0, 0), "green": (0, 1, 0), "blue": (0, 0, 1)}
        return np.stack([_unit(np.array(named[text], np.float32)) for text in texts])


def _unit(row):
    return (row / np.linalg.norm(row)).astype(np.float32)


def test_the_index_is_made_once_and_opened_again(tmp_path):
    corpus = pictured_corpus(tmp_path)
    folder = corpus.pictures().folder
    stamps = {path: path.stat().st_mtime_ns for path in folder.rglob("*.npy")}
    again = PicturedCorpus(corpus.folder, {}).pictures()
    assert len(again) == len(NAMES)
    assert stamps == {path: path.stat().st_mtime_ns for path in folder.rglob("*.npy")}


def test_two_that_come_at_once_make_one_index(tmp_path):
    corpus = pictured_corpus(tmp_path)
    opened = [PicturedCorpus(corpus.folder, corpus.held) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda one: one.pictures(), opened))
    assert {len(index) for index in made} == {len(NAMES)}
    assert [path.name for path in made[0].folder.parent.iterdir() if not path.name.endswith(".lock")] == [
        made[0].folder.name
    ]


def test_what_is_no_picture_is_counted_and_skipped(tmp_path):
    cut = encoded(drawn("x"))[:400]
    index = pictured_corpus(tmp_path, {"Cape Town.jpg": b"<html>", "Orange River.jpg": cut}).pictures()
    assert index.skipped == {"image_unreadable": 2, "not_held": 1}
    assert len(index) == len(NAMES) - 2


def test_a_source_that_is_gone_is_told_and_nothing_kept(tmp_path):
    corpus = pictured_corpus(tmp_path)
    told = json.loads((corpus.folder / "corpus.json").read_text())
    (corpus.folder / "corpus.json").write_text(json.dumps(told | {"address": str(tmp_path / "gone.zim")}))
    with pytest.raises(FileNotFoundError, match=r"gone\.zim"):
        LocalCorpus(corpus.folder).pictures()
    assert len(corpus.pictures()) == len(NAMES)


def test_the_same_pictures_make_the_same_files(tmp_path):
    one, two = (pictured_corpus(tmp_path / name).pictures().folder for name in ("one", "two"))
    for name in ("features.npy", "around.npy", "places.npy", "offsets.npy", "pictures.jsonl", "index.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_an_embedder_decides_what_is_alike_and_what_words_mean(tmp_path):
    plain = {name: encoded(drawn(name).point(lambda value: 0)) for name in NAMES}
    red = drawn(NAMES[2]).copy()
    red.paste((250, 10, 10), (0, 0, *red.size))
    index = pictured_corpus(tmp_path, plain | {NAMES[2]: encoded(red)}).pictures(Colours())
    assert index.about("red", 1)[0].picture.name == NAMES[2]
    assert index.like(red, 1)[0].picture.name == NAMES[2]


@pytest.mark.parametrize("operation", ["blur", "downsample", "perspective"])
def test_a_zim_files_pictures_are_found_when_spoilt(real_data, tmp_path, operation):
    reader = ZimReader(real_data / "wikipedia/zim_with_images/wikipedia_en_ray_charles_2015-06.zim")
    names = ("Ray_Charles_1968.jpg", "EleanorRigbyStatue.jpg", "Nannylogo.PNG", "Ray_poster.jpg", "WhatdISay.jpg")
    held = {kept: reader.image(name) for kept, name in zip(NAMES, names, strict=False)}
    index = pictured_corpus(tmp_path, held).pictures()
    for name, kept in held.items():
        spoilt, _ = degraded(Image.open(io.BytesIO(kept)).convert("RGB"), operation, random.Random(name))
        assert index.like(spoilt, 1)[0].picture.name == name


@given(st.integers(0, 10_000), st.integers(1, 300), st.integers(1, 300))
def test_features_have_length_one_or_none_at_any_size(seed, width, height):
    made = features(pixels(drawn(str(seed), (width, height))))
    assert made.shape == (WIDTH,)
    assert np.isclose(np.linalg.norm(made), 1, atol=1e-5) or not made.any()


def test_a_picture_has_six_views_and_one_askew_two_looks():
    whole = pixels(drawn("x", (300, 200)))
    assert len(list(views(whole))) == 6
    askew, _ = degraded(drawn("x", (300, 200)), "perspective", random.Random(2))
    assert len(looks(whole)) == 1
    assert len(looks(pixels(askew))) == 2


def test_details_agree_with_a_part_of_the_picture_and_not_with_another():
    whole = drawn("x", (300, 200))
    part = details(pixels(whole.crop((60, 40, 280, 190))))
    assert agreeing(part, details(pixels(whole))) > 10
    assert agreeing(part, details(pixels(drawn("y", (300, 200))))) == 0


def test_names_are_taken_apart():
    assert words_of("RayCharles_Live1987.jpg") == "Ray Charles Live 1987"
    assert words_of("Flag of Lesotho.svg.png") == "Flag of Lesotho"
