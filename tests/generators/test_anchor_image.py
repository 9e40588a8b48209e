import asyncio
import io
import random
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from questions import question
from small_corpus import small_corpus
from step_context import StepContext

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.sources.wiki.zim import ZimReader
from synthloom.generators.anchor_image import AnchorImage, Picture, best_of, description
from synthloom.generators.asking.names import forbidden
from synthloom.generators.picture_names import names_subject, shown
from synthloom.generators.referring import Phrase, phrases, replaced
from synthloom.schemas.corpus import Entry
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Reject


def png(size: tuple[int, int] = (300, 200), color: str = "green") -> bytes:
    data = io.BytesIO()
    image = Image.new("RGB", size, color)
    ImageDraw.Draw(image).ellipse((10, 10, 90, 90), "white")
    image.save(data, "PNG")
    return data.getvalue()


@dataclass
class Scores:
    """Gives the scores it was told, in the order of the pictures."""

    scores: list[float]
    asked: str = ""

    def similarity(self, images: Any, text: str) -> list[float]:
        self.asked = text
        return self.scores[: len(images)]


@dataclass
class ClipContext(StepContext):
    """A context in which a CLIP can be had."""

    ranker: Scores | None = None

    def clip(self, name: str) -> Scores:
        assert self.ranker is not None
        return self.ranker


@pytest.fixture
def asked(context, tmp_path) -> SearchQuestion:
    """A question about Lesotho in a catalog that has the corpus."""
    return question(corpus=small_corpus(tmp_path).info.key)


def folder(tmp_path, **files: bytes):
    made = tmp_path / "pictures"
    made.mkdir(exist_ok=True)
    for name, data in files.items():
        (made / f"{name.replace('__', '.')}").write_bytes(data)
    return str(made)


def anchor(context, record: SearchQuestion, **settings: Any) -> SearchQuestion:
    (row,) = asyncio.run(AnchorImage(**settings).generate(record, context))
    return row


def about(record: SearchQuestion, title: str, type_: str, **changes: Any) -> SearchQuestion:
    first = record.path[0].model_copy(update={"title": title, "type": type_, "aliases": ()})
    return record.model_copy(update={"path": (first, *record.path[1:]), **changes})


def test_without_a_picture_the_question_stays_in_words_and_says_why(context, asked):
    row = anchor(context, asked)
    assert row.question == asked.question
    assert row.anchor_image is None
    assert row.proofs == asked.proofs
    assert row.anchor_choice == "no picture: none that can be used; skipped 1 missing, 1 not_vouched_for"


def test_a_question_without_a_picture_can_be_dropped(context, asked):
    with pytest.raises(Reject) as caught:
        anchor(context, asked, without_image="reject")
    assert caught.value.reason == "no_anchor_image"


def test_the_infobox_picture_takes_the_place_of_the_description(context, asked, tmp_path):
    record = about(asked, "Maseru", "city")
    row = anchor(context, record, pictures=folder(tmp_path, Maseru_aerial__jpg=png()))
    assert context.media.image(row.anchor_image).size == (300, 200)
    assert row.anchor_choice == "infobox picture (no CLIP): Maseru aerial.jpg, licence unknown"
    assert row.anchor_mention in row.question
    assert row.question.startswith("What is the currency of the land that surrounds the ")
    assert "image" in row.question or "picture" in row.question
    assert "1869" not in row.question


def test_the_picture_replaces_the_anchors_proof_and_the_change_is_logged(context, asked, tmp_path):
    record = about(
        asked, "Maseru", "city", proofs=(asked.proofs[0].model_copy(update={"title": "Maseru"}), asked.proofs[1])
    )
    row = anchor(context, record, pictures=folder(tmp_path, Maseru_aerial__jpg=png()))
    assert [proof.title for proof in row.proofs] == ["South Africa"]
    (rewrite,) = row.rewriting
    assert (rewrite.title, rewrite.before, rewrite.after) == ("Maseru", record.question, row.question)
    assert rewrite.judge == "infobox picture (no CLIP)"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(png((90, 300)), "too_small"), (b"no picture", "image_unreadable"), (b"", "image_empty"), (None, "missing")],
)
def test_a_picture_that_cannot_be_used_is_counted(context, asked, tmp_path, data, reason):
    where = folder(tmp_path, **({"Maseru_aerial__jpg": data} if data is not None else {}))
    row = anchor(context, about(asked, "Maseru", "city"), pictures=where)
    assert row.anchor_image is None
    assert row.anchor_choice == f"no picture: none that can be used; skipped 1 {reason}"


