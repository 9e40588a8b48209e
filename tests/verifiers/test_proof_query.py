"""What a query compares with, and what it may not have."""

import pytest

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.verifiers.proof_query import Query, read_query


def test_constants_are_told_apart(corpus: LocalCorpus) -> None:
    query = (
        "SELECT title FROM pages WHERE NOT excluded AND (type IN ('lake', '') OR contains(said, ' deep ')) AND node IN "
        "(SELECT node FROM facts WHERE relation = 'depth' AND target >= 0 AND key <> '') ORDER BY title"
    )
    assert read_query(query, corpus) == Query((" deep ", "depth", ""), ("0",), ("lake", ""))


@pytest.mark.parametrize(
    "condition",
    [
        "type NOT IN ('lake', 'sea')",
        "type <> 'lake' AND type <> 'sea'",
        "NOT (type = 'lake' OR type IN ('sea'))",
        "node NOT IN (SELECT node FROM pages WHERE type = 'lake' OR type = 'sea')",
    ],
)
def test_a_kind_that_is_ruled_out_is_no_kind(corpus: LocalCorpus, condition: str) -> None:
    assert read_query(f"SELECT title FROM pages WHERE {condition}", corpus) == Query(("lake", "sea"), (), ())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT title FROM pages WHERE node IN (SELECT target FROM facts UNION SELECT node FROM facts)",
        "SELECT DISTINCT title FROM facts WHERE NOT (key <> 'a')",
        "SELECT title FROM pages INTERSECT SELECT source_title FROM links",
        "SELECT title FROM pages WHERE contains(' ' || said || ' ', ' a ') OR said LIKE '%a%'",
        "SELECT title FROM pages WHERE EXISTS (SELECT 1 FROM links WHERE target = node)",
    ],
)
def test_plain_selects_are_read(corpus: LocalCorpus, query: str) -> None:
    assert isinstance(read_query(query, corpus), Query)


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("SELECT title FROM pages LIMIT 1", "limit_modifier"),
        ("SELECT title FROM pages WHERE node IN (SELECT node FROM pages LIMIT 1)", "limit_modifier"),
        ("SELECT title FROM pages OFFSET 3", "limit_modifier"),
        ("SELECT 'Ray' AS title FROM pages", "selects no plain title"),
        ("SELECT title FROM (SELECT 'Ray' AS title)", "subquery"),
        ("SELECT title FROM (VALUES ('Ray')) t(title)", "subquery"),
        ("WITH w AS (SELECT 'Ray' AS title) SELECT title FROM w", "with"),
        ("WITH w AS (SELECT title FROM pages) SELECT title FROM pages", "with"),
        ("SELECT title FROM range(3) t(title)", "table_function"),
        ("SELECT title FROM read_text('/etc/passwd')", "table_function"),
        ("SELECT title FROM pages WHERE node IN (SELECT x FROM '/tmp/x.parquet')", "column x"),
        ("SELECT title FROM internal.pages", "table pages"),
        ("SELECT title FROM information_schema.tables", "table tables"),
        ("SELECT title FROM pages WHERE getenv('HOME') = 'x'", "function getenv"),
        ("SELECT title FROM pages WHERE title = current_user", "column current_user"),
        ("SELECT title FROM pages USING SAMPLE 1", "sample or qualify"),
        ("SELECT title FROM pages QUALIFY row_number() OVER () = 1", "sample or qualify"),
        ("SELECT title FROM pages WHERE title = $1", "parameter"),
        ("SELECT title FROM pages; SELECT title FROM pages", "2 statements"),
    ],
)
def test_anything_else_is_refused(corpus: LocalCorpus, query: str, fault: str) -> None:
    assert read_query(query, corpus) == fault


@pytest.mark.parametrize("query", ["", "SELECT", "DROP TABLE pages", "COPY pages TO '/tmp/x'", "SET threads = 1", "💥"])
def test_what_is_no_select_is_refused(corpus: LocalCorpus, query: str) -> None:
    assert isinstance(read_query(query, corpus), str)


def test_a_query_that_pairs_every_page_with_every_other_is_refused_before_it_runs(corpus: LocalCorpus) -> None:
    assert read_query("SELECT a.title FROM pages a, pages b, pages c, pages d", corpus) == "join"
