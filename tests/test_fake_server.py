import json
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import fake_server
import pytest

BODY = {"model": "m", "messages": [{"role": "user", "content": "a cat"}]}


def post(url: str, body: object) -> dict[str, object]:
    with urlopen(Request(url + "/chat/completions", json.dumps(body).encode()), timeout=10) as reply:
        return json.loads(reply.read())


def test_it_runs_as_a_process_and_counts_by_body(tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps([{"contains": "cat", "reply": {"score": 4}}]))
    command = [sys.executable, fake_server.__file__, "--rules", str(rules)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[1]
        assert post(url, BODY) == post(url, BODY)
        with pytest.raises(HTTPError, match="400"):
            post(url, BODY | {"messages": [{"role": "user", "content": "a dog"}]})
        stats = fake_server.read_stats(url)
        process.kill()
    assert (stats["requests"], stats["distinct"], stats["repeated"], stats["off_script"]) == (3, 2, 1, ["a dog"])
