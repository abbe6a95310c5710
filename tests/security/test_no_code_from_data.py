"""The package runs no code that it is given, and trusts no certificate that is not checked."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import xero_component

PACKAGE = Path(xero_component.__file__).parent
RUNS = frozenset({"eval", "exec", "compile", "__import__"})
LOADERS = frozenset({"pickle", "marshal", "shelve", "dill", "jsonpickle", "subprocess", "pty"})
TRUSTED_WITH_NOTHING = "sandbox"
"""Holds no secret of anybody, and sends webhooks to receivers with certificates of their own."""
UNSAFE = frozenset({"yaml.load", "yaml.unsafe_load", "yaml.full_load", "os.system", "os.popen"})


def calls_and_imports(path: Path) -> Iterator[tuple[int, str, ast.AST]]:
    """Yield line, dotted name and node of all that a file calls or imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Name() | ast.Attribute()):
                yield node.lineno, ast.unparse(node.func), node
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name, node) for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield node.lineno, module, node


def runs_code(name: str) -> bool:
    return name in RUNS | UNSAFE or name.partition(".")[0] in LOADERS


@pytest.mark.parametrize("name", ["eval", "pickle.loads", "yaml.load", "os.system", "subprocess"])
def test_what_runs_code_is_known(name: str) -> None:
    assert runs_code(name)


def test_no_module_runs_what_it_is_given() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {name}"
        for path in PACKAGE.rglob("*.py")
        for line, name, _ in calls_and_imports(path)
        if runs_code(name)
    ]
    assert found == []


def test_no_module_switches_certificates_off() -> None:
    names: list[str] = []
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] == TRUSTED_WITH_NOTHING:
            continue
        for _, name, node in calls_and_imports(path):
            if isinstance(node, ast.Call):
                named = {keyword.arg for keyword in node.keywords}
                assert not ("verify" in named and "http" in name.lower()), path
                names.append(name)
            assert name not in {"ssl._create_unverified_context", "ssl.CERT_NONE"}, path
    assert "httpx.AsyncClient" in names
