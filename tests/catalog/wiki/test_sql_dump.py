import gzip
import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.sources.wiki.sql_dump import SqlDumpReader
from synthloom.catalog.sources.wiki.sql_ids import IdTitles
from synthloom.catalog.sources.wiki.sql_rows import read_sql, text_of
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Link

HEAD = "-- MySQL dump 10.19  Distrib 10.3.38-MariaDB\n/*!40101 SET NAMES utf8mb4 */;\nDROP TABLE IF EXISTS `{0}`;\n"
PAGE = """CREATE TABLE `page` (
  `page_id` int(8) unsigned NOT NULL AUTO_INCREMENT,
  `page_namespace` int(11) NOT NULL DEFAULT 0,
  `page_title` varbinary(255) NOT NULL DEFAULT '',
  `page_is_redirect` tinyint(1) unsigned NOT NULL DEFAULT 0,
  `page_is_new` tinyint(1) unsigned NOT NULL DEFAULT 0,
  `page_random` double unsigned NOT NULL DEFAULT 0,
  `page_latest` int(8) unsigned NOT NULL DEFAULT 0,
  `page_content_model` varbinary(32) DEFAULT NULL,
  PRIMARY KEY (`page_id`)
) ENGINE=InnoDB DEFAULT CHARSET=binary;
"""
ROWS = r"""INSERT INTO `page` VALUES (10,0,'AccessibleComputing',1,0,0.33,1002,'wikitext'),
(12,0,'Anarchism',0,0,7.8e-05,1003,NULL),(13,1,'Talk',0,0,0.1,1,NULL);
/*!40000 ALTER TABLE `page` ENABLE KEYS */;
INSERT INTO `page` VALUES (25,0,'L\'Aquila_\"x\",(y)',0,0,0.5,1004,'wikitext'),(30,0,'Zürich',0,1,0.2,1005,'wikitext');
"""
TARGET = """CREATE TABLE `linktarget` (
  `lt_id` bigint(20) unsigned NOT NULL,
  `lt_namespace` int(11) NOT NULL,
  `lt_title` varbinary(255) NOT NULL
);
INSERT INTO `linktarget` VALUES (1,0,_binary 'Anarchism'),(2,0,0x5AC3BC72696368),(3,14,'People'),
(4,0,'L\\'Aquila_\\"x\\",(y)');
"""
LINKS = """CREATE TABLE `pagelinks` (
  `pl_from` int(8) unsigned NOT NULL,
  `pl_from_namespace` int(11) NOT NULL,
  `pl_target_id` bigint(20) unsigned NOT NULL
);
INSERT INTO `pagelinks` VALUES
(10,0,1),
(12,0,2),
(12,0,3),
(12,0,4),
(13,1,1),
(30,0,1);
"""


@pytest.fixture
def dump(tmp_path):
    def write(table, text, prefix="ltgwiki-20250501-", pack=False):
        data = (HEAD.format(table) + text).encode()
        name = f"{prefix}{table}.sql{'.gz' if pack else ''}"
        (tmp_path / name).write_bytes(gzip.compress(data) if pack else data)
        return tmp_path

    write("page", PAGE + ROWS, pack=True)
    write("linktarget", TARGET)
    write("pagelinks", LINKS)
    return write


def read(folder):
    return [page for part in SqlDumpReader(folder).parts() for page in pickle.loads(pickle.dumps(part)).pages()]


def test_pages_links_and_redirects_of_the_newer_tables(dump):
    pages = read(dump("pagelinks", LINKS))
    assert [page.title for page in pages] == ["AccessibleComputing", "Anarchism", 'L\'Aquila "x",(y)', "Zürich"]
    assert pages[0].redirect == "Anarchism"
    assert pages[1].links == (Link("Zürich", -1, -1), Link('L\'Aquila "x",(y)', -1, -1))
    assert (pages[3].page_id, pages[3].revision, pages[3].links) == (30, 1005, (Link("Anarchism", -1, -1),))


def test_the_older_pagelinks_has_titles_in_it(dump):
    old = LINKS.replace(
        "`pl_target_id` bigint(20) unsigned", "`pl_namespace` int(11) NOT NULL,\n  `pl_title` varbinary(255)"
    )
    old = old[: old.index("INSERT")] + "INSERT INTO `pagelinks` VALUES (12,0,0,'Zürich'),(12,0,14,'People');\n"
    pages = read(dump("pagelinks", old))
    assert pages[1].links == (Link("Zürich", -1, -1),)


