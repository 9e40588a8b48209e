"""What runs in the subprocess of the tool `python`: lays limits on itself, then runs the code. Imports nothing of ours.

    python -I python_boot.py 10 0 img_1 img_2      in a folder with code.py, in/img_1.png, in/img_2.png

Ten seconds of CPU time. `images` holds the pictures by id, `image` is number 0 of them; what the code leaves in
`result` is saved as out/result_01.png. On Linux with Landlock the code can read Python's own folders and nothing else
besides this one, write here alone, and start no program.
"""

import ctypes
import os
import resource
import struct
import sys
import traceback
from pathlib import Path
from typing import Any

MEMORY, FILE, FILES, PROCESSES = 2 * 2**30, 64 * 2**20, 64, 64
"""Bytes of address space, bytes of a file, open files, processes of this user (as root there is no such limit)."""
READ, WRITE_FILE, TRUNCATE = 1 << 2 | 1 << 3, 1 << 1, 1 << 14
EVERYTHING = (1 << 13) - 1
"""Landlock's rights of its first version: execute, write, read, list, remove and make."""
CREATE_RULESET, ADD_RULE, RESTRICT_SELF, NO_NEW_PRIVILEGES = 444, 445, 446, 38


def limit(seconds: int) -> None:
    """CPU time, memory, files and processes, for good."""
    wanted = {
        resource.RLIMIT_CPU: seconds, resource.RLIMIT_AS: MEMORY, resource.RLIMIT_FSIZE: FILE,
        resource.RLIMIT_NOFILE: FILES, resource.RLIMIT_NPROC: PROCESSES, resource.RLIMIT_CORE: 0,
    }  # fmt: skip
    for kind, most in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (value, value))


def confine(folder: Path) -> bool:
    """Leave this process only the files it needs; False where the kernel has no Landlock."""
    if sys.platform != "linux":
        return False
    call = ctypes.CDLL(None, use_errno=True).syscall
    version = call(CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    handled = EVERYTHING | (TRUNCATE if version >= 3 else 0)
    rules = call(CREATE_RULESET, struct.pack("Q", handled), ctypes.c_size_t(8), 0)
    readable = {sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64"} - {"/"}
    allowed = {path: READ for path in readable} | {str(folder): handled & ~1, "/dev/null": 1 << 2 | WRITE_FILE}
    for path, rights in allowed.items():
        if os.path.exists(path):
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
            call(ADD_RULE, rules, 1, struct.pack("=Qi", rights, opened), 0)
            os.close(opened)
    alone = ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    return alone and bool(call(RESTRICT_SELF, rules, 0) == 0)


def main() -> int:
    """The exit status: 0, or 1 where the code raised."""
    import numpy as np
    from PIL import Image

    Image.init()  # its plugins are files too
    folder = Path.cwd()
    limit(int(sys.argv[1]))
    confine(folder)
    images = {ref: Image.open(folder / "in" / f"{ref}.png") for ref in sys.argv[3:]}
    shown = [*images.values(), None][min(int(sys.argv[2]), len(images))]
    names: dict[str, Any] = {"__name__": "__main__", "images": images, "image": shown, "img": shown}
    names |= {"Image": Image, "np": np}
    try:
        exec(compile((folder / "code.py").read_text("utf-8"), "code.py", "exec"), names)
        given = names.get("result")
        for place, picture in enumerate(given if isinstance(given, list | tuple) else [given], 1):
            if isinstance(picture, np.ndarray) and picture.dtype == np.uint8 and picture.ndim in (2, 3):
                picture = Image.fromarray(picture)
            if isinstance(picture, Image.Image):
                picture.convert("RGB").save(folder / "out" / f"result_{place:02}.png", compress_level=1)
    except SystemExit as error:
        return int(bool(error.code))
    except BaseException as error:
        frames = traceback.extract_tb(error.__traceback__)
        mine = [frame for frame in frames if frame.filename == "code.py"]
        lines = ["Traceback (most recent call last):\n", *traceback.format_list(mine)] if mine else []
        sys.stdout.flush()
        sys.stderr.write("".join([*lines, *traceback.format_exception_only(error)]))
        return 1
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
