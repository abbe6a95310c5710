"""Imports point one way: from what is used by people to what describes Xero."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import xero_component

PACKAGE = Path(xero_component.__file__).parent
NAME = "xero_component"

BELOW: dict[str, set[str]] = {
    "errors": set(),
    "core": {"errors"},
    "catalogue": {"core", "errors"},
    "store": {"errors"},
    "api": {"catalogue", "core", "errors", "store"},
}
WIRED = {"api", "catalogue", "core", "errors", "store"}
BELOW |= dict.fromkeys(("connections", "actions", "triggers", "data_sources", "sync"), WIRED)
BELOW["component"] = WIRED | {"connections", "actions", "triggers", "data_sources", "sync"}
BELOW["runtimes"] = BELOW["component"] | {"component"}
PEOPLE = BELOW["runtimes"] | {"runtimes", "sandbox"}
BELOW |= {"cli": PEOPLE, "console": PEOPLE, "__main__": {"cli"}, "sandbox": {"catalogue"}}
"""What each layer may import, besides itself."""
BESIDES = {"runtimes/harness.py": {"sandbox"}}
"""What single modules may import beyond their layer; the harness runs a sandbox."""
FACADE = "__init__"
"""The package itself names public things of every layer, and imports them when asked."""


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        inner = path.relative_to(PACKAGE)
        yield inner.parts[0].removesuffix(".py"), path


def imported_by(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full name of all that a file imports, wherever the statement stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def test_every_layer_is_known():
    assert {layer for layer, _ in modules()} <= set(BELOW) | {FACADE}


@pytest.mark.parametrize("layer", sorted(BELOW))
def test_no_import_points_back(layer: str):
    wrong = []
    for own, path in modules():
        if own != layer:
            continue
        allowed = BELOW[layer] | {layer} | BESIDES.get(path.relative_to(PACKAGE).as_posix(), set())
        for line, name in imported_by(path):
            root, _, rest = name.partition(".")
            target = rest.partition(".")[0]
            if root == NAME and target not in allowed:
                wrong.append(f"{path.relative_to(PACKAGE)}:{line} imports {name}")

    assert wrong == []


def test_the_arrows_make_no_circle():
    def reached(layer: str, seen: frozenset[str]) -> None:
        assert layer not in seen, f"{layer} imports itself by way of {sorted(seen)}"
        for below in BELOW.get(layer, ()):
            reached(below, seen | {layer})

    for layer in BELOW:
        reached(layer, frozenset())


def test_the_core_knows_nothing_of_http_and_storage():
    foreign = {"httpx", "sqlalchemy", "cryptography", "starlette", "typer", "jmespath"}
    for layer, path in modules():
        if layer in {"errors", "core", "catalogue"}:
            assert foreign.isdisjoint(name.partition(".")[0] for _, name in imported_by(path)), path


def test_the_facade_imports_nothing_before_it_is_asked():
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    at_once = [
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]

    assert set(at_once) <= {"typing", "importlib"}


def test_only_the_api_and_the_connections_speak_http():
    allowed = {"api", "connections", "runtimes", "cli", "sandbox"}
    speakers = {
        str(path.relative_to(PACKAGE))
        for layer, path in modules()
        for _, name in imported_by(path)
        if name.partition(".")[0] == "httpx" and layer not in allowed
    }

    # One encodes multipart forms with httpx, and sends them through the client; the other calls
    # back the addresses to which a host has its webhook events forwarded.
    assert speakers <= {"actions/raw/_body.py", "triggers/_inbox/handlers.py"}
