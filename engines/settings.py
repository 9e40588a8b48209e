"""Where models answer: `synthloom.toml`, or OPENAI_BASE_URL and OPENAI_API_KEY for a model without an entry.

    [engines."Qwen/Qwen3-VL-8B-Instruct"]
    base_url = "http://gpu-7:8000/v1"
    concurrency = 64
    price_in = 0.2          # USD per million tokens

    [tools.serper]          # what answers for tools from outside; see `ToolServer`
    api_key_env = "SERPER_API_KEY"

Nothing in here can change an answer, so nothing in here is part of a recipe's fingerprint or of a call's key. A model's
revision can, so it is declared in the name: `--model judge=Qwen/Qwen3-VL-8B-Instruct@0c351dd`.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from synthloom.engines.asking.model_name import read_name
from synthloom.schemas.errors import UserError

DEFAULT_FILE = "synthloom.toml"
OPENAI_ADDRESS = "https://api.openai.com/v1"

Address = Annotated[str, Field(pattern=r"^$|^https?://[^@?#\s]+$")]
"""Repeated in errors, so without a secret."""
Addresses = Annotated[tuple[Annotated[str, Field(pattern=r"^https?://[^@?#\s]+$")], ...], Field(min_length=1)]
KeyName = Annotated[str, Field(pattern=r"^$|^[A-Za-z_][A-Za-z0-9_]*$")]
PerMinute = Annotated[int, Field(gt=0)] | None
EngineKind = Literal["openai", "batch", "vllm", "vllm-offline"]
STARTED_BY_US = ("vllm", "vllm-offline")
"""Kinds that need no address."""
Price = Annotated[float, Field(ge=0, allow_inf_nan=False)] | None


class EngineSettings(BaseModel):
    """How one model is reached, limited and paid."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: EngineKind = "openai"
    """`openai`: an address. `batch`: an address' files and batches. `vllm`: a server started and watched by us.
    `vllm-offline`: `vllm.LLM` in this process."""
    base_url: Address | Addresses = ""
    """The address up to `/v1`, or several that serve the same model. Empty: OPENAI_BASE_URL, or OpenAI itself."""
    api_key_env: KeyName = ""
    """The environment variable that holds the key. Empty with an own `base_url`: the server needs none."""
    served_as: str = ""
    """What the server calls the model, where that isn't its full name."""
    concurrency: int = Field(16, ge=1, le=4096)
    """Calls at once, over all addresses; fewer while the server says it has too many."""
    requests_per_minute: PerMinute = None
    tokens_per_minute: PerMinute = None
    price_in: Price = None
    """USD per million tokens."""
    price_out: Price = None
    """USD per million tokens, reasoning included."""
    price_cached: Price = None
    """USD per million tokens that the server had in its prefix cache; None: as `price_in`."""
    timeout_seconds: float = Field(300, gt=0)
    """For a whole reply; with `stream` between two pieces of it."""
    stream: bool = False
    """Take replies in pieces: for gateways that cut connections on which nothing comes for a minute."""
    draws_at_once: bool = False
    """Ask for all draws of a question in one request (`n`), so that its prompt is paid once."""
    images: Literal["data", "path", "upload"] = "data"
    """How a picture is sent: in the request, as the path of a file that the server can read, or uploaded once."""
    command: tuple[str, ...] = ()
    """vllm: the program that serves; empty: `python -m vllm.entrypoints.openai.api_server` of this environment."""
    arguments: tuple[str, ...] = ()
    """vllm: further arguments of that program."""
    options: dict[str, Any] = {}
    """vllm-offline: arguments of `vllm.LLM`, such as `max_model_len`."""
    start_seconds: float = Field(900, gt=0)
    """vllm: how long a server may take until it is healthy."""
    batch_size: int = Field(10_000, ge=1, le=50_000)
    """batch, vllm-offline: requests in one batch at most."""
    batch_wait: float = Field(2.0, ge=0)
    """batch, vllm-offline: seconds without a new request after which what waits is sent."""
    poll_seconds: float = Field(15.0, gt=0)
    """batch: how often the server is asked how far it is."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses."""
        return (self.base_url,) if isinstance(self.base_url, str) else self.base_url

    def key(self, model: str) -> str:
        """The secret itself; empty where none is needed."""
        return _key(f"model {model}", self.api_key_env, "its engine")


