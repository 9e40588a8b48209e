"""Tools answered from outside, by a server that fails as servers do."""

import asyncio
import dataclasses
import json
import sqlite3
import time
from collections import Counter

import pytest
from fake_server import FakeServer
from faulty_tool_server import BACKENDS, KEY, FaultyToolServer
from PIL import Image
from small_corpus import small_corpus
from step_context import StepContext

from synthloom.catalog.media import LocalMedia
from synthloom.engines.online import tool_http
from synthloom.engines.settings import Settings
from synthloom.flows.context import check_servers
from synthloom.generators.tools.online import check_backends
from synthloom.generators.tools.online_addresses import check_address
from synthloom.schemas.errors import UserError
from synthloom.schemas.tools import Returned, ToolError, ToolSettings


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(tool_http, "RETRY_DELAYS", (0.02, 0.02))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return small_corpus(tmp_path_factory.mktemp("corpus"))


def calls(context: StepContext, settings: Settings, *asked: tuple[str, dict], timeout=1.5, backends=BACKENDS):
    """What a session says to calls, one after another."""
    session = dataclasses.replace(context, servers=settings).session(
        "", [], ToolSettings(backends=backends, timeout=timeout)
    )

    async def all_of_them() -> list[Returned]:
        return [await session.call(name, json.dumps(arguments)) for name, arguments in asked]

    return asyncio.run(all_of_them())


def search(query: str) -> tuple[str, dict]:
    return "text_search", {"queries": [query], "top_k": 2}


def visit(url: str, **others) -> tuple[str, dict]:
    return "visit", {"urls": [url], **others}


def test_a_search_looks_as_the_embedded_one(context, corpus):
    with FaultyToolServer(corpus, share=0) as server:
        (found,) = calls(context, server.settings(), search("Maseru largest city"))
    assert found.text.startswith('Results for "Maseru largest city":\n\n1. ')
    assert "(wiki://small/Maseru)\nMaseru is the capital" in found.text
    assert (found.error, found.deterministic) == (None, False)


def test_nothing_found_is_empty(context, corpus):
    with FaultyToolServer(corpus, share=0) as server:
        (found,) = calls(context, server.settings(), search("xyzzy"))
    assert (found.error, found.text) == ("empty", 'No results for "xyzzy".')


def test_a_page_is_shown_as_far_as_it_bears_on_the_goal(context, corpus):
    with FaultyToolServer(corpus, share=0) as server:
        goal, whole = calls(
            context,
            server.settings(),
            visit("wiki://small/Lesotho", goal="highest point"),
            visit("wiki://small/Lesotho", mode="full"),
        )
    assert goal.text.startswith("# Lesotho (wiki://small/Lesotho)\n\nLesotho, officially the Kingdom")
    assert "## Geography" in whole.text


def test_a_page_that_is_not_there_is_the_agents_mistake(context, corpus):
    with FaultyToolServer(corpus, share=0) as server:
        (page,) = calls(context, server.settings(), visit("wiki://small/Atlantis"))
    assert page.error == "bad_arguments"
    assert "can't be opened" in page.text


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("late", "timeout"), ("hang", "timeout"), ("500", "unavailable"), ("429", "unavailable"),
        ("garbage", "malformed"), ("half", "malformed"), ("closed", "malformed"), ("403", "refused"),
    ],
)  # fmt: skip
def test_every_fault_has_its_class_and_is_not_kept(context, corpus, fault, error):
    with FaultyToolServer(corpus, share=1, faults=(fault,), late=1.2) as server:
        begun = time.monotonic()
        for returned in calls(context, server.settings(timeout=0.2), search("Maseru"), visit("wiki://small/Maseru")):
            assert (returned.error, returned.images) == (error, ())
        assert time.monotonic() - begun < 4.5
        server.share = 0
        assert calls(context, server.settings(), search("Maseru"))[0].error is None


@pytest.mark.parametrize("fault", ["late", "500", "garbage", "half"])
def test_a_fault_that_passes_is_not_seen(context, corpus, fault):
    with FaultyToolServer(corpus, share=1, faults=(fault,), recover_after=2, late=1.0) as server:
        (found,) = calls(context, server.settings(timeout=0.2), search("Maseru"), timeout=5)
    assert found.error is None
    assert server.dealt[fault] == 2


def test_the_same_calls_meet_the_same_faults(context, corpus, tmp_path):
    asked = [search(corpus.title(node)) for node in range(corpus.info.articles)]
    told = []
    for _ in range(2):
        with FaultyToolServer(corpus, share=0.4, faults=("500", "garbage", "half"), seed=3) as server:
            told.append([(r.error, r.text) for r in calls(context, server.settings(expires_days=0), *asked)])
    assert told[0] == told[1]
    assert {error for error, _ in told[0]} == {None, "unavailable", "malformed"}


