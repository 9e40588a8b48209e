"""Machine: what tells of the computer a run was made on, taken out of what is published.

without_machine({"pictures": "/home/ann/pics", "endpoint": "https://ann:pw@example.org/a?key=k1&width=2"})
→ {"pictures": "pics", "endpoint": "https://example.org/a?key=…&width=2"}
"""

import re
from collections.abc import Mapping
from typing import Any

LOCAL = re.compile(r"(?:file://|(?<![\w:/.~}])(?:~/|/|[A-Za-z]:\\))(?:[^/\\=,]*[/\\])*([^/\\=,]*)")
"""A path of a machine, as a whole or after `=`; not the path of an address."""
ACCOUNT = re.compile(r"(?<=://)[^/@\s]+@")
SECRET = re.compile(r"([?&][^=&]*(?:key|token|secret|sig|signature|password|auth)[^=&]*=)[^&\s]+", re.IGNORECASE)


def without_machine(value: Any) -> Any:
    """A JSON value whose texts have lost folders, accounts and secret parameters; of a path its last name stays."""
    match value:
        case str():
            return LOCAL.sub(r"\1", SECRET.sub(r"\1…", ACCOUNT.sub("", value)))
        case Mapping():
            return {name: without_machine(item) for name, item in value.items()}
        case list() | tuple():
            return [without_machine(item) for item in value]
        case _:
            return value
