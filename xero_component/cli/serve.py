"""`serve`: the component as a service, over HTTP, until it is stopped."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xero_component.cli.config import PREFIX, unknown_variables
from xero_component.errors import ConfigurationError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from xero_component.runtimes.settings import Settings

GUIDE = "https://github.com/xero-component/xero-component/blob/main/docs/server.md"

HostOption = Annotated[
    str | None, typer.Option(help="Address to listen on; unless it is given, 127.0.0.1.")
]
PortOption = Annotated[
    int | None, typer.Option(min=0, max=65535, help="Port; 0 takes any free one.")
]
FileOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings as TOML or YAML."),
]


def serve(host: HostOption = None, port: PortOption = None, config: FileOption = None) -> None:
    """Serve every action, data source and trigger over HTTP, until Ctrl-C.

    When it is ready it prints one line of JSON: url, openapi (the document for flow builders) and
    docs. Beyond this machine it needs API keys: xero-component api-keys create NAME
    """
    import json
    from contextlib import nullcontext

    from xero_component.cli.screen import write_bytes
    from xero_component.runtimes.http import create_app, missing_extra
    from xero_component.runtimes.logs import writing_logs
    from xero_component.runtimes.telemetry import tracing

    try:
        from xero_component.runtimes.http.serving import serve as run
        from xero_component.runtimes.settings import load_settings
    except ImportError as error:
        raise missing_extra(error) from None
    settings = load_settings(config, host=host, port=port)

    def announce(url: str) -> None:
        line = {"url": url, "openapi": f"{url}/openapi.json", "docs": GUIDE}
        write_bytes(json.dumps(line).encode() + b"\n")

    with writing_logs(settings.log_format, settings.log_level):
        warn_of_unknown_variables()
        app = create_app(settings)
        try:
            require_keys(app, settings)
            with tracing(app) if settings.traces else nullcontext():
                run(app, settings, announce)
        finally:
            app.state.server.close()


def warn_of_unknown_variables() -> None:
    """Log the variables that look like settings and are none, as `config` prints them."""
    from xero_component.runtimes.settings import FILE_VARIABLE, Settings

    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name in unknown_variables(known | {FILE_VARIABLE}):
        logging.getLogger("xero_component").warning("there is no setting %s", name)


def require_keys(app: "FastAPI", settings: "Settings") -> None:
    """Raise `ConfigurationError` for a server that others could reach and nobody has a key for."""
    if settings.needs_api_keys and not app.state.server.keys.exist():
        raise ConfigurationError(
            "The server would be reached from beyond this machine, and there is no API key.",
            advice="Make one with `xero-component api-keys create NAME`, or listen on 127.0.0.1 and"
            " allow no other host.",
        )
