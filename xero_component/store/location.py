"""Where the database is, unless the caller says otherwise."""

import os

import platformdirs

STORE_VARIABLE = "XERO_COMPONENT_STORE"
FILE_NAME = "tokens.db"
"""The default database, in the user's data folder."""


def default_url() -> str:
    """Return the URL in `XERO_COMPONENT_STORE`, else that of a file in the user's data folder."""
    named = os.environ.get(STORE_VARIABLE, "").strip()
    if named:
        return named
    path = platformdirs.user_data_path("xero-component", appauthor=False) / FILE_NAME
    return f"sqlite:///{path}"
