"""Where the database is, unless the caller says otherwise."""

import os
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    import sqlalchemy as sa

STORE_VARIABLE = "XERO_COMPONENT_STORE"
FILE_NAME = "tokens.db"
"""The default database, in the user's data folder."""
HIDDEN = "***"
"""What stands in the place of a URL that cannot be read."""


def default_url() -> str:
    """Return the URL in `XERO_COMPONENT_STORE`, else that of a file in the user's data folder."""
    named = os.environ.get(STORE_VARIABLE, "").strip()
    if named:
        return named
    path = platformdirs.user_data_path("xero-component", appauthor=False) / FILE_NAME
    return f"sqlite:///{path}"


def shown_url(url: "str | sa.URL") -> str:
    """Return a database's URL as it may be shown: without passwords, wherever in it they are."""
    # Imported here, so that the library loads fast where no store is opened.
    import sqlalchemy as sa

    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        return HIDDEN
    if "@" in (parsed.host or ""):
        return HIDDEN
    query = {
        name: "hidden" if "password" in name.lower() else value
        for name, value in parsed.query.items()
    }
    return parsed.set(query=query).render_as_string(hide_password=True)
