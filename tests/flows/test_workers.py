import subprocess
import sys


def test_a_worker_whose_parent_was_killed_before_it_was_ready_ends():
    late = (
        "import time; from synthloom.flows.row_step import die_with_parent; die_with_parent(2**22 + 1); time.sleep(30)"
    )
    assert subprocess.run([sys.executable, "-c", late], timeout=20, check=False).returncode == 1
