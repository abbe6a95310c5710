"""The page about the sandbox names every fault, every edit and every control endpoint."""

from pathlib import Path

import pytest

from xero_component.sandbox.edits import EDITS
from xero_component.sandbox.faults import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [*KINDS, *EDITS])
def test_kind_is_on_the_page(kind: str) -> None:
    assert f"`{kind}`" in PAGE or f"`{kind}:" in PAGE
