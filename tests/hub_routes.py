"""The Hub's addresses that its clients ask, by name, and a request as it came.

("tag", "POST", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/tag/(?P<revision>[^/]+)")
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class Asked:
    """One request."""

    name: str
    method: str
    path: str
    data: bytes
    headers: dict[str, str]
    query: dict[str, list[str]]
    status: int = 0

    @property
    def json(self) -> Any:
        """Its body as JSON."""
        return json.loads(self.data)


Reply = tuple[int, Mapping[str, str], bytes]
ROUTES = (
    ("whoami", "GET", r"/api/whoami-v2"),
    ("harnesses", "GET", r"/api/agent-harnesses"),
    ("create", "POST", r"/api/repos/create"),
    ("validate_yaml", "POST", r"/api/validate-yaml"),
    ("info", "GET", r"/api/datasets/(?P<repo>[^/]+/[^/]+)(?:/revision/(?P<revision>.+))?"),
    ("tree", "GET", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/tree/(?P<revision>[^/]+)(?:/(?P<path>.*))?"),
    ("refs", "GET", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/refs"),
    ("commits", "GET", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/commits/(?P<revision>[^/]+)"),
    ("paths_info", "POST", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/paths-info/(?P<revision>[^/]+)"),
    ("preupload", "POST", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/preupload/(?P<revision>[^/]+)"),
    ("xet_token", "GET", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/xet-(?P<kind>read|write)-token/(?P<revision>[^/]+)"),
    ("commit", "POST", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/commit/(?P<revision>[^/]+)"),
    ("tag", "POST", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/tag/(?P<revision>[^/]+)"),
    ("untag", "DELETE", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/tag/(?P<revision>[^/]+)"),
    ("lfs_batch", "POST", r"/datasets/(?P<repo>[^/]+/[^/]+)\.git/info/lfs/objects/batch"),
    ("lfs_put", "PUT", r"/lfs/(?P<repo>[^/]+/[^/]+)/(?P<oid>[0-9a-f]{64})"),
    ("lfs_verify", "POST", r"/lfs/(?P<repo>[^/]+/[^/]+)/verify"),
    ("resolve", "GET", r"/datasets/(?P<repo>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<path>.+)"),
)
