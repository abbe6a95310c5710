"""What every action that lists records shares: paging, filters, order."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from xero_component.catalogue.inputs import Guid, Moment, Text
from xero_component.core import ActionInput, Form

Ids = Annotated[list[Guid], Field(min_length=1, max_length=40)]
"""Ids of Xero; the address of a request has room for about forty."""


def _one_name(text: str) -> str:
    if "," in text:
        raise ValueError("must not hold a comma: Xero would take it for two")
    return text


Name = Annotated[Text, AfterValidator(_one_name)]
Names = Annotated[list[Name], Field(min_length=1, max_length=40)]
"""Numbers or statuses, as many as ids."""


class UnpagedListInput(ActionInput):
    """A list that Xero returns whole."""

    modified_after: Moment | None = None
    """Only records created or modified since this moment; UTC where no zone is given."""
    where: Annotated[str | None, Form(widget="text", placeholder='Status=="ACTIVE"')] = None
    """A filter in Xero's own language, such as `Name.StartsWith("A")`."""
    order: Annotated[str | None, Form(placeholder="UpdatedDateUTC DESC")] = None
    """A field to sort by, and ASC or DESC."""


class PagingInput(ActionInput):
    """Which part of a long list."""

    fetch_all: bool = False
    """Read every page; the page number is then ignored."""
    page: Annotated[int, Field(title="Page Number", ge=1)] = 1
    """Which page to return, from 1."""
    page_size: Annotated[int, Field(ge=1, le=1000)] = 100
    """Records on a page, up to 1000; fetching all reads 1000 at once unless you say less."""

    @model_validator(mode="after")
    def _one_way_of_paging(self) -> "PagingInput":
        if self.fetch_all and "page" in self.model_fields_set and self.page > 1:
            raise ValueError("give page, or fetch_all, not both")
        return self


class PagedListInput(UnpagedListInput, PagingInput):
    """A list that Xero returns in pages; its form begins with paging."""


def parameters(**given: Any) -> dict[str, str]:
    """Return query parameters for what was given: lists as CSV, flags as true or false."""
    return {name: _text(value) for name, value in given.items() if value is not None}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(map(str, value))
    return str(value)
