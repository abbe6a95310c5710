"""`tap`: Xero's streams as Singer messages, for any target.

Standard output holds messages and nothing else; what there is to say goes to standard error.
"""

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from xero_component.cli.exit_codes import EXIT_CODES
from xero_component.errors import InputError

if TYPE_CHECKING:
    from xero_component.runtimes.singer import TapConfig

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="FILE", help="How to reach Xero (JSON)."),
]
CatalogOption = Annotated[
    Path | None,
    typer.Option(
        "--catalog",
        "--properties",
        "-p",
        metavar="FILE",
        help="What to read (JSON); without it, every object that Xero opens to all apps.",
    ),
]
StateOption = Annotated[
    Path | None,
    typer.Option(
        "--state", "-s", metavar="FILE", help="The last state that the target has written (JSON)."
    ),
]
DiscoverOption = Annotated[
    bool,
    typer.Option("--discover", "-d", help="Write the catalog; with --config, what it can reach."),
]


def tap(
    config: ConfigOption = None,
    catalog: CatalogOption = None,
    state: StateOption = None,
    discover: DiscoverOption = False,
) -> None:
    """Read streams as a Singer tap: xero-component tap --config FILE | some-target."""
    import anyio

    from xero_component.runtimes.singer import TapConfig

    out = sys.stdout.buffer
    with contextlib.redirect_stdout(sys.stderr), _logging():
        settings = None if config is None else TapConfig.read(_json("--config", config))
        if discover:
            anyio.run(_discover, settings, out)
            return
        if settings is None:
            raise InputError("--config is missing.", advice="Name a file with the configuration.")
        chosen, before = _read("--catalog", catalog), _read("--state", state)
        code = anyio.run(_run, settings, chosen, before, out)
    if code:
        raise typer.Exit(code)


async def _discover(settings: "TapConfig | None", out: BinaryIO) -> None:
    import msgspec

    from xero_component.cli.stored import open_store
    from xero_component.runtimes.singer import discover
    from xero_component.runtimes.singer.access import opened

    scopes = None
    if settings is not None:
        async with opened(settings, open_store) as (_, connection):
            scopes = connection.scopes
    out.write(msgspec.json.format(msgspec.json.encode(discover(scopes)), indent=2) + b"\n")
    out.flush()


async def _run(settings: "TapConfig", catalog: object, state: object, out: BinaryIO) -> int:
    from xero_component.cli.stored import open_store
    from xero_component.runtimes.singer import Tap, chosen_streams
    from xero_component.runtimes.singer.access import opened
    from xero_component.runtimes.singer.tap import logger
    from xero_component.sync.run_log import problem_of

    chosen = chosen_streams(catalog)
    async with opened(settings, open_store) as (xero, _):
        report = await Tap(xero, settings, chosen, out, state).run()
    problem = problem_of(report)
    if problem is None:
        return 0
    logger.error("The run is not complete: %s The next one goes on from the state.", problem)
    return EXIT_CODES[problem.group]


@contextlib.contextmanager
def _logging() -> Any:
    """Write what the tap says to standard error, as Singer wants it."""
    import logging

    ours = logging.getLogger("xero_component.tap")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    before = ours.level, ours.propagate
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    ours.propagate = False
    try:
        yield
    finally:
        ours.removeHandler(handler)
        ours.level, ours.propagate = before


def _read(option: str, path: Path | None) -> Any:
    """Read a file that need not be given; an empty one is as none."""
    return None if path is None else _json(option, path, empty=True)


def _json(option: str, path: Path, *, empty: bool = False) -> Any:
    import json

    try:
        text = path.expanduser().read_bytes().decode("utf-8-sig")
        return None if empty and not text.strip() else json.loads(text)
    except OSError as error:
        raise InputError(f"{option}: {path} cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise InputError(f"{option}: {path} is not JSON.") from None
