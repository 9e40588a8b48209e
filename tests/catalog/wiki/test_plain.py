import gzip
import json
import pickle

import pyarrow as pa
import pytest

from synthloom.catalog.sources.wiki.plain import PlainReader
from synthloom.catalog.sources.wiki.plain_pages import read_page
from synthloom.catalog.sources.wiki.plain_rows import form_of, read_rows
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Field, Link, Page

ULM = {"title": "Ulm", "text": "Ulm is a city on the Danube in Germany.", "id": 7, "revision": "12"}


def read(path, cache):
    return [page for part in PlainReader(path, cache).parts() for page in pickle.loads(pickle.dumps(part)).pages()]


def lines(path, rows):
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_a_row_becomes_a_page_with_all_it_says():
    row = ULM | {
        "links": [{"target": "Danube", "anchor": "the Danube"}, {"target": "Germany", "start": 31, "end": 38},
                  "Bavaria#South"],
        "infobox": {"State": "Baden-Württemberg", "Twin": ["A", "B"], "None": None},
        "categories": ["Category:Cities"],
        "images": "File:Ulm.jpg|Minster.png",
        "short_description": "city",
    }  # fmt: skip
    page = read_page(row)
    assert page.links == (Link("Danube", 17, 27), Link("Germany", 31, 38), Link("Bavaria", -1, -1))
    assert page.fields == (Field("State", "Baden-Württemberg"), Field("Twin", "A\nB"))
    assert (page.page_id, page.revision, page.short_description) == (7, 12, "city")
    assert (page.categories, page.files) == (("Cities",), ("Ulm.jpg", "Minster.png"))


@pytest.mark.parametrize(
    ("row", "reason"),
    [({"text": "x"}, "no_title"), ({"title": "A"}, "no_text"), ({"title": "A", "text": {"a": 1}}, "text_is_no_text")],
)
def test_a_row_that_is_no_page_is_counted_with_its_reason(row, reason):
    assert read_page(row).reason == reason


def test_a_place_outside_the_text_is_found_anew():
    page = read_page(ULM | {"links": [{"target": "Danube", "start": 500, "end": 900}]})
    assert page.links == (Link("Danube", 21, 27),)


def test_a_redirect_has_nothing_else():
    assert read_page({"title": "Ulm_a._d._Donau", "redirect": "Ulm"}) == Page("Ulm a. d. Donau", redirect="Ulm")


@pytest.mark.parametrize("pack", ["", "gz", "zst"])
def test_lines_are_read_packed_or_not_and_broken_ones_are_counted(tmp_path, pack):
    data = (json.dumps(ULM) + "\n{broken\n[1]\n\n" + json.dumps({"title": "Bern", "text": "Bern is a city."})).encode()
    path = tmp_path / f"pages.jsonl{'.' if pack else ''}{pack}"
    packed = {"": data, "gz": gzip.compress(data), "zst": bytes(pa.compress(data, "zstd", asbytes=True))}[pack]
    path.write_bytes(packed)
    pages = read(path, tmp_path / "cache")
    assert [getattr(page, "reason", page[0]) for page in pages] == ["Ulm", "not_json", "not_an_object", "Bern"]


def test_json_and_tables_give_the_same_pages(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"pages": [ULM]}))
    (tmp_path / "b.json").write_text(json.dumps({"Ulm": {"text": ULM["text"], "id": 7, "revision": 12}}))
    (tmp_path / "c.tsv").write_text(f"id\ttitle\ttext\trevision\n7\tUlm\t{ULM['text']}\t12\n7\tshort\n")
    (tmp_path / "d.csv").write_text(f'title,text,id,revision\nUlm,"{ULM["text"]}",7,12\n')
    read_all = {name: read(tmp_path / name, tmp_path) for name in ("a.json", "b.json", "c.tsv", "d.csv")}
    assert all(pages[0] == read_page(ULM) for pages in read_all.values())
    assert read_all["c.tsv"][1].reason == "wrong_number_of_cells"


def test_edges_in_a_file_beside_the_pages_become_links(tmp_path):
    lines(tmp_path / "pages.jsonl", [ULM, {"title": "Danube", "text": "The Danube is a river."}])
    (tmp_path / "edges.tsv").write_text("source\ttarget\tanchor\nUlm\tDanube\tthe Danube\nUlm\tBavaria\t\n")
    first, second = read(tmp_path, tmp_path / "cache")
    assert first.links == (Link("Danube", 17, 27), Link("Bavaria", -1, -1))
    assert second.links == ()


def test_titles_are_looked_for_where_nothing_lists_links(tmp_path):
    reader = PlainReader(
        lines(tmp_path / "p.jsonl", [ULM, {"title": "Danube", "text": "A river."}]), tmp_path / "cache"
    )
    first, _ = [page for part in reader.parts() for page in part.pages()]
    assert first.links == (Link("Danube", 21, 27),)
    assert "titles of other pages" in reader.notes[0]


def test_real_corpora_of_questions_are_read_as_their_paragraphs(real_data, tmp_path):
    folder = real_data / "wikipedia" / "multihop_qa"
    counts = {}
    for name in ("2wikimultihopqa_corpus.subset.json", "hotpot_dev_distractor_v1.subset.json",
                 "gold_with_1_distractors_context_cot_qa_codex.txt"):  # fmt: skip
        reader = PlainReader(folder / name, tmp_path)
        pages = [page for part in reader.parts() for page in part.pages()]
        assert reader.language == "en"
        named = [(page.text[link.start : link.end].lower(), link.target) for page in pages for link in page.links]
        assert all(words in target.lower() for words, target in named)
        counts[name[:6]] = (len(pages), len({page.title for page in pages}))
    assert counts == {"2wikim": (1200, 1200), "hotpot": (491, 491), "gold_w": (87, 87)}


def test_questions_alone_are_no_corpus(real_data):
    path = real_data / "wikipedia" / "multihop_qa" / "hotpot_dev_v1_simplified.rows600-1599.json"
    assert all(isinstance(page, BadPage) for page in map(read_page, read_rows(path)))


def test_the_same_title_in_several_questions_is_one_page(tmp_path):
    question = {"question": "?", "paragraphs": [{"title": "A", "paragraph_text": "One."}]}
    other = {"question": "?", "paragraphs": [{"title": "A", "paragraph_text": t} for t in ("One.", "Two.")]}
    (page,) = read(lines(tmp_path / "q.jsonl", [question, other]), tmp_path)
    assert page.text == "One.\n\nTwo."


def test_the_form_is_told_by_content(tmp_path):
    for name, text, form in (
        ("a.txt", '{"title": "A"}\n', "lines"), ("b.txt", "[1]", "json"), ("c.txt", "title\ttext\n", "tsv"),
        ("d.txt", "title,text\n", "csv"), ("e.txt", "Hello there", ""), ("f.jsonl", "", ""),
    ):  # fmt: skip
        (tmp_path / name).write_text(text)
        assert form_of(tmp_path / name) == form


def test_a_folder_with_two_files_of_pages_asks_for_one(tmp_path):
    lines(tmp_path / "a.jsonl", [ULM])
    lines(tmp_path / "b.jsonl", [ULM])
    with pytest.raises(UserError, match="holds 2 files of pages"):
        list(PlainReader(tmp_path, tmp_path).parts())


def test_building_twice_gives_the_same(tmp_path):
    path = lines(tmp_path / "p.jsonl", [ULM, {"title": "Danube", "text": "A river."}])
    assert read(path, tmp_path / "one") == read(path, tmp_path / "one") == read(path, tmp_path / "two")
    assert PlainReader(path, tmp_path).revision == PlainReader(path, tmp_path).revision
