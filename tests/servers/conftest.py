"""Real servers: the tiny model that they serve, and the way to start one.

`SYNTHLOOM_SERVERS` may name the folder of their environments; without them they are made (`server_install.py`).
"""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from server_install import server_environment
from serving import HERE, QUIET

from synthloom.engines.vllm.watched_server import WatchedServer


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny model."""
    folder = tmp_path_factory.mktemp("model") / "tiny"
    subprocess.run([server_environment("vllm"), HERE / "tiny_model.py", folder], check=True)
    return folder


@pytest.fixture(scope="session")
def vllm_command() -> tuple[str, ...]:
    """vLLM's server as `command` of an engine has it."""
    return ("env", *QUIET, str(server_environment("vllm")), "-m", "vllm.entrypoints.openai.api_server")


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Starts a server and waits for it: its address. All are stopped at the end."""
    running: list[WatchedServer] = []

    def start(*command: str, port_option: str = "--port") -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        log = tmp_path_factory.mktemp("served") / "server.log"
        server = WatchedServer("the tests", [*command, port_option, str(port)], port, log, 300)
        running.append(server)
        server.start()
        while not server.up:
            assert not server.failure, server.failure
            sys.stderr.flush()
            server._stopping.wait(0.2)
        return f"http://127.0.0.1:{port}/v1"

    yield start
    for server in running:
        server.stop()
