"""Where the calls of a stored connection go: to where it was made, and nowhere else."""

from xero_component.api.endpoints import BASE_URL_VARIABLE, Endpoints
from xero_component.connections._records import Grant
from xero_component.errors import ConfigurationError


def endpoints_of(grant: Grant, name: str) -> Endpoints:
    """Return the addresses for a connection: those at which it was made.

    For a connection to a sandbox, `XERO_COMPONENT_BASE_URL` names another address of this machine.
    Raises `ConfigurationError` when it is set for a connection to Xero itself.
    """
    around = Endpoints.from_environment()
    if not grant.issuer:
        return around
    if grant.issuer == Endpoints().issuer:
        if not around.is_xero:
            raise ConfigurationError(
                f"The connection {name!r} is to Xero itself, but {BASE_URL_VARIABLE} names a server"
                " on this machine, which must not get its token.",
                advice=f"Unset {BASE_URL_VARIABLE}, or use a connection that was made with it.",
            )
        return around
    return Endpoints.at(grant.issuer) if around.is_xero else around
