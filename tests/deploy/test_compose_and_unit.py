"""What people copy to run the server: settings that exist, no secrets, few rights."""

import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.deploy.files import (
    COMPOSE,
    DEPLOY,
    EXAMPLE,
    GUIDE,
    UNIT,
    compose,
    example,
    texts,
    unit,
)
from xero_component.cli.app import app
from xero_component.cli.exit_codes import EXIT_CODES
from xero_component.errors import Group
from xero_component.runtimes.http import metrics
from xero_component.runtimes.settings import FILE_VARIABLE, PREFIX, Settings, load_settings

SECRET_SHAPES = re.compile(
    r"xck_[\w-]{20}|[A-Za-z0-9_-]{43}=|eyJ[\w-]{10}|BEGIN [A-Z ]*PRIVATE KEY|gAAAAA"
)
COMMANDS = typer.main.get_group(app)


def variables(text: str) -> set[str]:
    return set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", text))


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"][name]
    return found


def values(section: str, name: str) -> list[str]:
    return [value for key, value in unit()[section] if key == name]


def test_every_file_ends_and_none_has_a_tab_or_a_secret() -> None:
    for name, text in texts():
        assert text.endswith("\n"), name
        assert "\t" not in text, name
        if not name.endswith("requirements.txt"):
            assert not SECRET_SHAPES.search(text), name


