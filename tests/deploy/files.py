"""The files under deploy/, read as the programs that use them do."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONTAINERFILE = DEPLOY / "Containerfile"
IGNORE = DEPLOY / "Containerfile.dockerignore"
COMPOSE = DEPLOY / "compose.yaml"
UNIT = DEPLOY / "xero-component.service"
EXAMPLE = DEPLOY / "xero-component.example.toml"
GUIDE = ROOT / "docs" / "deployment.md"


class Step(NamedTuple):
    """One instruction of a Containerfile."""

    word: str
    rest: str


def steps() -> list[Step]:
    """Return the instructions, with continued lines joined and comments left out."""
    lines = [line for line in CONTAINERFILE.read_text("utf-8").splitlines() if line[:1] != "#"]
    whole = "\n".join(lines).replace("\\\n", " ")
    return [Step(*line.split(None, 1)) for line in whole.splitlines() if line.strip()]


def stages() -> list[list[Step]]:
    """Return the instructions of each stage."""
    found: list[list[Step]] = []
    for step in steps():
        if step.word == "FROM":
            found.append([])
        if found:
            found[-1].append(step)
    return found


def copied_from_here() -> list[str]:
    """Return what the image takes from the checkout."""
    taken: list[str] = []
    for step in steps():
        if step.word == "COPY" and "--from=" not in step.rest:
            taken += shlex.split(step.rest)[:-1]
    return taken


def compose() -> dict[str, Any]:
    """Return the compose file."""
    read: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))
    return read


def unit() -> dict[str, list[tuple[str, str]]]:
    """Return the sections of the systemd unit; a name may come more than once."""
    sections: dict[str, list[tuple[str, str]]] = {}
    section = ""
    for line in UNIT.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith(("#", ";")):
            continue
        if header := re.fullmatch(r"\[(\w+)\]", line):
            section = header[1]
            sections[section] = []
            continue
        name, equals, value = line.partition("=")
        assert equals, line
        assert re.fullmatch(r"[A-Z]\w+", name), line
        sections[section].append((name, value))
    return sections


def example(*, whole: bool = False) -> dict[str, Any]:
    """Return the settings file as it is, or with all that is commented out in it."""
    text = EXAMPLE.read_text("utf-8")
    if whole:
        text = re.sub(r"(?m)^# (?=\w+ = |\[apps)", "", text)
    return tomllib.loads(text)


def pins(file: Path) -> dict[str, str]:
    """Return the pinned versions by package."""
    return dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", file.read_text("utf-8")))


def texts() -> Iterator[tuple[str, str]]:
    """Yield every file by its name."""
    for path in sorted(DEPLOY.iterdir()):
        yield path.name, path.read_text("utf-8")
