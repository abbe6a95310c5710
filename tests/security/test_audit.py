"""`make audit` fails for what is known, and for nothing that is not."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

import pytest

from tests.security.audit import FILES, audit

FINE = {"name": "httpx", "version": "0.28.1", "vulns": []}
BAD = {
    "name": "leaky",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"], "aliases": []}],
}
SKIPPED = {"name": "ours", "skip_reason": "Dependency not found on PyPI"}


def audited(stdout: Any, stderr: str = "", code: int = 0) -> tuple[int, str]:
    def run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        assert {"--require-hashes", "--disable-pip", *FILES} <= set(command)
        text = stdout if isinstance(stdout, str) else json.dumps({"dependencies": stdout})
        return subprocess.CompletedProcess(command, code, text, stderr)

    return audit(FILES, run)


def test_a_known_vulnerability_fails_and_is_named() -> None:
    code, said = audited([FINE, BAD], "Found 1 known vulnerability in 1 package", 1)
    assert code == 1
    assert "leaky 1.0: PYSEC-2026-1, fixed in 1.1" in said


def test_packages_without_any_pass() -> None:
    assert audited([FINE, SKIPPED]) == (0, "No known vulnerabilities in 1 of 2 packages.")


@pytest.mark.parametrize(
    "stderr",
    [
        "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed",
        "requests.exceptions.ConnectionError: HTTPSConnectionPool: Max retries exceeded",
        "requests.exceptions.ProxyError: 403 Forbidden",
        "pip_audit._service.interface.ServiceError: 503",
    ],
)
def test_without_the_network_it_says_so_and_passes(stderr: str) -> None:
    code, said = audited("", stderr, 1)
    assert (code, said.partition(":")[0]) == (0, "Not audited")


def test_a_service_that_knows_no_package_is_no_proof() -> None:
    code, said = audited([SKIPPED])
    assert (code, said) == (0, "Not audited: the service knows none of 1 packages.")


def test_an_answer_that_never_comes_is_not_waited_for() -> None:
    def never(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        raise subprocess.TimeoutExpired(list(command), 300)

    code, said = audit(FILES, never)
    assert (code, said.partition(":")[0]) == (0, "Not audited")


def test_a_file_that_cannot_be_read_fails() -> None:
    code, said = audited("", "ERROR:pip_audit._cli:requirement X is not pinned", 1)
    assert (code, "not pinned" in said) == (1, True)
