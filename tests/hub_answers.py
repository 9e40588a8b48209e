"""What a Hub answers: one method a route, over repositories in memory.

    answers.answer("tag", asked, {"repo": "alice/set", "revision": "main"}) → (200, {}, b"{}")

Routes, fields and headers are those that huggingface_hub 1 and 2 and datasets 3 to 5 ask for and read.
"""

import hashlib
import json
import re
import time
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qs

from hub_card import card_errors, front_matter
from hub_objects import Objects
from hub_repo import Blob, Refused, Repo, apply, git_oid
from hub_routes import Asked, Reply

PAGE = 50
"""Entries of a page of a tree; the Hub's pages have 1,000."""


class Answers:
    """The repositories of a server and who may do what with them."""

    def __init__(self, url: str, objects: Objects, xet: bool, token: str) -> None:
        self.url, self.objects, self.xet = url, objects, xet
        self.token, self.user, self.orgs = token, "alice", ("acme",)
        self.readers: set[str] = set()
        """Tokens that may read and not write."""
        self.repos: dict[str, Repo] = {}

    def answer(self, name: str, asked: Asked, found: Mapping[str, str]) -> Reply:
        given = asked.headers.get("authorization", "").removeprefix("Bearer ")
        open_routes = ("validate_yaml", "lfs_put", "harnesses")
        if given not in ("", self.token, *self.readers) and name not in open_routes:
            raise Refused(401, "Invalid credentials in Authorization header")
        reading = name in ("info", "tree", "refs", "commits", "paths_info", "resolve")
        if not given and not reading and name not in open_routes:
            raise Refused(401, "Invalid username or password.")
        if given in self.readers and not reading and name not in ("whoami", *open_routes):
            raise Refused(403, "Forbidden: you must use a write token to do this")
        if "repo" not in found:
            return _json(getattr(self, f"_do_{name}")(asked))
        repo = self.repos.get(found["repo"])
        if repo is None or (repo.private and not given and name != "lfs_put"):
            raise Refused(404 if given else 401, "Repository not found", "RepoNotFound")
        if not reading and name != "lfs_put" and repo.name.split("/")[0] not in (self.user, *self.orgs):
            raise Refused(403, "Forbidden: you don't have write access to this repository")
        answer = getattr(self, f"_do_{name}")(asked, repo, found)
        return answer if isinstance(answer, tuple) else _json(answer)

    def _do_harnesses(self, asked: Asked) -> Any:
        return {}

    def _do_whoami(self, asked: Asked) -> Any:
        orgs = [{"name": name, "type": "org"} for name in self.orgs]
        return {"type": "user", "name": self.user, "orgs": orgs, "auth": {"accessToken": {"role": "write"}}}

    def _do_create(self, asked: Asked) -> Any:
        body = asked.json
        owner = body.get("organization") or self.user
        name = f"{owner}/{body['name']}"
        if body.get("type") != "dataset":
            raise Refused(400, "only datasets live here")
        if owner not in (self.user, *self.orgs):
            raise Refused(
                403, f'Forbidden: you don\'t have the rights to create a dataset under the namespace "{owner}"'
            )
        if name in self.repos:
            raise Refused(409, "You already created this dataset repo")
        private = body.get("visibility") == "private" or body.get("private") is True
        self.repos[name] = Repo(name, private)
        return {"url": f"{self.url}/datasets/{name}", "name": name, "id": name}

    def _do_validate_yaml(self, asked: Asked) -> Any:
        errors = list(card_errors(asked.json["content"]))
        if errors:
            raise Refused(400, "Invalid card", errors=[{"message": error} for error in errors], warnings=[])
        return {"errors": [], "warnings": []}

    def _do_info(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Any:
        commit = repo.find(found["revision"] or "main")
        card = commit.files.get("README.md")
        made = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(commit.made))
        return {
            "_id": hashlib.sha1(repo.name.encode()).hexdigest()[:24],
            "id": repo.name,
            "author": repo.name.split("/")[0],
            "sha": commit.sha,
            "lastModified": made,
            "createdAt": made,
            "private": repo.private,
            "gated": False,
            "disabled": False,
            "downloads": 0,
            "likes": 0,
            "tags": [],
            "cardData": front_matter(card.data.decode()) if card else None,
            "siblings": [{"rfilename": path} for path in sorted(commit.files)],
        }

    def _do_tree(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Reply:
        files, below = repo.tree(found["revision"]), PurePosixPath(found["path"])
        if found["path"] and not any(below in PurePosixPath(path).parents for path in files):
            raise Refused(404, f"{below} does not exist", "EntryNotFound")
        recursive = asked.query.get("recursive", ["false"])[0].lower() == "true"
        entries: dict[str, Any] = {}
        for path, blob in sorted(files.items()):
            inside = [part for part in PurePosixPath(path).parents if below in part.parents]
            for part in inside:
                told = {"type": "directory", "oid": git_oid(str(part).encode()), "size": 0, "path": str(part)}
                if recursive or part.parent == below:
                    entries[str(part)] = told
            if below in PurePosixPath(path).parents and (recursive or PurePosixPath(path).parent == below):
                entries[path] = blob.entry(path, self.objects.xet_hashes)
        start = int(asked.query.get("cursor", ["0"])[0])
        page = list(entries.values())[start : start + PAGE]
        more = f"{self.url}{asked.path}?recursive={recursive}&cursor={start + PAGE}"
        link = {"Link": f'<{more}>; rel="next"'} if start + PAGE < len(entries) else {}
        return 200, link, json.dumps(page).encode()

    def _do_refs(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Any:
        branches, tags = (
            [{"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": sha} for name, sha in known.items()]
            for kind, known in (("heads", repo.branches), ("tags", repo.tags))
        )
        return {"branches": branches, "converts": [], "tags": tags}

    def _do_commits(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Any:
        return [
            {
                "id": commit.sha,
                "title": commit.title,
                "message": "",
                "authors": [{"user": self.user}],
                "date": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(commit.made)),
            }
            for commit in repo.history(found["revision"])
        ]

    def _do_paths_info(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Any:
        form = "json" not in asked.headers.get("content-type", "")
        paths = parse_qs(asked.data.decode()).get("paths", []) if form else asked.json["paths"]
        files = repo.tree(found["revision"])
        folders = {str(parent) for path in files for parent in PurePosixPath(path).parents}
        return [
            files[path].entry(path, self.objects.xet_hashes)
            if path in files
            else {"type": "directory", "oid": git_oid(path.encode()), "size": 0, "path": path}
            for path in paths
            if path in files or path in folders
        ]

    def _do_preupload(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Any:
        files = repo.tree(found["revision"])
        attributes = files.get(".gitattributes", Blob()).data.decode()
        large = {line.split()[0].removeprefix("*") for line in attributes.splitlines() if "filter=lfs" in line}
        told = []
        for file in asked.json["files"]:
            path, size = file["path"], file["size"]
            mode = "lfs" if path.endswith(tuple(large)) or size > 10 * 2**20 else "regular"
            one = {"path": path, "uploadMode": mode, "shouldIgnore": False}
            if path in files:
                one["oid"] = files[path].sha256 or files[path].oid
            told.append(one)
        return {"files": told}

    def _do_xet_token(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Reply:
        if not self.xet:
            raise Refused(404, "no Xet here")
        told = {
            "accessToken": "xet-token",
            "exp": int(time.time()) + 3600,
            "casUrl": self.objects.cas_url,
        }
        headers = {
            "X-Xet-Access-Token": told["accessToken"],
            "X-Xet-Token-Expiration": str(told["exp"]),
            "X-Xet-Cas-Url": told["casUrl"],
        }
        return 200, headers, json.dumps(told).encode()

    def _do_lfs_batch(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Any:
        told = []
        for one in asked.json["objects"]:
            answer = {"oid": one["oid"], "size": one["size"]}
            if one["oid"] not in repo.objects:
                answer["actions"] = {
                    "upload": {"href": f"{self.url}/lfs/{repo.name}/{one['oid']}"},
                    "verify": {"href": f"{self.url}/lfs/{repo.name}/verify"},
                }
            told.append(answer)
        return {"transfer": "basic", "objects": told}

    def _do_lfs_put(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Any:
        self.objects.put(asked.data, found["oid"])
        repo.objects.add(found["oid"])
        return {}

    def _do_lfs_verify(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Any:
        if self.objects.size(asked.json["oid"]) != asked.json["size"]:
            raise Refused(404, "object not found, or of another size")
        return {}

    def _do_commit(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Any:
        lines = [json.loads(line) for line in asked.data.splitlines()]
        head, branch = lines[0]["value"], found["revision"]
        if branch not in repo.branches:
            raise Refused(404, f"Invalid rev id: {branch}", "RevisionNotFound")
        if head.get("parentCommit") not in (None, repo.branches[branch]):
            raise Refused(412, "A commit has happened since. Please refresh and try again.")
        if not head["summary"] or len(lines) < 2:
            raise Refused(400, "a commit has a summary and says what it changes")
        files = dict(repo.tree(branch))
        for line in lines[1:]:
            apply(line["key"], line["value"], files, lambda oid: self._has(oid, repo))
        folders = {str(parent) for path in files for parent in PurePosixPath(path).parents}
        if folders & set(files):
            raise Refused(400, f"{sorted(folders & set(files))[0]} is a file and a folder")
        errors = list(card_errors(files["README.md"].data.decode())) if "README.md" in files else []
        if errors:
            raise Refused(400, f"invalid card: {errors[0]}")
        commit = repo.put(files, head["summary"], branch)
        return {
            "success": True,
            "commitOid": commit.sha,
            "commitUrl": f"{self.url}/datasets/{repo.name}/commit/{commit.sha}",
            "hookOutput": "",
        }

    def _has(self, oid: str, repo: Repo) -> bool:
        """Whether an object was uploaded to a repository, through LFS or hf_xet."""
        if oid not in repo.objects and self.objects.find_chunked(oid):
            repo.objects.add(oid)
        return oid in repo.objects

    def _do_tag(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Any:
        name = asked.json["tag"]
        if name in repo.tags:
            raise Refused(409, f"Tag reference exists already: {name}")
        repo.tags[name] = repo.find(found["revision"]).sha
        return {}

    def _do_untag(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Any:
        if repo.tags.pop(found["revision"], None) is None:
            raise Refused(404, "no such tag", "RevisionNotFound")
        return {}

    def _do_resolve(self, asked: Asked, repo: Repo, found: Mapping[str, str]) -> Reply:
        commit = repo.find(found["revision"])
        blob = commit.files.get(found["path"])
        if blob is None:
            raise Refused(404, "Entry not found", "EntryNotFound")
        etag = blob.sha256 or blob.oid
        headers = {"ETag": f'"{etag}"', "X-Repo-Commit": commit.sha, "Accept-Ranges": "bytes"}
        if blob.sha256:
            headers |= {"X-Linked-Etag": f'"{etag}"', "X-Linked-Size": str(blob.bytes)}
            if self.xet and blob.sha256 in self.objects.xet_hashes:
                route = f"{self.url}/api/datasets/{repo.name}/xet-read-token/{commit.sha}"
                headers |= {"X-Xet-Hash": self.objects.xet_hashes[blob.sha256], "X-Xet-Refresh-Route": route}
        if asked.method == "HEAD":
            return 200, {**headers, "Content-Length": str(blob.bytes or len(blob.data))}, b""
        data = self.objects.content(blob)
        span = re.fullmatch(r"bytes=(\d+)-(\d*)", asked.headers.get("range", ""))
        if not span:
            return 200, headers, data
        first, last = int(span[1]), min(int(span[2] or len(data) - 1), len(data) - 1)
        if first >= len(data):
            return 416, {**headers, "Content-Range": f"bytes */{len(data)}"}, b""
        return 206, {**headers, "Content-Range": f"bytes {first}-{last}/{len(data)}"}, data[first : last + 1]


def _json(value: Any) -> Reply:
    return 200, {}, json.dumps(value).encode()
