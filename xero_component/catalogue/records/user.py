"""https://developer.xero.com/documentation/api/accounting/users"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class User(TypedDict, total=False):
    """A person who may log in to the organisation."""

    UserID: Required[str]
    EmailAddress: str
    FirstName: str
    LastName: str
    IsSubscriber: bool
    """Whether it is the one who pays for Xero."""
    OrganisationRole: str
    UpdatedDateUTC: Instant
