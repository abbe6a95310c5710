"""What every batch takes: the records, and what an earlier run found out about them."""

from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from xero_component.api.batch import Fate
from xero_component.catalogue.inputs import Json, Moment, RecordInput
from xero_component.core import ActionInput, Form
from xero_component.core.inputs import FormModel

InputT = TypeVar("InputT", bound=RecordInput)

MOST_RECORDS = 1000


class PreviousResult(FormModel):
    """What an earlier run returned about one record."""

    index: Annotated[int, Field(ge=0)]
    """Which of the records, from 0."""
    outcome: Fate
    """What became of it."""
    record: Json | None = None
    """The record as Xero had it."""
    messages: list[str] = Field(default_factory=list)
    """What was said about it."""
    unknown_since: Moment | None = None
    """When it was sent in vain."""

    @model_validator(mode="after")
    def _can_be_looked_for(self) -> "PreviousResult":
        if self.outcome == "unknown" and self.unknown_since is None:
            raise ValueError("the outcome is unknown, so unknown_since is required")
        return self


def _results(value: Any) -> Any:
    """Take the whole output of a batch for its results."""
    if isinstance(value, Mapping) and "results" in value:
        return value["results"]
    return value


class BatchInput(ActionInput, Generic[InputT]):
    """Many records, each as the action for one takes it."""

    records: Annotated[
        list[InputT], Field(min_length=1, max_length=MOST_RECORDS), Form(widget="json")
    ]
    """The records to create, at most 1,000, each with the inputs of the action for one."""
    previous: Annotated[
        list[PreviousResult] | None, BeforeValidator(_results), Form(widget="json")
    ] = None
    """Results of an earlier run on the same list of records: what is created is not sent again."""
    resend_unknown: bool = False
    """Also send what an earlier run may have created, where Xero cannot tell; it may be doubled."""

    @model_validator(mode="after")
    def _previous_is_of_these_records(self) -> "BatchInput[InputT]":
        if self.previous is None:
            return self
        if sorted(one.index for one in self.previous) != list(range(len(self.records))):
            raise ValueError(
                f"previous must hold one result for each of the {len(self.records)} records, by"
                " its index: give the whole list of records in the order of the earlier run"
            )
        return self
