"""A dataset repository of the Hub as a push needs it: its head, trees, tags, and commits that replace nothing unseen.

    remote = Remote(api, "alice/uni-edit", token)
    head = remote.head() → Head(sha="3f2a…", private=True, tags={"v1": "9c1f…"}), None where there is no repository
    remote.upload([CommitOperationAdd(…)]); remote.commit(operations, head.sha, "uni-edit@2") → "77be…"

Large files are uploaded before the commit, a batch at a time, and the Hub keeps them by their hash; so a killed push
sends again only the batch it was at. The commit is one, whatever the number of files: no reader sees half a version.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from synthloom.catalog.exports.folder import MANIFEST
from synthloom.catalog.hub.access import told
from synthloom.catalog.hub.changes import Stored

if TYPE_CHECKING:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

BATCH_BYTES, BATCH_FILES = 4 * 2**20, 100
"""Of one upload; a larger file is alone. What a killed push sends again at most, yet many small files at once.

One after the other, because configs hold the same pictures: what one upload has stored hf_xet doesn't send again in the
next, but does in the same. Two configs of 400 pairs take 5.0 MB so, and 9.8 MB at once.
"""


@dataclass(frozen=True)
class Head:
    """Where the main branch and the tags are."""

    sha: str
    private: bool
    tags: Mapping[str, str]


@dataclass(frozen=True)
class Remote:
    """A repository; its methods raise `UserError`, `RunFailed` or `Stale`."""

    api: "HfApi"
    repo: str
    token: str

    @property
    def url(self) -> str:
        """Its page."""
        return f"{self.api.endpoint}/datasets/{self.repo}"

    def head(self) -> Head | None:
        """Its state; None where there is no such repository, or none that the token may see."""
        from huggingface_hub.errors import RepositoryNotFoundError

        with told(f"read {self.repo}", self.token):
            try:
                info = self.api.dataset_info(self.repo)
            except RepositoryNotFoundError as error:
                if error.response.status_code == 401:
                    raise
                return None
            refs = self.api.list_repo_refs(self.repo, repo_type="dataset")
        tags = {tag.name: tag.target_commit for tag in refs.tags}
        return Head(str(info.sha), bool(info.private), tags)

    def create(self, private: bool) -> None:
        """Make it."""
        with told(f"make the repository {self.repo}", self.token):
            self.api.create_repo(self.repo, repo_type="dataset", private=private, exist_ok=True)

    def tree(self, revision: str) -> dict[str, Stored]:
        """The files of a revision."""
        from huggingface_hub.hf_api import RepoFile

        with told(f"list the files of {self.repo}", self.token):
            found = self.api.list_repo_tree(self.repo, recursive=True, revision=revision, repo_type="dataset")
            return {
                file.path: Stored(file.size, file.blob_id, file.lfs.sha256 if file.lfs else "")
                for file in found
                if isinstance(file, RepoFile)
            }

    def manifest(self, revision: str, there: Mapping[str, Stored]) -> dict[str, Any]:
        """The `synthloom.json` of a revision that has these files; empty without one, or where it is something else."""
        if MANIFEST not in there:
            return {}
        with TemporaryDirectory() as folder, told(f"read {MANIFEST} of {self.repo}", self.token):
            found = self.api.hf_hub_download(
                self.repo, MANIFEST, repo_type="dataset", revision=revision, local_dir=folder
            )
            data = Path(found).read_bytes()
        try:
            manifest = json.loads(data)
        except ValueError:
            return {}
        return manifest if isinstance(manifest, dict) else {}

    def check_card(self, card: str) -> None:
        """Ask the Hub whether a card's YAML is right; a commit with a wrong one fails after everything was sent."""
        from huggingface_hub import get_session
        from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]

        with told(f"give {self.repo} this card", self.token):
            answer = get_session().post(
                f"{self.api.endpoint}/api/validate-yaml",
                json={"content": card, "repoType": "dataset"},
                headers=build_hf_headers(token=self.token),
            )
            hf_raise_for_status(answer)

    def upload(self, additions: "Sequence[CommitOperationAdd]") -> Iterator[list[str]]:
        """Upload the large ones among these files; yields the paths of each batch when it is there."""
        for batch in batches(additions):
            with told(f"send files to {self.repo}", self.token):
                self.api.preupload_lfs_files(self.repo, batch, repo_type="dataset", free_memory=False)
            yield [one.path_in_repo for one in batch]

    def commit(
        self, operations: "Sequence[CommitOperationAdd | CommitOperationDelete]", parent: str, message: str
    ) -> str:
        """One commit onto `parent`: its hash. Raises `Stale` where that isn't the head any more."""
        with told(f"commit to {self.repo}", self.token):
            made = self.api.create_commit(
                self.repo,
                operations,
                commit_message=message.partition("\n")[0],
                commit_description=message.partition("\n")[2].strip(),
                repo_type="dataset",
                parent_commit=parent,
            )
        return made.oid

    def tag(self, name: str, revision: str, move: bool) -> None:
        """Make a tag; with `move`, in place of one of that name."""
        with told(f"tag {self.repo}", self.token):
            if move:
                self.api.delete_tag(self.repo, tag=name, repo_type="dataset")
            self.api.create_tag(self.repo, tag=name, revision=revision, repo_type="dataset")


def batches(additions: "Sequence[CommitOperationAdd]") -> "Iterator[list[CommitOperationAdd]]":
    """Files in uploads of at most `BATCH_FILES` and `BATCH_BYTES`; a larger file is alone."""
    batch: list[CommitOperationAdd] = []
    size = 0
    for one in additions:
        if batch and (len(batch) >= BATCH_FILES or size + one.upload_info.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.upload_info.size
    if batch:
        yield batch
