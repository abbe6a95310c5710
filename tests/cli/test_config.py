"""`config`: a misspelt setting is told, and nothing that it was set to."""

import json

import pytest

from tests.cli.conftest import Cli
from xero_component.cli.serve import warn_of_unknown_variables


def test_variables_that_are_no_settings_are_named(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XERO_COMPONENT_WEBHOK_KEY", "whk-secret")
    monkeypatch.setenv("XERO_COMPONENT_NONSENSE", "1")
    for known in ("PORT", "CONNECTION", "DESTINATION", "BASE_URL"):
        monkeypatch.setenv(f"XERO_COMPONENT_{known}", "9001" if known == "PORT" else "")
    done = cli("config", "--json")
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        "There is no setting XERO_COMPONENT_NONSENSE.",
        "There is no setting XERO_COMPONENT_WEBHOK_KEY (do you mean XERO_COMPONENT_WEBHOOK_KEY?).",
    ]
    assert "whk-secret" not in done.stdout
    assert "port" in {one["name"] for one in json.loads(done.stdout)}


def test_the_server_s_log_names_them_too(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XERO_COMPONENT_WEBHOK_KEY", "whk-secret")
    monkeypatch.setenv("XERO_COMPONENT_CONFIG", "settings.toml")
    warn_of_unknown_variables()
    assert caplog.messages == [
        "there is no setting XERO_COMPONENT_WEBHOK_KEY (do you mean XERO_COMPONENT_WEBHOOK_KEY?)"
    ]
