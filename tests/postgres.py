"""A real PostgreSQL for the tests: one that is named, or one that is started here and stopped."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "XERO_COMPONENT_TEST_POSTGRES"
MISSING = (
    "no PostgreSQL here: install one (on Debian: apt install postgresql),"
    f" or name a server with {VARIABLE}=postgresql://user@host/database"
)
DEBIAN = Path("/usr/lib/postgresql")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "autovacuum": "off",
}
ATTEMPTS = 3
"""Somebody else may take the port between looking for a free one and starting."""


def find_binaries() -> Path | None:
    """Return the folder of `initdb`, `postgres` and `pg_ctl`, or None."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(DEBIAN.glob("*/bin"), key=_version, reverse=True)
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "postgres", "pg_ctl")):
            return folder
    return None


@dataclass
class Server:
    """A PostgreSQL of our own, in a folder of its own, on a free port of loopback."""

    binaries: Path
    folder: Path
    user: str | None
    """Who runs it when we are root, as PostgreSQL refuses to."""
    port: int = 0

    @property
    def url(self) -> str:
        return f"postgresql://xero@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """Make the files of the server."""
        options = ("--username=xero", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._run("initdb", f"--pgdata={self.folder / 'data'}", *options)

    def start(self) -> None:
        """Start on a port that is free, or on the one that it had before."""
        for attempt in range(ATTEMPTS):
            port = self.port or _free_port()
            try:
                self._control("start", "--wait", f"--options={_options(port, self.folder)}")
            except subprocess.CalledProcessError:
                if attempt == ATTEMPTS - 1:
                    raise RuntimeError((self.folder / "log").read_text("utf-8")) from None
            else:
                self.port = port
                return

    def stop(self) -> None:
        """End it at once, whoever is connected."""
        self._control("stop", "--mode=immediate")

    def _control(self, *arguments: str) -> None:
        places = (f"--pgdata={self.folder / 'data'}", f"--log={self.folder / 'log'}")
        self._run("pg_ctl", *arguments, *places)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - PostgreSQL's own programs
            [self.binaries / program, *arguments],
            cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if program == "pg_ctl" else None,
            check=True,
            timeout=50,
            user=self.user,
            group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
        )


@contextmanager
def running_server(binaries: Path) -> Iterator[Server]:
    """Make a server, start it, and stop and remove it whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="xero-postgres-"))
    server = Server(binaries, folder, _unprivileged_user())
    try:
        if server.user is not None:
            shutil.chown(folder, server.user)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _options(port: int, folder: Path) -> str:
    settings = {"port": str(port), "unix_socket_directories": str(folder), **SETTINGS}
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())