def test_a_whole_wikipedia_wants_larger_pictures(context, asked, tmp_path):
    record = about(asked, "Maseru", "city", profile="wikipedia: in-degree 50..10000")
    where = folder(tmp_path, Maseru_aerial__jpg=png((600, 511)))
    assert anchor(context, record, pictures=where).anchor_image is None
    assert anchor(context, record, pictures=where, min_side=100).anchor_image is not None


def test_clip_takes_the_best_at_or_above_the_threshold(context, asked, tmp_path):
    scorer = Scores([0.28])
    clip = ClipContext(context.media, random.Random(0), ranker=scorer)
    where = folder(tmp_path, Semonkong_landscape__jpg=png())
    row = anchor(clip, asked, clip="Tiny/none", pictures=where)
    assert scorer.asked == "Country in Southern Africa"
    assert row.anchor_choice.startswith("clip Tiny/none 0.2800, best of 1: Semonkong landscape.jpg, licence unknown")
    below = anchor(replace(clip, ranker=Scores([0.2799])), asked, clip="Tiny/none", pictures=where)
    assert below.anchor_image is None
    assert below.anchor_choice.startswith("no picture: clip Tiny/none 0.2799 is the best of 1, below 0.28")


def test_a_flag_is_taken_where_a_place_has_no_other_picture(context, asked, tmp_path):
    row = anchor(context, asked, pictures=folder(tmp_path, Flag_of_Lesotho__svg=png()))
    assert "Flag of Lesotho.svg" in row.anchor_choice
    assert "the country whose flag is" in row.question


def pictures(count: int) -> list[Picture]:
    return [Picture(f"{i}.png", "photo", i, png((120, 120))) for i in range(count)]


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=4), st.floats(-1, 1))
def test_the_best_is_the_highest_score_and_the_first_of_equals(scores, threshold):
    best, score = best_of(Scores(scores), pictures(len(scores)), "a zoo", threshold)
    assert score == max(scores)
    assert (best is not None) == (score >= threshold)
    assert best is None or best.place == scores.index(score)


def test_the_description_is_the_short_one_then_the_kind_then_the_first_words():
    entry = Entry(0, "Lesotho", 1, 2, "country", "location", "Country in Africa", "Lesotho is.", "", (), (), (), 3)
    assert description(entry) == "Country in Africa"
    assert description(entry._replace(short_description="")) == "a photo of a country"
    assert description(entry._replace(short_description="", type="island")) == "a photo of an island"
    assert description(entry._replace(short_description="", type="")) == "Lesotho is."


def test_files_that_decide_are_in_the_environment(tmp_path):
    where = folder(tmp_path, a__jpg=png())
    before = AnchorImage(pictures=where).environment
    assert before != AnchorImage().environment == ""
    weights = tmp_path / "tiny.pt"
    weights.write_bytes(b"1")
    assert AnchorImage(clip=f"Tiny/{weights}").environment


@pytest.mark.parametrize(
    ("name", "title", "kind"),
    [
        ("RayCharles1983.jpg", "Ray Charles", "photo"),
        ("Flag_of_Lesotho.svg.png", "Lesotho", "flag"),
        ("Flag of France.png", "Flag of France", "photo"),
        ("Coat of arms of Lesotho.png", "Lesotho", "arms"),
        ("LocationLesotho.png", "Lesotho", "map"),
        ("Lesotho in its region.png", "Lesotho", "map"),
        ("Commons-logo.svg.png", "Lesotho", "icon"),
        ("Gnome-mime-sound-openclipart.svg.png", "Ray Charles", "icon"),
        ("Nannylogo.PNG", "The Nanny", "photo"),
        ("Einstein signature.png", "Albert Einstein", "signature"),
        ("Ray Charles.ogg", "Ray Charles", "no picture"),
        ("Flag of Lesotho.svg", "Lesotho", "flag"),
        ("Ray Charles.svg", "Ray Charles", "no picture"),
        ("Seal in the sun.jpg", "Grey seal", "photo"),
    ],
)
def test_names_tell_what_is_shown(name, title, kind):
    assert shown(name, title) == kind


