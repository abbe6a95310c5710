"""What type checkers say about code that uses the component."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = Path(__file__).with_name("typed_example.py")

MISTAKES = """# pyright: strict
from xero_component.actions.contacts.create_contact import CreateContactInput, create_contact
from xero_component.actions.contacts.get_contact import GetContactInput
from xero_component.api.client import XeroClient


async def use(xero: XeroClient) -> None:
    await create_contact(xero, GetContactInput(contact_id="1"))  # wrong type
    await create_contact("xero", CreateContactInput(name="a"))  # wrong type
    await create_contact(xero, {"name": "a"})  # wrong type
    await create_contact(xero)  # missing
    print(create_contact.titel)  # no such attribute
    wrong: int = await create_contact(xero, CreateContactInput(name="a"))  # wrong type
    print(wrong, GetContactInput(contct_id="1"))  # no such argument
"""
WRONG_LINES = set(range(8, 15))
SAID_OF_TITEL = {"mypy": "attr-defined", "pyright": "reportAttributeAccessIssue"}

Findings = dict[str, dict[int, set[str]]]


@pytest.fixture(scope="module")
def mistakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("typing") / "mistakes.py"
    file.write_text(MISTAKES, "utf-8")
    return file


def run(*arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    done = subprocess.run(  # noqa: S603 - this Python and the arguments below
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr  # 1: there are findings, and no crash
    return done.stdout


def mypy(example: Path, mistakes: Path) -> Findings:
    lines = run("mypy", "--strict", "--output=json", str(example), str(mistakes)).splitlines()
    findings: Findings = defaultdict(lambda: defaultdict(set))
    for item in map(json.loads, lines):
        if item["severity"] == "error":
            findings[Path(item["file"]).name][item["line"]].add(item["code"])
    return findings


def pyright(example: Path, mistakes: Path) -> Findings:
    python = f"--pythonpath={sys.executable}"
    report = json.loads(run("pyright", "--outputjson", python, str(example), str(mistakes)))
    findings: Findings = defaultdict(lambda: defaultdict(set))
    for item in report["generalDiagnostics"]:
        line = item["range"]["start"]["line"] + 1
        findings[Path(item["file"]).name][line].add(item["rule"])
    return findings


@pytest.mark.parametrize("checker", [mypy, pyright], ids=["mypy", "pyright"])
def test_the_example_is_clean_and_every_mistake_is_found(
    checker: Callable[[Path, Path], Findings], mistakes: Path, request: pytest.FixtureRequest
):
    findings: Findings = checker(EXAMPLE, mistakes)

    assert findings.get("typed_example.py", {}) == {}
    assert set(findings["mistakes.py"]) == WRONG_LINES
    name = request.node.callspec.id
    assert SAID_OF_TITEL[name] in findings["mistakes.py"][12]