def test_an_answer_is_asked_for_once_in_a_catalog(context, corpus):
    with FaultyToolServer(corpus, share=0) as server:
        told = calls(context, server.settings(), search("Maseru"), search("Maseru"), visit("wiki://small/Maseru"))
        again = calls(context, server.settings(), search("Maseru"), visit("wiki://small/Maseru"))
    assert [told[0].text, told[2].text] == [returned.text for returned in again]
    assert set(server.asked.values()) == {1}


def test_no_key_reaches_an_observation_or_the_disk(context, corpus, monkeypatch):
    monkeypatch.setenv("SEARCH_KEY", KEY)
    with FaultyToolServer(corpus, share=0.5, faults=("403", "garbage"), key=KEY) as server:
        told = calls(context, server.settings(api_key_env="SEARCH_KEY"), *[search(word) for word in "abcdefgh"])
    assert Counter(returned.error for returned in told)["refused"]
    assert not [returned for returned in told if KEY in returned.text]
    rows = sqlite3.connect(context.media.root / "calls" / "tools.sqlite").execute("SELECT * FROM answers").fetchall()
    assert rows
    assert KEY not in repr(rows)
    assert server.url not in repr(rows)


def test_a_wrong_key_is_the_users_mistake(context, corpus, monkeypatch):
    monkeypatch.setenv("SEARCH_KEY", "wrong")
    with FaultyToolServer(corpus, share=0, key=KEY) as server, pytest.raises(UserError, match=r"\[tools.serper\].*key"):
        calls(context, server.settings(api_key_env="SEARCH_KEY"), search("Maseru"))


def test_a_server_that_never_was_there_is_the_users_mistake_and_one_that_goes_away_is_a_failed_call(context, corpus):
    with FaultyToolServer(corpus, share=0) as server:
        settings = server.settings(expires_days=0)
        assert calls(context, settings, search("Maseru"))[0].error is None
        server.share, server.faults = 1, ("closed",)  # a connection that stays open would be served on
        assert calls(context, settings, search("Maseru"))[0].error == "malformed"
    assert calls(context, settings, search("Maseru"))[0].error == "unavailable"
    nobody = {"base_url": "http://127.0.0.1:9"}
    down = Settings.model_validate({"tools": {"serper": nobody, "jina": nobody}})
    with pytest.raises(UserError, match=r"\[tools.serper\] at http://127.0.0.1:9.* can't be reached"):
        calls(context, down, search("Maseru"))


@pytest.mark.parametrize(
    ("pair", "tables", "said"),
    [
        (("text_search", "serper"), {}, r"serper is not set up; add a table \[tools.\"serper\"\]"),
        (("text_search", "serper"), {"serper": {"api_key_env": "NO_SUCH_KEY"}}, r"needs the key in \$NO_SUCH_KEY"),
        (("text_search", "jina"), {"jina": {}}, "jina can't answer for text_search, only for visit"),
        (("text_search", "bing"), {}, "of no kind there is"),
        (("text_serch", "openai"), {}, "no tool 'text_serch'"),
        (("ocr", "openai"), {"openai": {}}, "needs to know which model"),
        (("ocr", "mcp:eyes"), {"mcp:eyes": {}}, "needs an address"),
        (("visit", "jina"), {"jina": {"summariser": "serper"}}, "no openai entry"),
    ],
)
def test_what_is_not_set_up_is_told_before_the_first_row(pair, tables, said, monkeypatch):
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)

    @dataclasses.dataclass(frozen=True)
    class Step:
        settings: ToolSettings

    with pytest.raises(UserError, match=said):
        check_servers([Step(ToolSettings(backends=(pair,)))], Settings.model_validate({"tools": tables}))


def test_embedded_needs_no_settings():
    check_backends(ToolSettings(backends=(("visit", "embedded"), ("fetch_image", "web"))), Settings())


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x", "http://127.1/", "http://[::1]/", "http://169.254.169.254/latest", "http://localhost:8080/",
        "http://intranet/", "http://db.internal/", "http://10.0.0.3/", "file:///etc/passwd", "ftp://example.org/",
        "http://[::ffff:10.0.0.1]/", "https://",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(context, corpus, url):
    with FaultyToolServer(corpus, share=0) as server:
        told = calls(
            context,
            server.settings(),
            visit(url),
            ("fetch_image", {"url": url}),
            backends=(("visit", "jina"), ("fetch_image", "web")),
        )
    assert {returned.error for returned in told} == {"refused"}
    assert not server.asked


def test_a_title_is_an_address_where_there_is_a_wiki(context, corpus):
    with FaultyToolServer(corpus, share=0) as server:
        (without,) = calls(context, server.settings(), visit("Maseru"))
        here = StepContext(LocalMedia(corpus.folder.parents[1]), context.random, servers=server.settings())
        session = here.session(corpus.info.key, [], ToolSettings(backends=BACKENDS))
        page = asyncio.run(session.call("visit", '{"urls": ["Maseru"]}'))
    assert (without.error, page.error) == ("bad_arguments", None)
    assert page.text.startswith("# Maseru (wiki://small/Maseru)")


