"""Where answers from the network are kept on this machine: beside a user's other caches, since they serve any catalog.

user_cache("wiki") → ~/.cache/synthloom/wiki; deleting it only means asking again
"""

import os
from pathlib import Path


def user_cache(kind: str) -> Path:
    """The folder of one kind of answers; `$XDG_CACHE_HOME` moves it."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "synthloom" / kind
