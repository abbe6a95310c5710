"""Parameters that several routes have."""

from typing import Annotated

from fastapi import Query

ConnectionName = Annotated[
    str | None,
    Query(
        title="Connection",
        description="Name of the connection to work with; not needed while the caller may use just"
        " one.",
        max_length=200,
        examples=["acme"],
    ),
]