def test_an_agent_that_tries_again_may_succeed(context, corpus):
    asked = [search("Maseru")] * 12
    with FaultyToolServer(corpus, share=0.7, faults=("500",), seed=1) as server:
        errors = [returned.error for returned in calls(context, server.settings(expires_days=0), *asked)]
    assert {None, "unavailable"} == set(errors)


def test_a_hosted_reader_is_asked_for_names_that_nobody_here_knows():
    check_address("https://no-such-name.example/page", "https://r.jina.ai")


def test_pictures_are_listed_with_their_addresses(context, corpus):
    with FaultyToolServer(corpus, share=0) as server:
        (found,) = calls(context, server.settings(), ("image_search", {"query": "Lesotho"}))
    assert "1. Flag of Lesotho.svg (wiki://small/File:Flag_of_Lesotho.svg)" in found.text


def test_a_picture_without_a_public_address_is_not_searched_for(context, corpus):
    picture = context.media.put_image(Image.new("RGB", (40, 30), "red"))
    settings = ToolSettings(backends=(("visual_search", "serper"),))
    with FaultyToolServer(corpus, share=0) as server:
        for media_url, error in (("", "refused"), ("https://pictures.example/media", "empty")):
            servers = server.settings(media_url=media_url)
            session = dataclasses.replace(context, servers=servers).session("", [picture], settings)
            assert asyncio.run(session.call("visual_search", '{"image": "img_1"}')).error == error
        (asked,) = server.asked
    assert json.loads(asked.removeprefix("/lens "))["url"].startswith("https://pictures.example/media/")


def test_a_model_may_stand_in_for_any_tool(context):
    def script(asked):
        assert '"name": "text_search"' in asked.text
        return "EMPTY" if "xyzzy" in asked.text else "1. Lesotho loti: the currency"

    with FakeServer(script) as server:
        servers = Settings.model_validate({"tools": {"openai:big": {"base_url": server.url, "model": "fake-model"}}})
        told = calls(context, servers, search("currency"), search("xyzzy"), backends=(("text_search", "openai:big"),))
    assert [(returned.error, returned.text) for returned in told] == [
        (None, "1. Lesotho loti: the currency"),
        ("empty", "No results."),
    ]


def test_a_picture_is_shown_to_the_model_and_kept_by_its_content(context):
    seen = []

    def script(asked):
        seen.append(asked.images)
        return f"text {len(seen)}"

    pictures = [context.media.put_image(Image.new("RGB", (40, 30), color)) for color in ("red", "blue", "red")]
    with FakeServer(script) as server:
        servers = Settings.model_validate({"tools": {"openai": {"base_url": server.url, "model": "fake-model"}}})
        here = dataclasses.replace(context, servers=servers)
        session = here.session("", pictures, ToolSettings(backends=(("ocr", "openai"),)))
        told = [asyncio.run(session.call("ocr", f'{{"image": "img_{n}"}}')).text for n in (1, 2, 3)]
    assert told == ["text 1", "text 2", "text 1"]
    assert [len(images) for images in seen] == [1, 1]


def test_a_model_may_sum_up_pages(context, corpus):
    script = lambda asked: "3,482 m" if "Thabana" in asked.text else None  # noqa: E731
    with FakeServer(script) as model, FaultyToolServer(corpus, share=0) as server:
        tables = server.settings(summariser="openai").model_dump()["tools"]
        tables["openai"] = {"base_url": model.url, "model": "fake-model"}
        settings = Settings.model_validate({"tools": tables})
        (page,) = calls(context, settings, visit("wiki://small/Lesotho", goal="highest point"))
    assert 'On "highest point":\n3,482 m' in page.text


def test_the_readers_text_form_is_understood_and_html_is_not():
    from synthloom.engines.online.jina import _page
    from synthloom.engines.online.tool_http import Unreadable

    page = _page(b"Title: Lesotho\n\nURL Source: https://e.org/L\n\nMarkdown Content:\n# Lesotho\n\nA country.", "x")
    assert page == {"title": "Lesotho", "url": "https://e.org/L", "text": "# Lesotho\n\nA country."}
    with pytest.raises(Unreadable):
        _page(b"<!doctype html><title>Sign in</title>", "x")


def test_check_address_says_why():
    with pytest.raises(ToolError, match="not a public address"):
        check_address("http://192.168.0.1/router", "http://127.0.0.1:3000")


@pytest.mark.parametrize("url", ["http://[", "http://a..b.com/", f"http://{'a' * 70}.com/"])
def test_what_no_address_can_be_is_the_agents_mistake(url):
    with pytest.raises(ToolError) as caught:
        check_address(url, "http://127.0.0.1:3000")
    assert caught.value.error == "bad_arguments"


def test_half_of_a_surrogate_pair_in_a_page_is_replaced():
    read = tool_http.json_object(rb'{"data": {"content": "a \ud83d b \ud83d\ude00"}}')
    assert read["data"]["content"] == "a ? b \U0001f600"
