"""Values, samples and licences: what the readers lean on."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.sources.licences import card_licence, licence_of_document, licence_of_folder, spdx
from synthloom.catalog.sources.raw import bad_row, fault_of
from synthloom.catalog.sources.sampling import draw
from synthloom.catalog.sources.values import most_common, to_text, to_texts, without_image_tags
from synthloom.schemas.steps import Reject


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (None, ""),
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        ("5.000000000000001", "5"),
        ("3.141592653589793", "3.141592653589793"),
        ([12, 8, 5], "12, 8, 5"),
        (" a\r\nb ", "a\nb"),
        (float("inf"), ""),
    ],
)
def test_values_are_written_as_a_person_would(value: object, text: str) -> None:
    assert to_text(value) == text


@pytest.mark.parametrize("value", [{"a": 1}, [[1]], object(), 10**400])
def test_what_is_no_text_is_a_wrong_type(value: object) -> None:
    with pytest.raises(Reject, match="wrong_type"):
        to_text(value)


@pytest.mark.parametrize("value", ['["a", "b"]', ["a", "b"], [{"answer": "a"}, {"answer": "b"}], {"text": ["a", "b"]}])
def test_several_texts_are_found_in_every_way_to_write_them(value: object) -> None:
    assert to_texts(value) == ("a", "b")


def test_most_annotators_win_and_the_first_of_equals() -> None:
    assert most_common(("b", "a", "a", "b", "c")) == "b"


@pytest.mark.parametrize(
    "tag", ["<image>", "<image1>", "<image 1>", "<|image_pad|>", "<|vision_start|><|image_pad|><|vision_end|>"]
)
def test_image_tags_are_taken_out_of_questions(tag: str) -> None:
    assert without_image_tags(f"{tag}\nWhat?") == without_image_tags(f"What?{tag}") == "What?"


@given(st.lists(st.sampled_from("abc")), st.integers(1, 5), st.integers(0, 3))
def test_a_draw_fills_every_group_to_its_cap_and_no_further(groups: list[str], cap: int, seed: int) -> None:
    kept = draw(groups, cap, seed)
    sizes, drawn = Counter(groups), Counter(groups[n] for n in kept)
    assert drawn == {group: min(cap, size) for group, size in sizes.items()}
    assert kept == draw(groups, cap, seed)


@given(st.lists(st.sampled_from("abc")), st.integers(0, 9))
def test_a_groups_draw_does_not_depend_on_other_groups(groups: list[str], seed: int) -> None:
    alone = [n for n, group in enumerate(groups) if group == "a"]
    expected = {alone[n] for n in draw(["a"] * len(alone), 3, seed)}
    assert {n for n in draw(groups, 3, seed) if groups[n] == "a"} == expected


def test_every_row_is_equally_likely() -> None:
    hits = Counter(n for seed in range(4000) for n in draw(["x"] * 20, 5, seed))
    # Each row is drawn 1000 times on average with a deviation of 27; five of them are out of reach by chance.
    assert all(abs(hits[n] - 1000) < 137 for n in range(20))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Creative Commons Attribution 4.0 International License", "CC-BY-4.0"),
        ("Creative Commons Attribution (CC BY 4.0)", "CC-BY-4.0"),
        ("cc-by-nc-sa-4.0", "CC-BY-NC-SA-4.0"),
        ("http://creativecommons.org/licenses/by-nc/2.0/", "CC-BY-NC-2.0"),
        ("Creative Commons Attribution-NonCommercial-ShareAlike 4.0", "CC-BY-NC-SA-4.0"),
        ("apache-2.0", "Apache-2.0"),
        ("mit", "MIT"),
        ("ask the\nauthors", "ask the authors"),
    ],
)
def test_licences_are_known_by_their_words(words: str, name: str) -> None:
    assert spdx(words) == name


def test_annotation_files_and_cards_say_their_licence() -> None:
    assert licence_of_document({"info": {"license": "CC BY 4.0"}}) == "CC-BY-4.0"
    assert licence_of_document({"licenses": [{"url": "http://creativecommons.org/licenses/by/2.0/"}]}) == "CC-BY-2.0"
    assert licence_of_document({"licenses": [{"name": "a"}, {"name": "b"}]}) == ""
    assert card_licence("---\nlicense:\n- mit\n- apache-2.0\ntags: x\n---\n") == "MIT OR Apache-2.0"
    assert card_licence("# no front matter\nlicense: mit\n") == ""


def test_a_licence_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "LICENSE.txt").write_text("\n   Apache License\n   Version 2.0, January 2004\n")
    assert licence_of_folder(tmp_path) == "Apache-2.0"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=9)
    | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=9,
)


@given(JSON)
def test_any_content_gets_a_stable_id(content: object) -> None:
    assert bad_row("x", "a:1", content=content).id == bad_row("x", "a:1", content=content).id
    if content is not None:
        assert bad_row("x", "a:1", content=content).id == bad_row("x", "b:2", content=content).id


@given(JSON)
def test_content_without_fault_can_be_written_as_utf8(content: object) -> None:
    if fault_of(content) == "":
        repr(content).encode()
