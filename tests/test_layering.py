"""Who may import whom, and what importing the command line must not load."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("toolkit", "flows", "generators", "filters", "verifiers", "schemas", "engines", "catalog")
ALLOWED = {
    "schemas": {"schemas"},
    "engines": {"schemas", "engines"},
    "catalog": {"schemas", "catalog"},
    "generators": {"schemas", "generators", "engines", "catalog"},
    "filters": {"schemas", "filters", "catalog"},
    "verifiers": {"schemas", "verifiers", "engines", "catalog"},
    "flows": {"schemas", "engines", "catalog", "generators", "filters", "verifiers", "flows"},
}
HEAVY = ("torch", "faiss", "open_clip", "vllm", "transformers")
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]


def imports(code: Path | ast.Module) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(code.read_text()) if isinstance(code, Path) else code):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    return found


@pytest.mark.parametrize("folder", sorted(ALLOWED))
def test_a_folder_imports_only_the_folders_it_may(folder):
    for path in (ROOT / folder).rglob("*.py"):
        used = {name.split(".")[1] for name in imports(path) if name.startswith("synthloom.")}
        assert used <= ALLOWED[folder], f"{path.relative_to(ROOT)} imports {sorted(used - ALLOWED[folder])}"


def test_prefect_and_dask_are_imported_in_flows_only():
    for path in FILES:
        if path.relative_to(ROOT).parts[0] != "flows":
            used = {name.split(".")[0] for name in imports(path)}
            assert not used & {"prefect", "dask", "distributed"}, path


def test_heavy_packages_are_imported_inside_functions_only():
    for path in FILES:
        at_top = ast.Module([node for node in ast.parse(path.read_text()).body if not hasattr(node, "body")], [])
        assert not {name.split(".")[0] for name in imports(at_top)} & set(HEAVY), path


def test_importing_the_command_line_and_a_recipe_loads_nothing_heavy():
    code = (
        "import sys, synthloom.__main__, synthloom.cli_run, synthloom.flows.uni_edit, synthloom.flows.run\n"
        "print(' '.join(m for m in sys.modules if '.' not in m))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {*HEAVY, "prefect", "dask", "datasets", "openai", "pandas", "wikipediaapi"} & set(loaded)


def test_help_imports_only_click():
    code = "import sys, synthloom.__main__\nprint(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pydantic", "polars", "pyarrow", "PIL", "numpy"} & set(loaded)


def test_the_packages_listed_are_the_folders_there_are():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("__init__.py")}
    assert {Path(where) for where in listed["package-dir"].values()} == folders
    assert set(listed["packages"]) == set(listed["package-dir"])


def test_type_checkers_see_every_module():
    links = {path.name for path in (ROOT / "typings" / "synthloom").iterdir()}
    assert links == {*FOLDERS[1:], *(path.name for path in (ROOT / "toolkit").glob("*.py"))}


def test_no_file_passes_300_lines_without_saying_why():
    for path in FILES:
        lines = path.read_text().splitlines()
        assert len(lines) <= 300 or "long because" in "\n".join(lines[:15]).lower(), f"{path}: {len(lines)} lines"
