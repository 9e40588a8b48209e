"""What a load reads, as a folder here: an export as it lies, or of a repository of the Hub the whole rows alone.

fetched("alice/uni-edit@v2") → Fetched(folder=~/.cache/huggingface/hub/…/snapshots/77be…, revision="77be…")
fetched("exported") → Fetched(folder=exported, revision="")
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from synthloom.catalog.exports.folder import MANIFEST
from synthloom.catalog.exports.provenance import FILE
from synthloom.catalog.hub.access import GET_ONE, check_name, told
from synthloom.schemas.errors import UserError

WANTED = (MANIFEST, FILE, "data/parquet/*")
ADDRESS = re.compile(r"(?:hf://datasets/([^@\s]+?)/?|([^./~\s@][^/\s@]*/[^/\s@]+))(?:@(.+))?")
"""A repository, and the revision named with it."""
NOT_OURS = f"{{}} wasn't written by `synthloom push` or `synthloom export`: it has no {MANIFEST}"
NO_TOKEN = "\0"
"""Stands in no message, so nothing is taken out of one."""


@dataclass(frozen=True)
class Fetched:
    """A folder with `synthloom.json` and whole rows; the commit it is of, where it is of one."""

    folder: Path
    revision: str


def fetched(source: str, revision: str | None = None) -> Fetched:
    """Find or download what a load reads. Raises `UserError`, and `RunFailed` where the network or the Hub fails."""
    if Path(source).is_dir():
        if revision:
            raise UserError(f"{source} is a folder and has no revision {revision!r}; leave --revision out")
        return Fetched(Path(source), "")
    address = ADDRESS.fullmatch(source)
    if address is None or Path(source).exists():
        raise UserError(
            f"{source} is no folder of an export; expected one, or a dataset of the Hub as OWNER/NAME, "
            "OWNER/NAME@REVISION or hf://datasets/OWNER/NAME@REVISION"
        )
    repo, named = address[1] or address[2], address[3]
    if revision and named:
        raise UserError(f"{source} names a revision and --revision {revision} another; give one of them")
    check_name(repo)
    return _download(repo, revision or named)


def _download(repo: str, revision: str | None) -> Fetched:
    from huggingface_hub import HfApi, get_token, snapshot_download
    from huggingface_hub.errors import RepositoryNotFoundError, RevisionNotFoundError

    token = get_token()
    with told(f"load {repo}", token or NO_TOKEN):
        try:
            api = HfApi(endpoint=os.environ.get("HF_ENDPOINT"), token=token or False)
            # Asked first: without a network, a download by name gives what was downloaded last, whatever is newest.
            info = api.dataset_info(repo, revision=revision)
            if MANIFEST not in {file.rfilename for file in info.siblings or ()}:
                raise UserError(NOT_OURS.format(repo))
            commit = str(info.sha)
            folder = snapshot_download(
                repo,
                repo_type="dataset",
                revision=commit,
                allow_patterns=list(WANTED),
                endpoint=api.endpoint,
                token=api.token,
            )
        except RevisionNotFoundError:
            raise UserError(
                f"{repo} has no revision {revision!r}; expected a branch, a commit or a tag, such as v1"
            ) from None
        except RepositoryNotFoundError:
            seen = (
                "that this token may read"
                if token
                else f"that can be read without a token; if it is private, {GET_ONE}"
            )
            raise UserError(f"the Hub has no dataset {repo} {seen}") from None
    return Fetched(Path(folder), commit)
