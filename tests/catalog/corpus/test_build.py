from itertools import islice
from pathlib import Path

import pytest
from small_corpus import PAGES, ListReader, page, redirect, small_corpus

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.integrity import check_corpus
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Page


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> LocalCorpus:
    return small_corpus(tmp_path_factory.mktemp("catalog"))


def build(folder: Path, *pages: Page | BadPage, **given) -> LocalCorpus:
    return LocalCorpora(folder).build(ListReader(pages, **given), workers=1)


def test_articles_are_numbered_in_the_order_of_the_source(corpus):
    titles = [each.title for each in PAGES if isinstance(each, Page) and not each.redirect and each.namespace == 0]
    assert [corpus.title(node) for node in range(corpus.info.articles)] == titles


def test_what_is_no_article_is_counted_by_reason(corpus):
    assert corpus.info.redirects == 4
    assert corpus.info.bad == {"cut_off": 1}
    assert corpus.dropped["other_namespace"] == 1
    assert corpus.dropped["redirect_loop"] == 2
    assert '"line 7"' in (corpus.folder / "bad.jsonl").read_text()


def test_redirects_are_followed_over_chains_and_loops_end(corpus):
    assert corpus.node("Basutoland") == corpus.node("Kingdom of Lesotho") == corpus.node("Lesotho")
    assert corpus.node("Round") is None


def test_a_link_over_a_redirect_leads_to_the_article(tmp_path):
    corpus = build(tmp_path, page("A1", "[[Bee]] and [[B1]]"), page("B1", "[[a1#Top]]"), redirect("Bee", "B1"))
    assert corpus.graph.targets.tolist() == [1, 0]
    assert [mention.anchor for mention in corpus.mentions(0, 1)] == ["Bee", "B1"]


def test_links_to_itself_and_to_nothing_are_dropped_and_counted(tmp_path):
    corpus = build(tmp_path, page("A1", "[[A1]] [[Nowhere]] [[#Section]] [[B1]]"), page("B1", ""))
    assert corpus.graph.targets.tolist() == [1]
    assert corpus.dropped == {"link_to_itself": 1, "link_to_nothing": 2}


def test_the_first_of_two_articles_with_one_title_counts(tmp_path):
    corpus = build(tmp_path, page("A1", "first"), page("a1", "second"), page("B1", "third"))
    assert [corpus.text(node) for node in range(corpus.info.articles)] == ["first", "third"]
    assert corpus.dropped["duplicate_title"] == 1


def test_a_title_of_one_letter_is_no_name_to_look_for(tmp_path):
    corpus = build(tmp_path, page("A", "x"))
    assert corpus.node("a") == 0
    assert corpus.entry(0).aliases == ()


def test_an_article_beats_a_redirect_of_its_title(tmp_path):
    corpus = build(tmp_path, redirect("A1", "B1"), page("A1", "[[B1]]"), page("B1", ""))
    assert corpus.node("A1") == 0
    assert "A1" not in corpus.entry(1).aliases


def test_lists_and_disambiguation_pages_are_excluded(corpus):
    excluded = [corpus.title(node) for node in range(corpus.info.articles) if corpus.graph.excluded[node]]
    assert excluded == ["List of rivers of Lesotho", "Pretorius (disambiguation)"]


def test_a_page_that_cannot_be_encoded_is_bad_not_fatal(tmp_path):
    corpus = build(tmp_path, page("A1", "x"), page("B1", "\ud800"), page(" ", "y"))
    assert corpus.info.bad == {"lone_surrogate": 1, "no_title": 1}
    assert corpus.info.articles == 1


def test_a_source_without_articles_is_the_users_mistake(tmp_path):
    with pytest.raises(UserError, match="holds no article: 1 bad pages"):
        build(tmp_path, BadPage("line 1", "cut_off"), redirect("A", "B"))


def test_the_number_of_workers_and_parts_changes_no_byte_but_the_index(tmp_path):
    alone = LocalCorpora(tmp_path / "one").build(ListReader(tuple(PAGES), size=5), workers=1)
    told: list[int] = []
    pool = LocalCorpora(tmp_path / "two").build(ListReader(tuple(PAGES), size=5), 2, told.append)
    hashes = [{k: v for k, v in c.file_hashes.items() if "search" not in k} for c in (alone, pool)]
    assert hashes[0] == hashes[1]
    assert told == sorted(told)
    assert told[-1] == alone.info.articles
    assert alone.search("highest mountain", 5) == pool.search("highest mountain", 5)


def test_a_second_build_only_opens(tmp_path):
    first = small_corpus(tmp_path)
    stamps = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")}
    assert small_corpus(tmp_path) is first
    assert {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")} == stamps


def test_a_changed_page_makes_another_corpus(tmp_path):
    first, second = build(tmp_path, page("A1", "x")), build(tmp_path, page("A1", "y"))
    assert first.info.key != second.info.key
    assert build(tmp_path, page("A1", "x"), language="de").info.key != first.info.key


class StoppedReader(ListReader):
    """The source breaks off after its first parts, as a killed build does."""

    def parts(self):
        yield from islice(super().parts(), 2)
        raise KeyboardInterrupt


def test_a_build_that_was_stopped_leaves_nothing_and_is_taken_up_again(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        LocalCorpora(tmp_path).build(StoppedReader(tuple(PAGES), size=5), workers=1)
    assert not [path for path in (tmp_path / "corpora").iterdir() if not path.name.startswith(".")]
    first = next((tmp_path / "corpora").glob(".*.building/parts/000000.pages.parquet"))
    made = first.stat().st_ino
    read: list[int] = []
    corpus = LocalCorpora(tmp_path).build(
        ListReader(tuple(PAGES), size=5), workers=1, on_pages=lambda pages: read.append(first.stat().st_ino)
    )
    assert set(read) == {made}
    assert check_corpus(tmp_path, corpus.info.key) == []
    assert not list((tmp_path / "corpora").glob(".*.building"))


def test_damage_to_any_file_is_found(tmp_path):
    corpus = small_corpus(tmp_path)
    with (corpus.folder / "targets.npy").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x7f")
    (corpus.folder / "aliases.parquet").unlink()
    assert [problem.split()[0] for problem in check_corpus(tmp_path, corpus.info.key)] == [
        "aliases.parquet",
        "targets.npy",
    ]
