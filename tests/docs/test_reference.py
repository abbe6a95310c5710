"""The reference: generated, the same everywhere, and written as the formatter would."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.docs.blocks import BY_HAND, DOCS, REFERENCE, ROOT, blocks, links, pages_of
from xero_component.api.clock import SystemClock
from xero_component.component import component

PAGES = sorted(REFERENCE.rglob("*.md"))


def generated(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - this Python, and a script of the project
        [sys.executable, "docs/generate.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=55,
    )


def texts(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text("utf-8") for p in folder.rglob("*.md")}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate the pages in another time zone."""
    folder = tmp_path_factory.mktemp("reference")
    done = generated("--into", str(folder), TZ="Pacific/Auckland", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    return folder


def test_the_pages_are_current_on_any_machine(fresh: Path) -> None:
    assert texts(fresh) == texts(REFERENCE), "run 'make docs'"


def test_a_page_that_is_not_current_is_named_and_written_again(
    fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(DOCS))
    generate: Any = import_module("generate")
    made = texts(fresh)
    monkeypatch.setattr(generate, "pages", lambda: made)
    monkeypatch.setattr(sys, "argv", ["generate.py", "--into", str(tmp_path)])
    assert generate.main() == 0
    assert texts(tmp_path) == made
    (tmp_path / "actions" / "get_contact.md").write_text("# Another\n", "utf-8")
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check", "--into", str(tmp_path)])
    assert generate.main() == 1
    assert capsys.readouterr().err == "Not current: actions/get_contact.md. Run 'make docs'.\n"


def test_what_examples_return_is_the_same_on_any_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS))
    samples: Any = import_module("sample_outputs")
    now = SystemClock.now

    def much_later(self: SystemClock) -> datetime:
        return now(self) + timedelta(days=100, hours=5)

    today = anyio.run(samples.sample_outputs)
    monkeypatch.setattr(SystemClock, "now", much_later)
    assert anyio.run(samples.sample_outputs) == today


@pytest.mark.parametrize("kind", ["actions", "data_sources"])
def test_every_page_shows_what_its_example_returns(kind: str) -> None:
    for key, page in pages_of(kind).items():
        [shown] = blocks(page, "json")
        assert json.loads(shown) not in ({}, [], None), key


def test_every_page_of_an_action_names_scopes_effect_and_errors() -> None:
    for key, page in pages_of("actions").items():
        text, action = page.read_text("utf-8"), component.actions[key]
        assert f"| Effect | {action.effect}: " in text
        assert ("`OutcomeUnknownError`" in text) is (action.effect != "read")
        assert all(f"`{scope}`" in text for scope in action.scopes)
        assert "[Errors](../../errors.md)" in text


def test_programs_are_written_as_the_formatter_would(tmp_path: Path) -> None:
    for page in PAGES:
        for number, code in enumerate(blocks(page, "python")):
            (tmp_path / f"{page.parent.name}_{page.stem}_{number}.py").write_text(code, "utf-8")
    for command in (["format", "--check"], ["check", "--select", "E,F,I,UP"]):
        done = subprocess.run(  # noqa: S603 - ruff, with the project's settings
            [sys.executable, "-m", "ruff", *command, "--config", "pyproject.toml", str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_links_lead_to_files_that_exist() -> None:
    broken = {
        str(page): lost
        for page in (*BY_HAND, *PAGES)
        if (lost := [link for link in links(page) if not (page.parent / link).exists()])
    }
    assert broken == {}
