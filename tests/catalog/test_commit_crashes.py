"""Commits killed and raced, in processes of their own. Each forks from one that has the imports and no threads yet."""

import json
import subprocess
import sys
from pathlib import Path

from small_catalog import FUNNEL, RECIPE, SPLITS

from synthloom.catalog.reader import rows
from synthloom.catalog.versions import list_versions

PRELUDE = f"""
import json, os, random, shutil, signal, sys, time
from pathlib import Path
import duckdb, pandas  # pyarrow imports pandas at first use: half a second in each fork
from synthloom.catalog.commit import commit
from synthloom.schemas.records import EditPair
root, files = Path(sys.argv[1]), [Path(path) for path in sys.argv[2:]]
def make(files, root=root, funnel={FUNNEL!r}):
    return commit(root, "uni-edit", files=files, record_type=EditPair, splits={SPLITS!r}, recipe={RECIPE!r},
                  run={{"id": "r", "funnel": funnel}})[0]
def forked(work):
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return child
"""
KILL_AT_EACH_CALL = """
def kill_at(number):
    def counted(call):
        def wrapper(*args, **kwargs):
            nonlocal number
            number -= 1
            if number == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **kwargs)
        return wrapper
    for name in ("fsync", "link", "replace", "unlink", "mkdir"):
        setattr(os, name, counted(getattr(os, name)))
for number in range(1, 200):
    copy = root.with_name(f"killed-{number}")
    shutil.copytree(root, copy)
    def work():
        kill_at(number)
        make(files, copy)
    if os.waitpid(forked(work), 0)[1] == 0:
        break
"""
KILL_AT_RANDOM = """
acknowledged = (root / "acknowledged").open("a")
def work():
    while True:
        version = make(random.sample(files, random.randint(1, len(files))))
        acknowledged.write(json.dumps([version.version, version.content_hash]) + "\\n")
        acknowledged.flush()
for _ in range(10):
    child = forked(work)
    time.sleep(random.uniform(0.05, 0.6))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""
RACE = """
def work(start):
    for place in range(5):
        make([files[5 * start + place]])
children = [forked(lambda start=start: work(start)) for start in range(4)]
sys.exit(any(os.waitpid(child, 0)[1] for child in children))
"""


def run(script: str, root: Path, files: list[Path]) -> None:
    subprocess.run([sys.executable, "-c", PRELUDE + script, str(root), *map(str, files)], check=True, timeout=120)


def read_whole(version) -> set[str]:
    """The ids of a version that is as its manifest says."""
    ids = [row["id"] for row in rows(version, 0)]
    assert len(ids) == len(set(ids)) == version.rows
    return set(ids)


def test_killed_before_any_of_its_calls_a_commit_shows_nothing_and_can_be_done_again(small):
    before = read_whole(small.commit_pairs([1, 2]))
    files = [small.file("new", [small.pair(n) for n in (1, 2, 3)])]
    run(KILL_AT_EACH_CALL, small.root, files)
    copies = list(small.root.parent.glob("killed-*"))
    assert len(copies) > 10
    after = {small.pair(n).id for n in (1, 2, 3)}
    visible = []
    for copy in copies:
        found = [read_whole(version) for version in list_versions(copy)]
        assert found in ([before], [before, after])
        visible.append(len(found))
        version, _ = type(small)(copy).commit(files)
        assert (version.version, read_whole(version)) == (2, after)
    assert 1 in visible
    assert 2 in visible


def test_killed_at_any_moment_every_acknowledged_version_stays_and_is_whole(small):
    files = [small.file(f"s{n}", [small.pair(n)]) for n in range(6)]
    run(KILL_AT_RANDOM, small.root, files)
    versions = list_versions(small.root)
    acknowledged = [json.loads(line) for line in (small.root / "acknowledged").read_text().splitlines()]
    assert len(acknowledged) > 1  # a dozen on a quiet machine
    hashes = {version.version: version.content_hash for version in versions}
    assert all(hashes[number] == digest for number, digest in acknowledged)
    assert sorted(hashes) == list(range(1, len(versions) + 1))
    for version in versions:
        read_whole(version)


def test_writers_at_the_same_time_each_get_their_own_version(small):
    files = [small.file(f"s{n}", [small.pair(n)]) for n in range(20)]
    run(RACE, small.root, files)
    versions = list_versions(small.root)
    assert [version.version for version in versions] == list(range(1, 21))
    assert {next(rows(version))["id"] for version in versions} == {small.pair(n).id for n in range(20)}
    assert all(
        version.parents == ((f"uni-edit@{version.version - 1}",) if version.version > 1 else ()) for version in versions
    )
