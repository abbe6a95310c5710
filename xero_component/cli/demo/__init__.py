"""`demo`: everything in a minute, on a sandbox, with every claim checked."""

from xero_component.errors import ConfigurationError


def run_demo() -> int:
    """Run the whole demonstration; return 0, or 1 when something is not as it says.

    Raises `ConfigurationError` when the extra `server` is not installed.
    """
    from xero_component.cli.demo.narrator import ClaimFailedError, Narrator

    narrator = Narrator()
    try:
        from xero_component.cli.demo.story import tell
    except ImportError as error:
        raise _needs_server(error) from None
    try:
        tell(narrator)
    except ClaimFailedError as failure:
        narrator.failed(failure)
        return 1
    return 0


def _needs_server(error: ImportError) -> ConfigurationError:
    from xero_component.cli.sandbox import missing_server_extra

    return missing_server_extra(error)
