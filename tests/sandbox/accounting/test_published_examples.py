"""Request bodies as Xero publishes them are taken by the ledger."""

from copy import deepcopy

import pytest

from tests.sandbox.accounting.client import new_client
from tests.sandbox.accounting.published import MINIMAL, published, real_path, with_real_ids


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param(method, path, body, id=f"{operation}-{number}")
        for number, (method, path, operation, body) in enumerate([*MINIMAL, *published()])
    ],
)
def test_an_example_is_accepted(method, path, body):
    xero = new_client()
    reply = xero.call(method, real_path(xero, path), with_real_ids(xero, deepcopy(body)))
    assert reply.status in (200, 204), reply.response
