import yaml

from tests.cli.conftest import Cli
from tests.cli.served import as_json, finished
from xero_component.component import component
from xero_component.core.manifest import manifest_of

HEAVY = ("httpx", "pydantic", "sqlalchemy", "cryptography", "starlette", "xero_component.component")


def test_the_start_imports_nothing_heavy() -> None:
    program = (
        "import sys; import xero_component.cli.app;"
        f" print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert finished("-c", program) == (0, "[]\n", "")


def test_it_runs_as_a_module_and_as_a_script() -> None:
    code, out, err = finished("-m", "xero_component", "--help")
    assert (code, err) == (0, "")
    assert "xero-component" in out
    script = "from xero_component.cli import main; main()"
    assert finished("-c", script, "version")[0] == 0


def test_without_a_command_it_shows_the_help(cli: Cli) -> None:
    assert "xero-component demo" in cli().output


def test_the_manifest_is_printed_as_yaml_and_json(cli: Cli) -> None:
    wanted = manifest_of(component)
    assert yaml.safe_load(cli("manifest").stdout) == wanted
    assert as_json(cli("manifest", "--format", "json").stdout) == wanted


def test_the_version_is_one_line(cli: Cli) -> None:
    done = cli("version")
    assert done.exit_code == 0
    assert done.output.count("\n") == 1


def test_a_reader_that_goes_away_causes_no_traceback() -> None:
    program = (
        "import subprocess, sys; made = subprocess.Popen([sys.executable, '-m', 'xero_component',"
        " 'manifest'], stdout=subprocess.PIPE, stderr=subprocess.PIPE); made.stdout.read(1);"
        " made.stdout.close(); print(b'Traceback' in made.stderr.read()); made.wait()"
    )
    assert finished("-c", program)[:2] == (0, "False\n")