def test_redirects_and_props_are_taken_from_their_tables(dump):
    dump(
        "redirect",
        """CREATE TABLE `redirect` (
  `rd_from` int,
  `rd_namespace` int,
  `rd_title` varbinary(255),
  `rd_interwiki` varbinary(32)
);
INSERT INTO `redirect` VALUES (10,0,'Computer_accessibility',NULL);
""",
    )
    folder = dump("page_props", """CREATE TABLE `page_props` (
  `pp_page` int,
  `pp_propname` varbinary(60),
  `pp_value` blob,
  `pp_sortkey` float
);
INSERT INTO `page_props` VALUES (12,'wikibase-shortdesc','Political\\nphilosophy',NULL),(30,'disambiguation','',NULL);
""")  # fmt: skip
    pages = read(folder)
    assert pages[0].redirect == "Computer accessibility"
    assert pages[1].short_description == "Political\nphilosophy"
    assert [page.disambiguation for page in pages] == [False, False, False, True]


def test_name_language_and_licence_come_from_the_dumps_name(dump):
    reader = SqlDumpReader(dump("pagelinks", LINKS))
    assert (reader.name, reader.language, reader.licence) == ("ltgwiki-20250501", "ltg", "CC-BY-SA-4.0")


@pytest.mark.parametrize("cut", range(20, 300, 40))
def test_a_cut_table_gives_what_came_before_and_a_count(dump, cut):
    pages = read(dump("page", (PAGE + ROWS)[: len(PAGE) + cut], prefix="cut-"))
    whole = read(dump("page", PAGE + ROWS, prefix="cut-"))
    good = [page for page in pages if not isinstance(page, BadPage)]
    assert all(page.title in {page.title for page in whole} for page in good)


def test_a_broken_statement_is_counted_and_the_next_one_is_read(tmp_path):
    path = tmp_path / "t.sql"
    path.write_text(
        "CREATE TABLE `t` (\n  `a` int,\n  `b` int\n);\n"
        "INSERT INTO `t` VALUES (1,2),(3,'x;\nINSERT INTO `t` VALUES (5,6);\n"
    )
    first, bad, last = read_sql(path, "t", ("a", "b"))
    assert (first, last) == ((b"1", b"2"), (b"5", b"6"))
    assert bad.reason == "broken_insert"


def test_titles_that_are_no_utf8_are_counted(tmp_path, dump):
    folder = dump("linktarget", TARGET)
    path = next(folder.glob("*linktarget.sql"))
    path.write_bytes(path.read_bytes().replace(b"_binary 'Anarchism'", b"'Anar\xff\xfechism'"))
    assert [page.reason for page in read(folder) if isinstance(page, BadPage)][:1] == ["not_utf8"]


def test_a_folder_without_links_is_refused(tmp_path):
    (tmp_path / "page.sql").write_text("")
    with pytest.raises(UserError, match=r"lacks pagelinks\.sql"):
        SqlDumpReader(tmp_path).name  # noqa: B018


def test_a_table_without_the_columns_is_refused(tmp_path):
    (tmp_path / "t.sql").write_text("CREATE TABLE `t` (\n  `a` int\n);\nINSERT INTO `t` VALUES (1);\n")
    with pytest.raises(UserError, match="lacks b"):
        list(read_sql(tmp_path / "t.sql", "t", ("a", "b")))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=20))
def test_any_text_is_read_back_as_mysqldump_escapes_it(tmp_path_factory, texts):
    escapes = {"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\0": "\\0", "\x1a": "\\Z"}
    rows = ",".join(f"({n},'{''.join(escapes.get(c, c) for c in text)}')" for n, text in enumerate(texts))
    path = tmp_path_factory.mktemp("sql") / "t.sql"
    path.write_bytes(f"CREATE TABLE `t` (\n  `a` int,\n  `b` blob\n);\nINSERT INTO `t` VALUES {rows};\n".encode())
    assert [text_of(row[1]) for row in read_sql(path, "t", ("a", "b"))] == texts


@given(st.lists(st.tuples(st.integers(0, 50), st.text(max_size=5)), max_size=40))
def test_titles_are_found_by_id_whatever_their_order(entries):
    store = IdTitles()
    expected = {}
    for number, title in entries:
        title = title.encode("utf-8", "replace").decode()
        store.add(number, title)
        expected.setdefault(number, title)
    assert dict(store.items()) == expected
    assert all(store.get(number) == expected.get(number) for number in range(52))


def test_huge_lines_and_broken_ends_take_linear_time(tmp_path):
    rows = ",".join(f"({n},'Some title, (with) marks \\'{n}')" for n in range(200_000))
    path = tmp_path / "t.sql"
    path.write_text(
        f"CREATE TABLE `t` (\n  `a` int,\n  `b` blob\n);\nINSERT INTO `t` VALUES {rows},(7,'{'((' * 1_000_000}"
    )
    start = time.perf_counter()
    read_rows = list(read_sql(path, "t", ("a", "b")))
    assert len(read_rows) == 200_001
    assert path.stat().st_size / (time.perf_counter() - start) > 5_000_000
