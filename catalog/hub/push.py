"""Push: a version as one commit of a dataset repository of the Hub, tagged, with its card and what reads it back.

    push(catalog, "uni-edit@2", "alice/uni-edit")
    → {"repo": "alice/uni-edit", "revision": "77be…", "tag": "v2", "status": "pushed", "files_sent": 4, …}

The version is exported below `work/push`, and only what differs from the repository's head is sent; files that an
earlier push left and this one doesn't have are removed, and files of others are never touched. Killed at any moment,
the same push again finishes: what was uploaded is there by its hash, the commit is all or nothing, and the tag comes
after it. Pushed twice, the second time sends nothing.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthloom.catalog.contamination.report import lines
from synthloom.catalog.exports.cards.card import HERE
from synthloom.catalog.exports.export import export
from synthloom.catalog.exports.folder import CARD, MANIFEST
from synthloom.catalog.exports.formats.llama_factory import REGISTRY, for_hub
from synthloom.catalog.exports.provenance import check_secrets
from synthloom.catalog.hub.access import AGAIN, Stale, check_name, find_token
from synthloom.catalog.hub.changes import Changes, changes, listed
from synthloom.catalog.hub.checks import check_licences, check_place, check_replaced
from synthloom.catalog.hub.remote import Head, Remote
from synthloom.catalog.versions import Version, resolve
from synthloom.schemas.errors import RunFailed, UserError

if TYPE_CHECKING:
    from huggingface_hub import CommitOperationAdd

ATTEMPTS = 5
"""Of a commit, each after somebody else's came between."""
Tell = Callable[[str], None]


def push(
    catalog: Path,
    reference: str,
    repo: str,
    *,
    formats: Sequence[str] | None = None,
    split: str = "all",
    settings: Mapping[str, str] | None = None,
    against: Sequence[Path] = (),
    public: bool = False,
    allow_unknown_licence: bool = False,
    replace: bool = False,
    message: str = "",
    dry_run: bool = False,
    tell: Tell = lambda line: None,
) -> dict[str, Any]:
    """Make a version a tagged revision of `repo`, and tell what was sent; with `dry_run`, what would be.

    `formats`, `split`, `settings` and `against` are `export`'s; `parquet`, the whole rows, is always a format.
    `replace` overwrites what was edited there or written by others, and moves a tag. `tell` gets lines of progress and
    warnings. Raises `UserError` for what the user has to mend, and `RunFailed` for a transfer that can be tried again.
    """
    from huggingface_hub import HfApi

    check_name(repo)
    version = resolve(catalog, reference)
    token = find_token()
    for warning in check_licences(version, split, allow_unknown_licence):
        tell(f"Warning: {warning}")
    remote = Remote(HfApi(endpoint=os.environ.get("HF_ENDPOINT"), token=token), repo, token)
    head = remote.head()
    check_place(remote, head, version, public, replace, tell)
    with _staging(catalog, version, repo) as folder:
        names = _with_whole_rows(version, formats)
        written = export(catalog, version.name, folder, names, split, settings, against, tell)
        for line in lines(written):
            tell(line)
        card = (folder / CARD).read_text().replace(HERE, repo)
        (folder / CARD).write_text(card)
        if (folder / REGISTRY).exists():
            (folder / REGISTRY).write_text(for_hub((folder / REGISTRY).read_text(), repo))
        check_secrets(folder, token)
        here = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        if dry_run:
            todo = _todo(remote, head, version, here, replace)[0] if head else Changes(sorted(here), [], [], [], [])
            private = head.private if head else not public
            return _report(version, remote, todo, here, head.sha if head else None, private) | {"status": "dry_run"}
        remote.check_card(card)
        if head is None:
            remote.create(private=not public)
        return _send(version, remote, here, message or _message(version), replace, tell)


def _send(
    version: Version, remote: Remote, here: Mapping[str, Path], message: str, replace: bool, tell: Tell
) -> dict[str, Any]:
    """Upload, commit, tag; again from the new head where somebody else's commit came between."""
    additions: dict[str, CommitOperationAdd] = {}
    for _ in range(ATTEMPTS):
        head = remote.head()
        if head is None:
            raise RunFailed(f"{remote.repo} was there and is gone; {AGAIN}")
        todo, revision = _todo(remote, head, version, here, replace)
        if not revision:
            try:
                revision = _commit(remote, head, todo, here, additions, message, tell)
            except Stale:
                tell("Somebody else's commit came between; comparing again …")
                continue
        made = _tag(remote, version, head, revision)
        report = _report(version, remote, todo, here, revision, head.private)
        return report | {"status": "pushed" if todo.send or todo.remove or made else "unchanged"}
    raise RunFailed(f"others committed to {remote.repo} {ATTEMPTS} times while this was sent; {AGAIN}")


