"""Checks: what must be so before rows are published, each told in a sentence of what to do.

check_licences(version, "all", allow_unknown=False) → ["1,390 rows of magicbrush are under CC-BY-ND-4.0, …"]
"""

from collections.abc import Callable, Sequence

from synthloom.catalog.exports.cards.licences import is_unknown, licensed, no_derivatives, non_commercial
from synthloom.catalog.hub.changes import Changes
from synthloom.catalog.hub.remote import Head, Remote
from synthloom.catalog.versions import Version
from synthloom.schemas.errors import UserError

SHOWN = 5


def check_licences(version: Version, split: str, allow_unknown: bool) -> list[str]:
    """Warnings for what is to be published. Raises `UserError` for rows of an unknown licence, unless allowed."""
    sources = licensed(version, split)
    unknown = [one for one in sources if is_unknown(one.licence)]
    if unknown and not allow_unknown:
        told = ", ".join(f"{one.source} ({one.rows:,} rows, {_stated(one.licence)})" for one in unknown)
        raise UserError(
            f"{sum(one.rows for one in unknown):,} rows of {version.name} have no known licence: {told}; find out and "
            "run the recipe with it, push a split without them, or say --allow-unknown-licence if you may publish them"
        )
    warnings = [
        f"{one.rows:,} rows of {one.source} are published without a known licence ({_stated(one.licence)})"
        for one in unknown
    ]
    for one in sources:
        if no_derivatives(one.licence):
            warnings.append(
                f"{one.rows:,} rows of {one.source} are under {one.licence}, which forbids passing on changed works; "
                "edited pictures and questions made of them may be such"
            )
        if non_commercial(one.licence):
            warnings.append(f"{one.rows:,} rows of {one.source} are under {one.licence}, which forbids commercial use")
    return warnings


def check_place(
    remote: Remote, head: Head | None, version: Version, public: bool, replace: bool, tell: Callable[[str], None]
) -> None:
    """Raise `UserError` where the repository is public and that wasn't asked for, or holds another dataset."""
    if head is None:
        return
    if not head.private and not public:
        raise UserError(
            f"{remote.repo} is public, so everybody could read what is pushed there; say --public if that is meant, or "
            "push to another repository, which is made private"
        )
    if head.private and public:
        tell(f"Warning: {remote.repo} is private and stays so; its settings on the Hub change that")
    manifest = remote.manifest(head.sha, remote.tree(head.sha))
    dataset, number = manifest.get("dataset"), manifest.get("version")
    if dataset not in (None, version.dataset) and not replace:
        raise UserError(
            f"{remote.repo} holds {dataset}, not {version.dataset}; push to a repository of its own, or say --replace "
            "to put it in the other's place"
        )
    if isinstance(number, int) and number > version.version and f"v{version.version}" not in head.tags and not replace:
        raise UserError(
            f"{remote.repo} holds version {number} of {dataset} already, and older rows would take its place; push the "
            "versions in order, or say --replace"
        )


def check_replaced(
    remote: Remote, version: Version, todo: Changes, tagged_otherwise: Sequence[str], replace: bool
) -> None:
    """Raise `UserError` for what this push would put in the place of something that it doesn't know."""
    if replace:
        return
    if tagged_otherwise:
        tag = f"v{version.version}"
        raise UserError(
            f"{remote.repo} has a tag {tag} with other content ({_some(tagged_otherwise)}); push it as a new version, "
            f"or say --replace to move the tag, or remove it: hf repos tag delete {remote.repo} {tag} --type dataset"
        )
    if todo.in_the_way:
        raise UserError(
            f"{remote.repo} has files in the way that no push wrote ({_some(todo.in_the_way)}); move them, push to "
            "another repository, or say --replace to overwrite those of the same name"
        )
    if todo.edited:
        raise UserError(
            f"files of the last push to {remote.repo} were changed there since ({_some(todo.edited)}); take those "
            "changes over, then say --replace to overwrite them"
        )


def _stated(licence: str) -> str:
    return f"stated: {licence!r}" if licence else "none stated"


def _some(paths: Sequence[str]) -> str:
    return ", ".join(paths[:SHOWN]) + (f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else "")
