"""Asks pip-audit whether a pinned package has a known vulnerability: `make audit`.

Without the network nothing can be known. Then it says so and is no failure: a check that fails on a
train is soon switched off. What pip-audit found is a failure, and so is a file that it cannot read.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

FILES = ("constraints.txt", "deploy/requirements.txt", "deploy/build-requirements.txt")
OPTIONS = (
    *("--require-hashes", "--disable-pip", "--format", "json"),
    *("--progress-spinner", "off", "--timeout", "15"),
)
LONGEST = 300.0
"""Seconds for all of it."""

_UNREACHABLE = re.compile(
    r"Connection|Could not connect|Timeout|timed out|ProxyError|SSLError|RemoteDisconnected"
    r"|Max retries|not redirecting|ServiceError|HTTPError|JSONDecodeError"
)

Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


def audit(files: Sequence[str], run: Run) -> tuple[int, str]:
    """Return exit code and what to say."""
    named = [part for file in files for part in ("--requirement", file)]
    try:
        done = run([sys.executable, "-m", "pip_audit", *named, *OPTIONS])
    except subprocess.TimeoutExpired:
        return 0, f"Not audited: no answer within {LONGEST:g} seconds."
    found = _report(done.stdout)
    if found is None and done.returncode and _UNREACHABLE.search(done.stderr):
        return 0, "Not audited: the service that knows of vulnerabilities cannot be reached."
    if found is None:
        return 1, f"pip-audit failed:\n{done.stderr.strip()}"
    known = [_told(one) for one in found if one.get("vulns")]
    if known:
        return 1, "Packages with known vulnerabilities:\n" + "\n".join(known)
    asked = sum("vulns" in one for one in found)
    if not asked:
        return 0, f"Not audited: the service knows none of {len(found)} packages."
    return 0, f"No known vulnerabilities in {asked} of {len(found)} packages."


def _report(output: str) -> list[dict[str, Any]] | None:
    try:
        packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    return packages


def _told(package: dict[str, Any]) -> str:
    each = (
        f"{one['id']}, fixed in {', '.join(one['fix_versions']) or 'no version yet'}"
        for one in package["vulns"]
    )
    return f"  {package['name']} {package['version']}: {'; '.join(each)}"


def _really(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - the command is made above
        command, capture_output=True, text=True, check=False, timeout=LONGEST
    )


if __name__ == "__main__":
    code, said = audit(FILES, _really)
    sys.stdout.write(said + "\n")
    sys.exit(code)