def test_a_picture_bears_the_title_when_little_else_is_in_its_name():
    assert names_subject("RayCharles1983.jpg", "Ray Charles")
    assert names_subject("Ray_Charles_FIJM_2003.jpg", "Ray Charles")
    assert names_subject("EleanorRigbyStatue.jpg", "Eleanor Rigby (song)")
    assert not names_subject("RayCharles_AManAndHisSoul.jpg", "Ray Charles")
    assert not names_subject("Nancy_Reagan,_Ray_Charles,_Ronald_Reagan.jpg", "Ray Charles")
    assert not names_subject("Zoo.jpg", "Ray Charles")


def test_most_pages_of_a_real_wiki_have_a_picture_that_is_theirs(context, asked, tmp_path, real_data):
    source = ZimReader(real_data / "wikipedia" / "zim_with_images" / "wikipedia_en_ray_charles_2015-06.zim")
    corpus = LocalCorpora(tmp_path).build(source, workers=1)
    files = {name for node in range(corpus.info.articles) for name in corpus.entry(node).files}
    (tmp_path / "pictures").mkdir()
    for name in sorted(files):
        (tmp_path / "pictures" / name).write_bytes(source.image(name) or b"")
    titles = [corpus.title(node) for node in range(corpus.info.articles)]
    rows = [
        anchor(context, about(asked, title, "", corpus=corpus.info.key), pictures=str(tmp_path / "pictures"))
        for title in titles
    ]
    chosen = [row.anchor_choice for row in rows if row.anchor_image]
    assert len(chosen) >= 60
    assert all(choice.startswith("infobox picture (no CLIP): ") for choice in chosen)


def phrase(noun: str, stratum: str = "", kind: Any = "photo", names: tuple[str, ...] = (), seed: int = 0) -> Phrase:
    return phrases(noun, stratum, kind, "x.jpg", forbidden(names), random.Random(seed))


def test_phrases_name_the_kind_and_vary_with_the_seed():
    said = {phrase("zoo", "building", seed=seed).text for seed in range(40)}
    assert "the zoo in the image" in said
    assert len(said) >= 4
    assert phrase("zoo").owner == "the pictured zoo"


def test_a_kind_that_gives_a_name_away_gives_way():
    assert "zoo" not in phrase("zoo", "building", names=("Berlin Zoo",)).text
    assert "building" in phrase("zoo", "building", names=("Berlin Zoo",)).text
    assert "subject" in phrase("", "", names=()).text


def test_what_is_only_stood_for_is_said_so():
    assert phrase("studio album", "artifact").text.startswith("the studio album whose cover is ")
    assert phrase("country", "location", "flag").text.startswith("the country whose flag is ")
    assert "whose" not in phrase("film", "artifact").text
    assert "shown" not in phrase("song", "artifact").text


@pytest.mark.parametrize(
    ("text", "mention", "after"),
    [
        ("Who built the zoo of 1844?", "the zoo of 1844", "Who built the zoo in the image?"),
        ("The zoo of 1844 is in a city. Which?", "the zoo of 1844", "The zoo in the image is in a city. Which?"),
        ("The zoo of 1844 is in a city. Which?", "The zoo of 1844", "The zoo in the image is in a city. Which?"),
        ("It is old. The zoo of 1844 stays.", "the zoo of 1844", "It is old. The zoo in the image stays."),
        ("What is the zoo of 1844's name?", "the zoo of 1844", "What is the pictured zoo's name?"),
    ],
)  # fmt: skip
def test_the_sentence_stays_a_sentence(text, mention, after):
    question_, mention_ = replaced(text, mention, Phrase("the zoo in the image", "the pictured zoo"))
    assert question_ == after
    assert mention_ in question_


@pytest.mark.parametrize("mention", ["the town of 1869", "", "]"])
def test_a_mention_that_is_not_in_the_question_is_a_reason(context, asked, tmp_path, mention):
    record = about(asked, "Maseru", "city", anchor_mention=mention)
    with pytest.raises(Reject) as caught:
        anchor(context, record, pictures=folder(tmp_path, Maseru_aerial__jpg=png()))
    assert caught.value.reason == "anchor_not_in_question"