def _todo(remote: Remote, head: Head, version: Version, here: Mapping[str, Path], replace: bool) -> tuple[Changes, str]:
    """What is to be sent, and the revision that has all of it where its tag does. Raises `UserError`."""
    tagged = head.tags.get(f"v{version.version}")
    otherwise = _differences(remote, tagged, here) if tagged else []
    if tagged and not otherwise:
        return Changes([], sorted(here), [], [], []), tagged
    todo = _compare(remote, head, here)
    check_replaced(remote, version, todo, otherwise, replace)
    return todo, ""


def _commit(
    remote: Remote,
    head: Head,
    todo: Changes,
    here: Mapping[str, Path],
    additions: "dict[str, CommitOperationAdd]",
    message: str,
    tell: Tell,
) -> str:
    """The head that has everything; `additions` remembers what was uploaded, for the next attempt."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    if not todo.send and not todo.remove:
        return head.sha
    for path in todo.send:
        if path not in additions:
            additions[path] = CommitOperationAdd(path, here[path])
    sent, size = 0, sum(here[path].stat().st_size for path in todo.send)
    for batch in remote.upload([additions[path] for path in todo.send]):
        sent += sum(here[path].stat().st_size for path in batch)
        tell(f"{sent / 1e6:>10,.1f} of {size / 1e6:,.1f} MB sent, up to {batch[-1]}")
    removals = [CommitOperationDelete(path, is_folder=False) for path in todo.remove]
    return remote.commit([*(additions[path] for path in todo.send), *removals], head.sha, message)


def _compare(remote: Remote, head: Head | None, here: Mapping[str, Path]) -> Changes:
    """What the repository's head lacks."""
    if head is None:
        return changes(here, {}, set())
    there = remote.tree(head.sha)
    manifest = remote.manifest(head.sha, there)
    ours = {*listed(manifest), MANIFEST} if manifest else set()
    before = head.tags.get(f"v{manifest.get('version')}") if manifest else None
    return changes(here, there, ours, remote.tree(before) if before else None)


def _differences(remote: Remote, revision: str, here: Mapping[str, Path]) -> list[str]:
    """The paths by which a revision is another push than this one."""
    there = remote.tree(revision)
    found = changes(here, there, listed(remote.manifest(revision, there)))
    return [*found.send, *found.remove]


def _tag(remote: Remote, version: Version, head: Head, revision: str) -> bool:
    """The version's tags at this revision; whether one was made. The catalog's other tags follow their version."""
    made = False
    ours = {sha for name, sha in head.tags.items() if name[:1] == "v" and name[1:].isdecimal()}
    for name in (f"v{version.version}", *version.tags):
        at = head.tags.get(name)
        if at != revision and (name == f"v{version.version}" or at is None or at in ours):
            remote.tag(name, revision, move=at is not None)
            made = True
    return made


def _with_whole_rows(version: Version, formats: Sequence[str] | None) -> list[str] | None:
    return None if formats is None else list(dict.fromkeys([*formats, "parquet"]))


def _message(version: Version) -> str:
    return f"{version.name}: {version.rows:,} rows\n\ncontent {version.content_hash}, recipe {version.fingerprint}"


def _report(
    version: Version, remote: Remote, todo: Changes, here: Mapping[str, Path], revision: str | None, private: bool
) -> dict[str, Any]:
    return {
        "dataset": version.dataset,
        "version": version.version,
        "repo": remote.repo,
        "url": remote.url,
        "revision": revision,
        "tag": f"v{version.version}",
        "files_sent": len(todo.send),
        "bytes_sent": sum(here[path].stat().st_size for path in todo.send),
        "files_unchanged": len(todo.unchanged),
        "removed": todo.remove,
        "private": private,
    }


@contextmanager
def _staging(catalog: Path, version: Version, repo: str) -> Iterator[Path]:
    """An empty folder for one push of a version to a repository at a time."""
    key = hashlib.sha256(repo.encode()).hexdigest()[:8]
    folder = catalog / "work" / "push" / f"{version.dataset}-{version.version}-{key}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(f"{version.name} is being pushed to {repo} by another process; wait for it") from error
        shutil.rmtree(folder, ignore_errors=True)  # what a killed push left
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
