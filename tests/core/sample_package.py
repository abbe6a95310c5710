"""Packages of definitions, written to disk for one test each."""

import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module, invalidate_caches
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest

GOOD = '''"""https://developer.xero.com/documentation/{name}"""

from typing import Any

from xero_component.core import ActionInput, Effect, action


class Input{name}(ActionInput):
    """Nothing."""


@action(title="Sample", effect=Effect.READ, scopes=set())
async def {name}(xero: Any, data: Input{name}) -> int:
    """Do something."""
    return 1
'''

WritePackage = Callable[[Mapping[str, str]], ModuleType]
_numbers = count(1)


@pytest.fixture
def write_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WritePackage]:
    """Write files as a package under a name of its own, and import it."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names: list[str] = []

    def write(sources: Mapping[str, str]) -> ModuleType:
        name = f"sample_actions_{next(_numbers)}"
        names.append(name)
        root = tmp_path / name
        for file, text in {"__init__.py": "", **sources}.items():
            path = root / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            inner = path.parent / "__init__.py"
            if not inner.exists():
                inner.write_text("", "utf-8")
        invalidate_caches()
        return import_module(name)

    yield write
    for module in [m for m in sys.modules if m.partition(".")[0] in names]:
        del sys.modules[module]


def good(name: str) -> str:
    """Return the source of an action that keeps every rule."""
    return GOOD.format(name=name)
