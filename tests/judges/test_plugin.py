"""The judge is there when its documents are, fails the test at fault, and is away otherwise."""

import os
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.judges.judge import Bench
from tests.judges.listening import Hearing
from tests.judges.plugin import FOLDER, HEARING, judged, pytest_configure
from xero_component.sandbox.accounting import AccountingApi


class Config(SimpleNamespace):
    """As much of pytest's configuration as the plugin touches."""

    def __init__(self) -> None:
        super().__init__(stash=pytest.Stash(), markers=[])

    def addinivalue_line(self, name: str, line: str) -> None:
        self.markers.append((name, line))


class Found(Bench):
    """A bench with one opinion."""

    def __init__(self) -> None:
        """Read no documents."""

    def request(self, *_message: Any) -> list[str]:
        return ["createInvoices (PUT /Invoices), request: wrong"]


def run(marker: object = None, *, wrong: bool, error: Exception | None = None) -> None:
    """Run a test's phase under the plugin, with or without something for the judge."""
    hearing = Hearing(Found())
    config = Config()
    config.stash[HEARING] = hearing
    item: Any = SimpleNamespace(config=config, get_closest_marker=lambda _name: marker)
    phase: Generator[None, object, object] = judged(item)
    next(phase)
    if wrong:
        hearing.hear_request(_request())
    try:
        if error is not None:
            phase.throw(error)
        phase.send(None)
    except StopIteration:
        return


def _request(body: bytes = b"{}") -> httpx.Request:
    return httpx.Request(
        "PUT",
        "https://api.xero.com/api.xro/2.0/Invoices",
        headers={"Content-Type": "application/json"},
        content=body,
    )


def test_the_judge_is_in_only_where_its_documents_are(request: pytest.FixtureRequest) -> None:
    named = bool(os.environ.get(FOLDER))
    assert (HEARING in request.config.stash) is named
    assert hasattr(AccountingApi.handle, "__wrapped__") is named


def test_where_the_documents_are_they_refuse_a_wrong_invoice(
    request: pytest.FixtureRequest,
) -> None:
    hearing = request.config.stash.get(HEARING, None) or Hearing(Found())
    hearing.hear_request(_request(b'{"Invoices": [{"Type": "SALE"}]}'))
    found = hearing.take()
    assert found
    assert all("createInvoices (PUT /Invoices), request" in line for line in found)


@pytest.mark.parametrize("folder", [None, ""])
def test_without_the_variable_nothing_is_judged(
    monkeypatch: pytest.MonkeyPatch, folder: str | None
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    if folder is not None:
        monkeypatch.setenv(FOLDER, folder)
    before = AccountingApi.handle
    config: Any = Config()
    pytest_configure(config)
    assert HEARING not in config.stash
    assert AccountingApi.handle is before
    assert config.markers[0][0] == "markers"


def test_a_folder_without_the_documents_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    config: Any = Config()
    with pytest.raises(FileNotFoundError, match=r"xero_accounting\.yaml"):
        pytest_configure(config)


def test_a_finding_fails_the_test_that_passed() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"createInvoices \(PUT /Invoices\), request"):
        run(wrong=True)


def test_no_finding_and_no_failure() -> None:
    run(wrong=False)


def test_a_marked_test_may_be_wrong() -> None:
    run(pytest.mark.outside_openapi(reason="an attack"), wrong=True)


def test_a_test_that_failed_keeps_its_own_error() -> None:
    with pytest.raises(ZeroDivisionError):
        run(wrong=True, error=ZeroDivisionError())
