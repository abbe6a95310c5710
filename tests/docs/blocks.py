"""The pages of the documentation, and the fenced blocks of code in them."""

import re
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
GUIDES = sorted((DOCS / "guide").glob("*.md"))
BY_HAND = [ROOT / "README.md", *sorted(DOCS.glob("*.md")), *GUIDES]

_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def blocks(page: Path, language: str) -> list[str]:
    """Return the fenced blocks of a language, in order."""
    found = _BLOCK.findall(page.read_text("utf-8"))
    return [dedent(code) for _, its_language, code in found if its_language == language]


def links(page: Path) -> list[str]:
    """Return the links to other files."""
    found = _LINK.findall(_BLOCK.sub("", page.read_text("utf-8")))
    return [link for link in found if not link.startswith(("http://", "https://"))]


def pages_of(kind: str) -> dict[str, Path]:
    """Return the pages of one part of the reference by their keys."""
    return {page.stem: page for page in sorted((REFERENCE / kind).glob("*.md"))}
