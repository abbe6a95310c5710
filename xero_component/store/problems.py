"""What a database's errors mean for the caller: come back later, or put the set-up right."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from xero_component.errors import ConfigurationError, UnavailableError


@contextmanager
def reporting() -> Iterator[None]:
    """Turn a database's errors into `UnavailableError` or `ConfigurationError`, without values."""
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError, ImportError) as error:
        if not may_pass(error):
            raise ConfigurationError(f"The store does not work: {reason(error)}.") from None
        raise UnavailableError(
            f"The store cannot be used now: {reason(error)}.",
            advice="Try again, and check that the database is there and its disk has room.",
        ) from None


def may_pass(error: Exception) -> bool:
    """Tell a database that is away, busy or full from one that is wrong."""
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return True
    if getattr(getattr(error, "orig", None), "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        return False
    return isinstance(error, exc.OperationalError | exc.InterfaceError | exc.TimeoutError)


def reason(error: Exception) -> str:
    """Return the driver's words, without statement and parameters."""
    cause = error.orig if isinstance(error, exc.DBAPIError) else error
    return str(cause).strip().splitlines()[0].rstrip(".") if str(cause).strip() else "no reason"
