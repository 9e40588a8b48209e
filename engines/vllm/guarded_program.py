"""Runs a program that ends when the process that started it ends, however that ends.

    python -P guarded_program.py vllm serve …        started in a session of its own, with a pipe as stdin

Whoever starts it keeps the other end of the pipe and never writes. The kernel closes it with its holder, also after
SIGKILL, on Linux and macOS alike. Then the program gets SIGTERM and `GRACE` seconds; whatever is left of its process
group after that, such as vLLM's engine processes, is killed, and so it is when the program ends by itself.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading

GRACE = 10.0
"""Seconds between asking and killing."""


def run(command: list[str]) -> None:
    """Run the program until it or the process at the other end of stdin ends; then kill its group, itself included."""
    try:
        program = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        sys.exit(f"{command[0]} can't be started: {error.strerror}")
    signal.signal(signal.SIGTERM, lambda *_: program.terminate())

    def end_with_stdin() -> None:
        sys.stdin.buffer.read()
        program.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(GRACE)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=end_with_stdin, daemon=True).start()
    code = program.wait()
    sys.stderr.write(f"The server ended with {code}.\n")
    sys.stderr.flush()
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    run(sys.argv[1:])
