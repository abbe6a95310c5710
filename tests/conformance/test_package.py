"""The package as a whole: its size, its names, and what importing it costs."""

import importlib
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import xero_component

ROOT = Path(__file__).parents[2]
PREFIX = "xero_component."
LONGEST_MODULE = 400
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}
FOLDERS = ("xero_component", "tests", "examples", "benchmarks", "docs")
SERVER_EXTRA = ("starlette", "fastapi", "uvicorn", "lark", "multipart", "python_multipart")


def sources() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((ROOT / folder).rglob("*.py"))


def test_no_module_is_too_long():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in sources()
    }

    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_every_module_is_named_by_what_is_in_it():
    nameless = [
        str(path.relative_to(ROOT))
        for path in sources()
        if any(part.removesuffix(".py").strip("_") in NAMELESS for part in path.parts)
    ]

    assert nameless == []


def test_the_public_names_are_sorted_and_can_be_imported():
    names = xero_component.__all__

    assert names == sorted(names)
    assert len(set(names)) == len(names)
    for name in names:
        assert getattr(xero_component, name) is not None


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'XeroCleint'"):
        getattr(xero_component, "XeroCleint")  # noqa: B009 - type checkers know it is not there


def test_the_names_that_a_module_offers_are_sorted_and_exist():
    found = [info.name for info in pkgutil.walk_packages(xero_component.__path__, PREFIX)]
    modules = {name: importlib.import_module(name) for name in found if "__main__" not in name}
    offered = {name: list(getattr(module, "__all__", ())) for name, module in modules.items()}

    assert sum(map(bool, offered.values())) > 1
    assert {name: names for name, names in offered.items() if names != sorted(names)} == {}
    missing = {
        name: {one for one in names if not hasattr(modules[name], one)}
        for name, names in offered.items()
    }
    assert {name: names for name, names in missing.items() if names} == {}


def run(code: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603 - this Python, and the code below
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_package_loads_nothing_heavy():
    loaded = run("import sys, xero_component; print(*sys.modules)").split()

    heavy = {"sqlalchemy", "cryptography", "typer", "starlette", "rich", "httpx", "pydantic"}
    assert heavy.isdisjoint(name.partition(".")[0] for name in loaded)


def test_importing_the_component_loads_no_command_line_and_no_server():
    code = "import sys; from xero_component.component import component; print(*sys.modules)"
    loaded = {name.partition(".")[0] for name in run(code).split()}

    assert {"typer", *SERVER_EXTRA}.isdisjoint(loaded)


BLOCKED = f"""
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {SERVER_EXTRA!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocked())
"""


def test_the_base_install_works_without_the_server_extra():
    code = """
import importlib, pkgutil, xero_component
server = ("xero_component.runtimes.http.", "xero_component.runtimes.settings")
for info in pkgutil.walk_packages(xero_component.__path__, "xero_component."):
    layer = info.name.split(".")[1]
    if layer not in {"sandbox", "cli", "console", "__main__"} and not info.name.startswith(server):
        importlib.import_module(info.name)
from xero_component.cli import main
from xero_component.component import component
print(len(component.actions))
"""
    assert int(run(BLOCKED + code)) > 0


def test_without_the_server_extra_the_sandbox_says_what_to_install():
    code = """
import xero_component
try:
    xero_component.Sandbox
except ImportError as error:
    print(error)
"""
    assert "pip install 'xero-component[server]'" in run(BLOCKED + code)
