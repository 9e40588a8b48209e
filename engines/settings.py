"""Where models answer: `synthloom.toml`, or OPENAI_BASE_URL and OPENAI_API_KEY for a model without an entry.

    [engines."Qwen/Qwen3-VL-8B-Instruct"]
    base_url = "http://gpu-7:8000/v1"
    concurrency = 64
    price_in = 0.2          # USD per million tokens

Nothing in here can change an answer, so nothing in here is part of a recipe's fingerprint or of a call's key. A model's
revision can, so it is declared in the name: `--model judge=Qwen/Qwen3-VL-8B-Instruct@0c351dd`.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synthloom.schemas.errors import UserError

DEFAULT_FILE = "synthloom.toml"
OPENAI_ADDRESS = "https://api.openai.com/v1"

PerMinute = Annotated[int, Field(gt=0)] | None
Price = Annotated[float, Field(ge=0, allow_inf_nan=False)] | None


class EngineSettings(BaseModel):
    """How one model is reached, limited and paid."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = Field("", pattern=r"^$|^https?://[^@?#\s]+$")
    """The address up to `/v1`, which errors repeat, so without a secret. Empty: OPENAI_BASE_URL, or OpenAI itself."""
    api_key_env: str = Field("", pattern=r"^$|^[A-Za-z_][A-Za-z0-9_]*$")
    """The environment variable that holds the key. Empty with an own `base_url`: the server needs none."""
    served_as: str = ""
    """What the server calls the model, where that isn't its full name."""
    concurrency: int = Field(16, ge=1, le=1000)
    requests_per_minute: PerMinute = None
    tokens_per_minute: PerMinute = None
    price_in: Price = None
    """USD per million tokens."""
    price_out: Price = None
    timeout_seconds: float = Field(300, gt=0)

    def key(self, model: str) -> str:
        """The secret itself; empty where none is needed."""
        if not self.api_key_env:
            return ""
        if not (key := os.environ.get(self.api_key_env, "").strip()):
            raise UserError(
                f"model {model} needs the key in ${self.api_key_env}, which is not set: export it, or change "
                f"api_key_env of its engine in {DEFAULT_FILE}"
            )
        return key


class Settings(BaseModel):
    """The whole of `synthloom.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engines: dict[str, EngineSettings] = {}

    def engine(self, model: str, role: str) -> EngineSettings:
        """What answers for a model, address and key variable filled in. Raises `UserError` where nothing does."""
        entry = self.engines.get(model) or self.engines.get(model.partition("@")[0])
        if entry is not None and entry.base_url:
            return entry
        address, key = os.environ.get("OPENAI_BASE_URL", "").strip(), os.environ.get("OPENAI_API_KEY", "")
        if not address and not key and not (entry and entry.api_key_env):
            raise UserError(
                f"model {model} is named for role {role} but no engine answers for it: add "
                f'[engines."{model}"] with base_url to {DEFAULT_FILE}, or set OPENAI_BASE_URL or OPENAI_API_KEY'
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
        raise UserError(f"{path} is not valid TOML: {error}; see the README for an example") from None
    except ValidationError as error:
        raise UserError(f"{path}: {_first_problem(error)}") from None


def _first_problem(error: ValidationError) -> str:
    """One sentence: the key, what is wrong with it, what is allowed. Never the value: it may be a pasted secret."""
    first = error.errors(include_input=False)[0]
    place = [str(part) for part in first["loc"]]
    if first["type"] != "extra_forbidden":
        if place[-1:] == ["api_key_env"]:
            return f"{'.'.join(place)} must be the name of an environment variable, not the key itself"
        return f"{'.'.join(place)}: {first['msg'].lower()}; mend that value"
    allowed = Settings.model_fields if len(place) == 1 else EngineSettings.model_fields
    return f"unknown key {'.'.join(place)}; allowed there: {', '.join(allowed)}"