class ToolServer(BaseModel):
    """What answers for tools from outside; its table has its kind's name: `serper`, `jina`, `web`, `openai`, `mcp`.

    A name of one's own may stand behind the kind (`mcp:maps`). An MCP server has a `url`, or a `command` to start it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: Address = ""
    """Empty: where the service itself is."""
    api_key_env: KeyName = ""
    """The environment variable that holds the key; empty: none is sent."""
    timeout: float = Field(10.0, gt=0)
    """Seconds for one attempt; the call as a whole has the rollout's `timeout`."""
    expires_days: float = Field(30.0, ge=0)
    """How long an answer is kept; 0: it isn't."""
    concurrency: int = Field(16, ge=1, le=1000)
    """Calls at once, in each process."""
    model: str = ""
    """openai: which model stands in for a tool, or sums up pages."""
    summariser: str = ""
    """jina: the `openai` entry that says what a page has on a goal; empty: its best passages are shown."""
    media_url: Address = ""
    """serper: where the catalog's `media` folder can be seen by all, for searching by picture."""
    url: Address = ""
    """mcp: a streamable HTTP address."""
    command: tuple[str, ...] = ()
    """mcp: a program and its arguments, spoken to over stdio."""
    tool: str = ""
    """mcp: what the server calls the tool; empty: as we do."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.url and self.command:
            raise ValueError("url and command exclude each other")
        return self

    def key(self, name: str) -> str:
        """The secret itself; empty where none is needed. Raises `UserError` where it isn't set."""
        return _key(f"[tools.{name}]", self.api_key_env, "that table")


def _key(who: str, variable: str, where: str) -> str:
    if not variable:
        return ""
    if not (key := os.environ.get(variable, "").strip()):
        raise UserError(
            f"{who} needs the key in ${variable}, which is not set: export it, or change api_key_env of {where} in "
            f"{DEFAULT_FILE}"
        )
    return key


class Settings(BaseModel):
    """The whole of `synthloom.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engines: dict[str, EngineSettings] = {}
    tools: dict[str, ToolServer] = {}

    def entry(self, model: str) -> EngineSettings | None:
        """A model's table, or that of its name without parameters, or without a revision too."""
        name = read_name(model)
        return self.engines.get(model) or self.engines.get(name.served) or self.engines.get(name.name)

    def engine(self, model: str, role: str) -> EngineSettings:
        """What answers for a model, address and key variable filled in. Raises `UserError` where nothing does."""
        entry = self.entry(model)
        if entry is not None and (entry.base_url or entry.engine in STARTED_BY_US):
            return entry
        address, key = os.environ.get("OPENAI_BASE_URL", "").strip(), os.environ.get("OPENAI_API_KEY", "")
        if not address and not key and not (entry and entry.api_key_env):
            add = "base_url to its table in" if entry else f'[engines."{read_name(model).served}"] with base_url to'
            raise UserError(
                f"model {model} is named for role {role} but no engine answers for it: add {add} {DEFAULT_FILE}, or "
                "set OPENAI_BASE_URL or OPENAI_API_KEY"
            )
        filled = {"base_url": address or OPENAI_ADDRESS}
        if key and not (entry and entry.api_key_env):
            filled["api_key_env"] = "OPENAI_API_KEY"
        try:
            return EngineSettings.model_validate((entry or EngineSettings()).model_dump() | filled)
        except ValidationError:  # the only value not yet checked is the address
            raise UserError(
                "OPENAI_BASE_URL is no address that can be used here; expected one such as http://gpu-7:8000/v1, "
                "without user, password, ? and #: put a key into OPENAI_API_KEY"
            ) from None


def load_settings(path: Path | None = None) -> Settings:
    """Read a settings file: the given one, or `./synthloom.toml` if there is one."""
    if path is None:
        path = Path(DEFAULT_FILE)
        if not path.exists():
            return Settings()
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UserError(f"cannot read the settings {path}: {error.strerror}; give --config a readable file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path} is not valid TOML: {error}; a model's name is quoted, as in "
            '[engines."Qwen/Qwen3-VL-8B-Instruct"]; see the README for an example'
        ) from None
    except ValidationError as error:
        raise UserError(f"{path}: {_first_problem(error)}") from None


def _first_problem(error: ValidationError) -> str:
    """One sentence: the key, what is wrong with it, what is allowed. Never the value: it may be a pasted secret."""
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    if first["type"] != "extra_forbidden":
        if place[-1:] == ["api_key_env"]:
            return f"{'.'.join(place)} must be the name of an environment variable, not the key itself"
        key = ".".join(place[:3])
        if place[2:3] == ["base_url"]:
            expected = "an address such as http://gpu-7:8000/v1 or a list of some, without user, password, ? and #"
        elif first["type"] == "tuple_type":
            expected = 'a list of words, such as ["--max-model-len", "8192"]'
        else:
            return f"{key}: {first['msg'].lower()}; mend that value"
        return f"{key} must be {expected}"
    entry = ToolServer if place[0] == "tools" else EngineSettings
    allowed = Settings.model_fields if len(place) == 1 else entry.model_fields
    quotes = ""
    if len(place) == 3 and place[0] == "engines" and isinstance(first["input"], dict):
        quotes = f'; a model\'s name with a dot is quoted: [engines."{place[1]}.{place[2]}"]'
    return f"unknown key {'.'.join(place)}; allowed there: {', '.join(allowed)}{quotes}"
