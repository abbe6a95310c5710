"""The image is built from pinned parts, runs as nobody, and writes to one folder."""

import ast
import json
import re
import tomllib
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.deploy.files import DEPLOY, IGNORE, ROOT, copied_from_here, pins, stages, steps
from xero_component.runtimes.http.about import about_router
from xero_component.runtimes.settings import PREFIX, Settings

KNOWN = {
    *("ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "RUN"),
    *("STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
}


def of(word: str) -> list[str]:
    """Return what an instruction says in the last stage, which is the image."""
    return [step.rest for step in stages()[-1] if step.word == word]


def environment() -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(of("ENV"))))


def test_every_instruction_is_one() -> None:
    assert {step.word for step in steps()} <= KNOWN


def test_every_image_is_named_in_full_with_a_tag() -> None:
    default = dict(step.rest.split("=", 1) for step in steps() if step.word == "ARG")
    bases = [stage[0].rest.split()[0] for stage in stages()]
    assert set(bases) == {"${PYTHON}"}
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+-slim-\w+", default["PYTHON"])


def test_it_runs_as_a_numbered_user_who_is_not_root() -> None:
    assert of("USER") == ["10001:10001"]
    words = [step.word for step in stages()[-1]]
    assert "RUN" not in words[words.index("USER") :]
    assert "--uid 10001" in " ".join(of("RUN"))


def test_all_that_it_writes_to_is_one_folder() -> None:
    [folder] = of("VOLUME")
    assert environment()["XERO_COMPONENT_STORE"] == f"sqlite:///{folder}/tokens.db"
    assert of("WORKDIR") == [folder]
    assert environment()["PYTHONDONTWRITEBYTECODE"] == "1"
    assert "--no-create-home" in " ".join(of("RUN"))


def test_its_settings_are_settings() -> None:
    named = {name for name in environment() if name.startswith(PREFIX)}
    assert {name.removeprefix(PREFIX).lower() for name in named} <= set(Settings.model_fields)
    assert environment()["XERO_COMPONENT_HOST"] == "0.0.0.0"  # noqa: S104 - in a container
    assert of("EXPOSE") == [str(Settings.model_fields["port"].default)]


def test_it_starts_the_server_without_a_shell_and_ends_it_gently() -> None:
    assert json.loads(of("ENTRYPOINT")[0]) == ["xero-component"]
    assert json.loads(of("CMD")[0]) == ["serve"]
    assert of("STOPSIGNAL") == ["SIGTERM"]


def test_packages_are_installed_by_their_hashes_alone() -> None:
    for step in steps():
        for command in step.rest.split("&&") if step.word == "RUN" else ():
            if "pip install" in command:
                assert "--require-hashes" in command or "--no-index" in command, command
            assert not re.search(r"\b(curl|wget|sudo|apt-get|git clone)\b", command), command


@pytest.mark.parametrize("name", ["requirements.txt", "build-requirements.txt"])
def test_what_is_installed_is_what_is_tested(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    tested, installed = pins(ROOT / "constraints.txt"), pins(DEPLOY / name)
    assert installed
    different = {one for one in installed.keys() & tested.keys() if installed[one] != tested[one]}
    assert different == set(), "run 'make lock'"
    entries = re.split(r"(?m)^(?=\w)", text)
    assert all("--hash=sha256:" in entry for entry in entries if entry.strip())


def test_the_image_has_all_that_the_server_needs_and_no_tools() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["server"], *extras["postgres"], *extras["otel"]]
    installed = pins(DEPLOY / "requirements.txt")
    names = {re.split(r"[\[>=<;]", one)[0].lower() for one in wanted}
    assert names - installed.keys() == set(), "run 'make lock'"
    assert installed.keys() & {"pytest", "mypy", "ruff", "pip-audit", "hypothesis"} == set()


def test_the_image_is_built_from_files_that_are_there_and_let_through() -> None:
    rules = [line for line in IGNORE.read_text("utf-8").splitlines() if line[:1] not in {"#", ""}]
    assert rules[0] == "*"
    let_through = {rule[1:] for rule in rules if rule.startswith("!")}
    assert let_through == set(copied_from_here())
    assert [name for name in let_through if not (ROOT / name).exists()] == []
    kept_out = ("deploy/.env", ".env", ".git", "deploy/xero-component.toml", "tests")
    assert not [name for name in kept_out if any(fnmatch(name, one) for one in let_through)]


def test_the_package_can_be_built_from_what_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], project["project"]["readme"]}
    needed |= {"pyproject.toml", *project["project"]["license-files"]}
    assert needed - set(copied_from_here()) == set()


class Healthy(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 - one server in one test

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        return None


def health_check() -> str:
    [check] = of("HEALTHCHECK")
    python, option, code = json.loads(check[check.index("[") :])
    assert (python, option) == ("python", "-c")
    return str(code)


def test_the_health_check_asks_the_server_and_fails_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = health_check()
    ast.parse(code)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        Thread(target=server.handle_request, daemon=True).start()
        monkeypatch.setenv("XERO_COMPONENT_PORT", str(server.server_port))
        exec(code, {})  # noqa: S102 - the health check of the image
    assert Healthy.asked == ["/health"]
    with pytest.raises(OSError, match="refused"):
        exec(code, {})  # noqa: S102 - the health check of the image
    assert '"/health"' in Path(about_router.__code__.co_filename).read_text("utf-8")
