"""Settings: from the command line, the environment and one file, in this order."""

from pathlib import Path

import pytest

from xero_component.errors import ConfigurationError
from xero_component.runtimes.settings import (
    HIDDEN,
    Setting,
    Settings,
    listed_settings,
    load_settings,
)

TOML = """
port = 9000
allowed_hosts = ["xero.example", "backup.example"]
webhook_key = "whk-from-the-file"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(TOML, "utf-8")
    return path


def listed(file: Path | None = None) -> dict[str, Setting]:
    return {one.name: one for one in listed_settings(file)}


def test_without_anything_it_is_for_this_machine_alone() -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert not settings.needs_api_keys


def test_what_is_given_goes_before_the_environment_and_that_before_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings(file).port == 9000
    monkeypatch.setenv("XERO_COMPONENT_PORT", "9001")
    assert load_settings(file).port == 9001
    assert load_settings(file, port=9002, host=None).port == 9002
    monkeypatch.setenv("XERO_COMPONENT_PORT", "")
    assert load_settings(file).port == 9000


def test_the_environment_may_name_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XERO_COMPONENT_CONFIG", str(file))
    assert load_settings().allowed_hosts == ("xero.example", "backup.example")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.toml", "prot = 1", "prot: there is no such setting (do you mean port?)"),
        ("a.toml", "colour = 1", "colour: there is no such setting. "),
        ("a.toml", 'webhook_key = "hush', "is not TOML (end of document)"),
        ("a.toml", "port = 1 hush", "is not TOML (line 1, column 10)"),
        ("a.yaml", "port: [1\nkey: hush", "is not YAML (line 2, column"),
        ("a.yaml", "- hush", "must hold named values"),
    ],
)
def test_a_wrong_file_says_where_and_not_what(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(file)
    assert words in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("APPS", "{main", "apps: must be JSON in the environment"),
        ("APPS", "[1]", "apps: Input should be a valid"),
        (
            "APPS",
            '{"main": {"client_id": "x", "client_secrt": "hush"}}',
            "(do you mean client_secret?)",
        ),
        ("PORT", "abc", "port: Input should be a valid integer"),
        ("ANSWER_HOURS", "inf", "answer_hours: Input should be a finite number"),
        ("WAIT_SECONDS", "nan", "wait_seconds: Input should be"),
    ],
)
def test_a_wrong_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"XERO_COMPONENT_{variable}", value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert words in str(caught.value)
    assert "hush" not in str(caught.value)


def test_apps_may_be_json_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XERO_COMPONENT_APPS", '{"main": {"client_id": "x"}}')
    assert load_settings().apps["main"].client_id == "x"


def test_a_file_may_be_yaml(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text("port: 9000\nhost: 0.0.0.0\n", "utf-8")
    settings = load_settings(path)
    assert (settings.port, settings.needs_api_keys) == (9000, True)
    path.write_text("# nothing yet\n", "utf-8")
    assert load_settings(path).port == 8080


def test_names_beyond_this_machine_need_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XERO_COMPONENT_ALLOWED_HOSTS", "localhost, 127.0.0.1")
    assert load_settings().allowed_hosts == ("localhost", "127.0.0.1")
    assert not load_settings().needs_api_keys
    monkeypatch.setenv("XERO_COMPONENT_ALLOWED_HOSTS", "localhost,xero.example")
    assert load_settings().needs_api_keys


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.toml", "port = 'x'", "port: "),
        ("a.yaml", "1: 2", "named values"),
        ("a.toml", "port = 99999\nbody_seconds = 0", "port: .*body_seconds: "),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, name: str, text: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=words):
        load_settings(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml cannot be read \(No such file"):
        load_settings(tmp_path / "none.toml")


def test_a_mistake_shows_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('webhook_key = ["whk-secret"]', "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(path)
    assert "whk-secret" not in f"{caught.value!r} {caught.value}"


def test_all_are_listed_with_where_they_come_from_and_no_secret(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XERO_COMPONENT_STORE", "postgresql://xero:pa55word@db/xero")
    monkeypatch.setenv("XERO_COMPONENT_KEY", "c2VjcmV0LWtleQ==")
    found = listed(file)
    assert list(found) == list(Settings.model_fields)
    assert found["port"].value == "9000"
    assert found["port"].source == f"file: {file}"
    assert found["store"].source == "environment: XERO_COMPONENT_STORE"
    assert found["store"].value == "postgresql://xero:***@db/xero"
    assert found["host"].source == "default"
    assert found["allowed_hosts"].value == "xero.example, backup.example"
    assert found["webhook_key"].value == found["key"].value == HIDDEN
    text = repr(found) + repr(load_settings(file))
    for secret in ("pa55word", "c2VjcmV0LWtleQ", "whk-from-the-file"):
        assert secret not in text
    assert all(one.description.endswith(".") for one in found.values())


def test_the_secrets_of_apps_are_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        '[apps.main]\nclient_id = "app-1"\nclient_secret = "s3cr3t-of-the-app"', "utf-8"
    )
    found = listed(path)
    assert found["apps"].value == "main"
    assert "s3cr3t" not in repr(found)
