"""`synthloom tools`: what agents can call: listed, called by hand, or served to other agents over MCP."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from synthloom.printing import catalog_option, json_option, print_json, print_rows

if TYPE_CHECKING:
    from synthloom.generators.tools.session import LocalSession

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def command() -> None:
    """List, call or serve the tools that trajectories are made with."""


def _session_options(function: F) -> F:
    """What a session is made of."""
    options = (
        click.option(
            "--corpus", metavar="KEY|DATASET[@V]", default="", help="What to search: a corpus of the catalog."
        ),
        click.option(
            "--image",
            "images",
            multiple=True,
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            metavar="FILE",
            help="A picture to begin with; the first is img_1.",
        ),
        click.option(
            "--tool", "names", multiple=True, metavar="NAME", help="Offer only these.  [default: all but python]"
        ),
        click.option(
            "--backend", "backends", multiple=True, metavar="TOOL=BACKEND", help="What answers, as text_search=serper."
        ),
        click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=20.0, show_default=True),
        click.option("--config", type=click.Path(path_type=Path), help="Settings.  [default: ./synthloom.toml]"),
        catalog_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


@command.command("list")
@click.option("--paper", metavar="NAME", help="By the names, arguments and boxes of a paper.")
@json_option
def list_tools(paper: str | None, as_json: bool) -> None:
    """List the tools; with --json as the schemas that models are given."""
    from synthloom.generators.tools.aliases import papers, schemas_for
    from synthloom.generators.tools.offered import TOOLS
    from synthloom.schemas.errors import UserError

    if paper is not None and paper not in papers(TOOLS):
        raise UserError(f"no tool has a name in paper {paper!r}; known papers are {', '.join(papers(TOOLS))}")
    schemas = schemas_for(paper, TOOLS) if paper else [tool.schema() for tool in TOOLS]
    if as_json:
        print_json(schemas)
        return
    told = [schema["function"] for schema in schemas]
    rows = [
        {"tool": one["name"], "arguments": ", ".join(one["parameters"]["properties"]), "what": one["description"]}
        for one in told
    ]
    print_rows(rows)


@command.command("call")
@click.argument("name")
@click.argument("arguments", metavar="JSON", default="{}")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where new pictures are written.")
@json_option
@_session_options
def call_tool(name: str, arguments: str, out: Path | None, as_json: bool, **given: Any) -> None:
    """Call the tool NAME once with arguments as JSON. Exits 2 where it can't be called so, 1 where it fails."""
    from synthloom.schemas.errors import RunFailed, UserError
    from synthloom.schemas.tools import FAILURES

    session = _opener(**given)()
    returned = asyncio.run(session.call(name, arguments))
    files = _write(session, returned.images, out) if out else []
    if as_json:
        pictures = {ref: session.images[ref].model_dump() for ref in returned.images}
        told = {"tool": returned.tool, "text": returned.text, "error": returned.error, "images": pictures}
        print_json({**told, "files": files, "deterministic": returned.deterministic, "hash": returned.hash})
    elif returned.error not in FAILURES:
        click.echo("\n".join([returned.text, *files]))
    if returned.error in ("bad_arguments", "refused"):
        without = "" if given["corpus"] else " No --corpus was given." if returned.error == "refused" else ""
        raise UserError(f"{returned.text}{without}")
    if returned.error in FAILURES:
        raise RunFailed(returned.text)


@command.command("serve")
@click.option("--transport", type=click.Choice(("stdio", "http")), default="stdio", show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Any other than loopback lets others in.")
@click.option("--port", type=click.IntRange(0, 65535), default=8600, show_default=True, help="0 takes a free one.")
@_session_options
def serve_tools(transport: str, host: str, port: int, **given: Any) -> None:
    """Serve the tools over MCP; over HTTP at /mcp. Each MCP session starts anew with the same corpus and pictures."""
    from synthloom.generators.tools.mcp_server import serve_http, serve_stdio

    open_one = _opener(**given)
    open_one()  # what is wrong with the options is told now
    if transport == "stdio":
        asyncio.run(serve_stdio(open_one))
    else:
        asyncio.run(serve_http(open_one, host, port, lambda url: click.echo(f"listening {url}", err=True)))


def _opener(
    corpus: str,
    images: tuple[Path, ...],
    names: tuple[str, ...],
    backends: tuple[str, ...],
    timeout: float,
    config: Path | None,
    catalog: Path,
) -> "Callable[[], LocalSession]":
    """What opens a session as the options say. Raises `UserError`."""
    from synthloom.catalog.corpus.store import LocalCorpora
    from synthloom.catalog.media import LocalMedia
    from synthloom.engines.settings import load_settings
    from synthloom.flows.prepare import check_writable
    from synthloom.generators.tools.session import open_session
    from synthloom.schemas.errors import UserError
    from synthloom.schemas.media import BadImage
    from synthloom.schemas.tools import ToolSettings

    pairs = [tuple(entry.split("=", 1)) for entry in backends]
    if wrong := [entry for entry, pair in zip(backends, pairs, strict=True) if len(pair) != 2]:
        raise UserError(f"--backend {wrong[0]!r} can't be read; write TOOL=BACKEND, such as text_search=serper")
    settings, servers = ToolSettings(names=names, backends=pairs, timeout=timeout), load_settings(config)
    check_writable(catalog)
    media, key = LocalMedia(catalog), _corpus_key(catalog, corpus)
    pictures = []
    for path in images:
        try:
            pictures.append(media.put(path.read_bytes()))
        except BadImage as bad:
            raise UserError(
                f"--image {path} can't be used ({bad.reason}); give a picture, such as a PNG or JPEG"
            ) from None
    return lambda: open_session(media, LocalCorpora(catalog), catalog, key, pictures, settings, servers)


def _corpus_key(catalog: Path, named: str) -> str:
    """A corpus's key, given by itself or by a dataset whose rows name it. Raises `UserError`."""
    from synthloom.catalog import reader
    from synthloom.catalog.versions import resolve
    from synthloom.schemas.errors import UserError

    if not named or (named.isalnum() and (catalog / "corpora" / named).is_dir()):
        return named
    keys = dict.fromkeys(row.get("corpus") or "" for row in reader.rows(resolve(catalog, named), 0))
    keys.pop("", None)
    if len(keys) != 1:
        said = (
            f"name {len(keys)} corpora: {', '.join(keys)}; give one of these" if keys else "name no corpus; give a key"
        )
        raise UserError(f"the rows of {named} {said}")
    return str(next(iter(keys)))


def _write(session: "LocalSession", refs: tuple[str, ...], out: Path) -> list[str]:
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for ref in refs:
        media = session.images[ref]
        file = out / f"{ref}{Path(media.path).suffix}"
        file.write_bytes(session.media.read(media))
        files.append(str(file))
    return files
