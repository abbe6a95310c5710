"""Which payment."""

from typing import Annotated

from pydantic import Field

from xero_component.catalogue.inputs import Guid
from xero_component.core import Form

PaymentId = Annotated[
    Guid, Form(data_source="payments"), Field(examples=["99ea7f6b-c513-4066-bc27-b7c65dcd76c2"])
]
