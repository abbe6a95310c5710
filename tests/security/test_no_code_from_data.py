"""The package runs no code that it is given, and trusts no certificate that is not checked."""

import ast
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import xero_component
from xero_component.api import transport
from xero_component.api.endpoints import Endpoints
from xero_component.api.transport import http_client

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


def unchecked(node: ast.AST) -> bool:
    """Tell whether a piece of code switches off that certificates or host names are checked."""
    match node:
        case ast.Call(func=ast.Name() | ast.Attribute(), keywords=keywords):
            given = {one.arg: one.value for one in keywords}
            name = ast.unparse(node.func)
            if name.endswith("create_ssl_context"):
                return "verify" in given
            of_http = "http" in name.lower() and "verify" in given
            return of_http and not isinstance(given["verify"], ast.Call)
        case ast.Attribute(attr="check_hostname" | "verify_mode", ctx=ast.Store()):
            return True
        case ast.Attribute(attr="_create_unverified_context" | "CERT_NONE" | "CERT_OPTIONAL"):
            return True
    return False


@pytest.mark.parametrize(
    "code",
    [
        "httpx.AsyncClient(verify=False)",
        "httpx.get(url, verify=checked)",
        "httpx.create_ssl_context(verify=False)",
        "context.check_hostname = False",
        "context.verify_mode = ssl.CERT_NONE",
        "ssl._create_unverified_context()",
    ],
)
def test_what_switches_certificates_off_is_known(code: str) -> None:
    assert any(unchecked(node) for node in ast.walk(ast.parse(code)))


def test_no_module_switches_certificates_off() -> None:
    clients = 0
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] == TRUSTED_WITH_NOTHING:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not unchecked(node), f"{path}:{getattr(node, 'lineno', 0)}"
            clients += isinstance(node, ast.Call) and ast.unparse(node.func) == "httpx.AsyncClient"
    assert clients


@pytest.mark.parametrize("endpoints", [Endpoints(), Endpoints.at("http://127.0.0.1:8787")])
async def test_the_component_s_own_client_checks_certificates_and_names(
    endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    contexts: list[ssl.SSLContext] = []
    make = httpx.create_ssl_context

    def noted(**given: Any) -> ssl.SSLContext:
        contexts.append(make(**given))
        return contexts[-1]

    monkeypatch.setattr(httpx, "create_ssl_context", noted)
    transport._certificates.cache_clear()
    await http_client(endpoints).aclose()
    transport._certificates.cache_clear()
    [context] = contexts
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
