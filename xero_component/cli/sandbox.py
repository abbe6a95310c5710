"""`sandbox`: a Xero that runs on this machine until it is stopped."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from xero_component.errors import ConfigurationError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

PORT = 8787

PortOption = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes any free one.")]
HostOption = Annotated[str, typer.Option(help="Address to listen on.")]
WebhookOption = Annotated[
    str | None, typer.Option(metavar="URL", help="Send signed webhooks to this local address.")
]
FaultOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FAULT",
        help="What goes wrong, as KIND*COUNT@METHOD /path, such as '503-text*2@GET /Invoices', or"
        " with webhooks, such as 'webhook-repeat*2'; may be given several times.",
    ),
]
ScopeOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SCOPE",
        help="Let apps ask for this scope too, such as accounting.journals.read, which Xero opens"
        " to few; may be given several times.",
    ),
]
LimitsOption = Annotated[bool, typer.Option("--no-limits", help="Leave out Xero's rate limits.")]


def sandbox(
    port: PortOption = PORT,
    host: HostOption = "127.0.0.1",
    webhook_url: WebhookOption = None,
    fault: FaultOption = None,
    no_limits: LimitsOption = False,
    scope: ScopeOption = None,
) -> None:
    """Run a Xero on this machine, with demo data, until Ctrl-C.

    When it is ready it prints one line of JSON: base_url, client_id, client_secret, webhook_key and
    tenants. Connect to it with: xero-component connect NAME --sandbox --base-url URL
    """
    import json

    from xero_component.cli.screen import write_bytes

    made = make_sandbox(webhook_url, fault or (), no_limits, scope or ())

    def announce(base_url: str) -> None:
        line = {**made.announcement(base_url), "webhook_url": webhook_url}
        write_bytes(json.dumps(line, ensure_ascii=False).encode() + b"\n")

    try:
        made.run(host, port, announce)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or "not an address"
        raise ConfigurationError(
            f"The sandbox cannot listen on port {port} of {host!r} ({reason}).",
            advice="Choose another one with --port, or --port 0 for any that is free.",
        ) from None


def make_sandbox(
    webhook_url: str | None,
    faults: "Sequence[str]",
    no_limits: bool,
    scopes: "Sequence[str]",
) -> Any:
    """Make a sandbox.

    Raises `ConfigurationError` without the extra, `InputError` for options that it refuses.
    """
    try:
        from xero_component.sandbox import Limits, Sandbox, parse_fault

        kinds = (Sandbox, Limits, parse_fault)
    except ImportError as error:
        raise missing_server_extra(error) from None
    sandbox_class, limits, parse = kinds
    try:
        return sandbox_class(
            webhook_url=webhook_url,
            faults=[parse(text) for text in faults],
            limits=None if no_limits else limits(),
            extra_scopes=scopes,
        )
    except ValueError as error:
        raise InputError(f"{error}.") from None


def missing_server_extra(error: ImportError) -> ConfigurationError:
    """Return the error that says how to install what the sandbox needs."""
    what = f" ({error.name} is missing)" if error.name else ""
    return ConfigurationError(
        f"The sandbox needs packages that are not installed{what}.",
        advice='Install them with: pip install "xero-component[server]"',
    )