@pytest.mark.parametrize("file", [COMPOSE, UNIT, EXAMPLE, GUIDE], ids=lambda file: file.name)
def test_every_variable_that_is_named_is_a_setting(file: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {FILE_VARIABLE}
    assert variables(file.read_text("utf-8")) <= known


def test_the_example_is_read_as_it_is_and_with_all_its_comments_undone(tmp_path: Path) -> None:
    assert load_settings(EXAMPLE).public_url == "https://xero.example.com"
    whole = example(whole=True)
    assert set(Settings.model_fields) - set(whole) == {"store", "key", "base_url"}
    for name in ("host", "port", "largest_body", "body_seconds", "answer_hours", "lease_seconds"):
        assert whole[name] == Settings.model_fields[name].default, name
    for name in ("action_seconds", "wait_seconds", "shutdown_seconds", "log_level", "traces"):
        assert whole[name] == Settings.model_fields[name].default, name
    text = re.sub(r"(?m)^# (?=\w+ = |\[apps)", "", EXAMPLE.read_text("utf-8"))
    filled = tmp_path / "settings.toml"
    filled.write_text(re.sub(r'(client_id|client_secret|_key) = ""', r'\1 = "x"', text), "utf-8")
    settings = load_settings(filled)
    assert settings.needs_api_keys
    assert list(settings.apps) == ["books"]


def test_the_images_have_tags() -> None:
    for name in compose()["services"]:
        image = service(name)["image"]
        assert re.fullmatch(r"[\w./-]+:\d[\w.-]*", image), image
    assert re.fullmatch(r"docker\.io/library/postgres:\d+-\w+", service("database")["image"])


def test_the_server_s_image_is_of_this_version() -> None:
    assert service("server")["image"] == f"xero-component:{version('xero-component')}"
    build = service("server")["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Containerfile"


def test_every_secret_comes_from_outside_and_must_be_there() -> None:
    for name in ("server", "database"):
        for variable, value in service(name)["environment"].items():
            if re.search(r"PASSWORD|STORE|_KEY$", variable):
                assert re.search(r"\$\{\w+:[?-]", str(value)), variable
    server = service("server")["environment"]
    assert ":?" in server["XERO_COMPONENT_KEY"]
    assert "@database/" in server["XERO_COMPONENT_STORE"]


def test_the_server_has_no_more_rights_than_it_needs() -> None:
    server = service("server")
    assert server["read_only"] is True
    assert server["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in server["security_opt"]
    assert not server.keys() & {"privileged", "network_mode", "pid", "devices", "cap_add", "user"}
    assert server["volumes"] == ["server:/var/lib/xero-component"]
    assert server["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's own


def test_only_this_machine_reaches_the_server_and_only_the_server_the_database() -> None:
    assert all(port.startswith("127.0.0.1:") for port in service("server")["ports"])
    assert "ports" not in service("database")
    assert service("database")["networks"] == ["inside"]
    assert compose()["networks"]["inside"] == {"internal": True}
    assert set(service("server")["networks"]) == {"inside", "outside"}


def test_it_waits_for_the_database_and_has_time_to_end() -> None:
    server = service("server")
    assert server["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "healthcheck" in service("database")
    longest = Settings.model_fields["shutdown_seconds"].default
    assert int(server["stop_grace_period"].removesuffix("s")) > longest
    assert int(values("Service", "TimeoutStopSec")[0]) > longest


def test_every_volume_network_and_secret_is_declared_and_used() -> None:
    whole = compose()
    used: set[str] = set()
    for one in whole["services"].values():
        used |= {volume.partition(":")[0] for volume in one["volumes"]} | set(one["networks"])
        used |= {secret["source"] for secret in one.get("secrets", ())}
    assert used == {*whole["volumes"], *whole["networks"], *whole["secrets"]}
    target = service("server")["secrets"][0]["target"]
    assert service("server")["environment"][FILE_VARIABLE] == f"/run/secrets/{target}"


HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectKernelModules": "yes",
    "ProtectControlGroups": "yes",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
    "StateDirectoryMode": "0700",
}


def test_the_unit_is_whole_and_hardened() -> None:
    assert list(unit()) == ["Unit", "Service", "Install"]
    service_lines = dict(unit()["Service"])
    assert HARDENED.items() <= service_lines.items()
    assert service_lines["User"] not in {"root", "0", "nobody"}
    assert "@system-service" in values("Service", "SystemCallFilter")
    assert values("Install", "WantedBy") == ["multi-user.target"]


def test_the_unit_says_each_thing_once() -> None:
    several = {"Environment", "SystemCallFilter"}
    for lines in unit().values():
        names = [name for name, _ in lines if name not in several]
        assert len(names) == len(set(names))


def test_the_unit_runs_a_command_that_there_is_and_writes_where_it_may() -> None:
    [command] = values("Service", "ExecStart")
    program, key, option, file = command.split()
    assert (Path(program).name, key) == ("xero-component", "serve")
    options = {name for one in COMMANDS.commands[key].params for name in one.opts}
    assert option in options
    assert file.startswith("/etc/xero-component/")
    [state] = values("Service", "StateDirectory")
    stores = [one for one in values("Service", "Environment") if "_STORE=" in one]
    assert [f"sqlite:////var/lib/{state}/" in one for one in stores] == [True]
    assert values("Service", "EnvironmentFile") == ["-/etc/xero-component/environment"]


def test_a_wrong_setting_does_not_start_it_over_and_over() -> None:
    assert values("Service", "RestartPreventExitStatus") == [str(EXIT_CODES[Group.CONFIGURE])]


def test_the_guide_names_every_file_and_commands_that_there_are() -> None:
    text = GUIDE.read_text("utf-8")
    for path in DEPLOY.iterdir():
        if path.suffix not in {".txt", ".dockerignore"}:
            assert f"deploy/{path.name}" in text, path.name
    shell = "\n".join(re.findall(r"(?ms)^ *```(?:sh|text)\n(.*?)^ *```", text))
    before = r"(?:^ *|server |bin/)xero-component|run --rm server|run --rm xero-component:\S+"
    named = re.findall(rf"(?m)(?:{before}) ([a-z-]+)(?: ([a-z-]+))?", shell)
    named += re.findall(r"`xero-component ([a-z-]+)(?: ([a-z-]+))?", text)
    assert len(named) > 8
    for group, name in named:
        assert group in COMMANDS.commands, group
        inner = getattr(COMMANDS.commands[group], "commands", {name: None})
        assert not name or name in inner, f"{group} {name}"


def test_the_guide_watches_metrics_that_there_are() -> None:
    exported = set(re.findall(r'"(xero_\w+)"', Path(metrics.__file__).read_text("utf-8")))
    watched = set(
        re.findall(r"\b(xero_(?:calls|store|day|token|minute)\w*)", GUIDE.read_text("utf-8"))
    )
    assert len(watched) >= 4
    assert {name.removesuffix("_total") for name in watched} <= exported
