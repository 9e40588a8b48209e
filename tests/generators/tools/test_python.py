import os
import time

import numpy as np
import pytest
from PIL import Image
from tool_desk import desk_with

from synthloom.generators.tools.aliases import to_canonical
from synthloom.generators.tools.python import PYTHON
from synthloom.generators.tools.python_sandbox import isolation, run_code
from synthloom.schemas.tools import ToolError, ToolSettings

needs_isolation = pytest.mark.skipif(not isolation(), reason="unshare isn't allowed here")


@pytest.fixture
def desk(context):
    return desk_with(context.media, Image.new("RGB", (64, 48), "red"), Image.new("RGB", (30, 20), "blue"))


def failing(desk, code: str) -> ToolError:
    with pytest.raises(ToolError) as raised:
        desk.call(PYTHON, code=code)
    return raised.value


def test_it_is_off_unless_asked_for():
    assert not PYTHON.by_default
    assert not PYTHON.deterministic


def test_what_code_prints_is_the_observation(desk):
    assert desk.call(PYTHON, code="print({ref: p.size for ref, p in images.items()})") == (
        "{'img_1': (64, 48), 'img_2': (30, 20)}"
    )


def test_pictures_in_result_and_files_it_saves_become_new_ones(desk):
    text = desk.call(PYTHON, code="result = [image.rotate(90, expand=True), np.asarray(img)]\nimage.save('a.bmp')")
    assert text.splitlines() == [
        "img_3: 48x64 pixels, result_01.png of the code",
        "img_4: 64x48 pixels, result_02.png of the code",
        "img_5: 64x48 pixels, a.bmp of the code",
    ]
    assert np.asarray(desk.last()).tolist()[0][0] == [255, 0, 0]


def test_codevisions_call_says_which_picture_it_works_on(desk):
    given = {"code": "result = image", "description": "as it is", "image_index": 1}
    tool, asked = to_canonical("code_image_tool", given, [PYTHON])
    assert desk.call(tool, **asked) == "img_3: 30x20 pixels, result_01.png of the code"


def test_an_exception_is_told_with_the_codes_own_lines_only(desk):
    error = failing(desk, "x = 1\nx / 0")
    assert error.error == "bad_arguments"
    assert error.text.startswith("The code failed:\nTraceback")
    assert "line 2, in <module>" in error.text
    assert "python_boot" not in error.text


@pytest.mark.parametrize("code", ["import time; time.sleep(60)", "while True: pass"])
def test_time_by_the_clock_ends_it(desk, code):
    desk.settings = ToolSettings(timeout=2)
    begun = time.monotonic()
    assert failing(desk, code).error == "timeout"
    assert time.monotonic() - begun < 5


@needs_isolation
def test_what_the_code_leaves_running_is_killed_even_in_a_session_of_its_own():
    code = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(30)\nelse:\n    time.sleep(0.3)"
    assert run_code(code, {}, 10).status == 0
    left = [pid for pid in os.listdir("/proc") if pid.isdigit() and b"python_boot" in _command(pid)]
    assert left == []


def _command(pid: str) -> bytes:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""


def test_memory_and_file_sizes_are_limited(desk):
    assert "MemoryError" in failing(desk, "bytearray(3 * 2**30)").text
    assert "File too large" in failing(desk, "open('big', 'wb').write(bytes(10**8))").text


def test_a_long_output_is_cut_in_its_middle(desk):
    text = desk.call(PYTHON, code="print('a' * 10**6 + 'end')")
    assert len(text) < 4200
    assert "left out" in text
    assert text.endswith("end")


def test_environment_variables_are_not_passed(desk, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "sk-123")
    assert "SECRET_KEY" not in desk.call(PYTHON, code="import os; print(dict(os.environ))")


@needs_isolation
def test_there_is_no_network(desk):
    assert "unreachable" in failing(desk, "import socket\nsocket.create_connection(('127.0.0.2', 80), 2)").text


@needs_isolation
def test_other_processes_are_out_of_sight(desk):
    code = f"import os\nos.kill({os.getpid()}, 0)"
    assert "ProcessLookupError" in failing(desk, code).text


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.symlink('/etc/hostname', 'a.png')",
        "import os; os.mkfifo('a.png')",
        "import os; os.mkdir('a.png')",
        "pass",
    ],
)
def test_a_link_a_pipe_and_a_folder_are_no_pictures(desk, code):
    assert failing(desk, code).error == "empty"


def test_a_file_that_is_no_picture_is_told(desk):
    assert "a.png: That is no picture that can be used" in desk.call(PYTHON, code="open('a.png', 'w').write('no')")
