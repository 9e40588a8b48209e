"""Access: the token, and what the Hub's refusals mean, as one sentence each that never holds the token.

find_token() → "hf_…", from $HF_TOKEN or the saved login
with told("push to alice/set", token): …    HTTP 403 → UserError "can't push to alice/set: the token may not …"
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from synthloom.schemas.errors import RunFailed, UserError

GET_ONE = "make one that may write at https://huggingface.co/settings/tokens, then set HF_TOKEN or run `hf auth login`"
TOKEN = re.compile(r"[!-~]+")
AGAIN = "run the same command again, it goes on from there"
LONGEST = 300


class Stale(Exception):
    """Somebody else's commit came between."""


def find_token() -> str:
    """The user's token. Raises `UserError` where there is none."""
    from huggingface_hub import get_token

    token = get_token()
    if not token:
        raise UserError(f"there is no Hugging Face token: {GET_ONE}")
    if not TOKEN.fullmatch(token):
        raise UserError(f"what HF_TOKEN or the saved login holds can't be a token (it has blanks in it): {GET_ONE}")
    return token


def check_name(repo: str) -> None:
    """Raise `UserError` for what can't name a dataset repository."""
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    try:
        validate_repo_id(repo)
    except HFValidationError:
        pass
    else:
        if repo.count("/") == 1:
            return
    raise UserError(
        f"{repo!r} can't name a repository: expected OWNER/NAME of letters, digits, '-', '_' and '.', such as "
        "alice/my-data, where the owner is a user or an organisation of the Hub"
    )


@contextmanager
def told(what: str, token: str) -> Iterator[None]:
    """Turns what the Hub, the network and hf_xet raise into `UserError`, `RunFailed` or `Stale`.

    Nothing is chained to them: a server or a proxy may have repeated the token in its answer.
    """
    from huggingface_hub.errors import HfHubHTTPError, HTTPError  # type: ignore[attr-defined]

    try:
        yield
    except HfHubHTTPError as error:
        status = error.response.status_code if error.response is not None else 0
        said = _short(error.server_message or str(error), token)
        raise _refusal(what, status, said) from None
    except HTTPError as error:
        said = f"{type(error).__name__}: {_short(str(error), token)}"
        raise RunFailed(
            f"can't {what}: no answer from {_endpoint()} ({said}); check the network, then {AGAIN}"
        ) from None
    except (OSError, RuntimeError, ValueError) as error:
        said = _short(f"{error.__cause__ or error}", token)
        raise RunFailed(f"can't {what}: {type(error).__name__}: {said}; {AGAIN}") from None


def _endpoint() -> str:
    from huggingface_hub.constants import ENDPOINT

    return os.environ.get("HF_ENDPOINT") or ENDPOINT


def _refusal(what: str, status: int, said: str) -> Exception:
    match status:
        case 401:
            return UserError(f"can't {what}: the Hub doesn't know the token (401), it may have expired; {GET_ONE}")
        case 403:
            return UserError(
                f"can't {what}: the token may not write there (403: {said}); use one with write access to that "
                "owner's repositories, or push to an owner of your own"
            )
        case 404:
            return UserError(f"can't {what}: the Hub knows no such place (404: {said}); check the name and the token")
        case 412:
            return Stale(said)
        case 408 | 409 | 429:
            return RunFailed(f"can't {what}: the Hub is busy ({status}: {said}); {AGAIN}")
        case _ if 400 <= status < 500:
            return UserError(f"can't {what}: the Hub refuses it ({status}: {said})")
        case _:
            return RunFailed(f"can't {what}: the Hub failed ({status}: {said}); {AGAIN}")


def _short(text: str, token: str) -> str:
    return " ".join(text.replace(token, "…").split())[:LONGEST]
