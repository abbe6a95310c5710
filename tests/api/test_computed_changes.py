"""Changes that were worked out from what was read, when their step runs again."""

from typing import Any

import httpx
import pytest
import respx

from tests.api.wiring import INVOICE, invoices, keys_of
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice
from xero_component.core.context import StepContext, Trace
from xero_component.errors import BadRequestError, OutcomeUnknownError, ValidationError

STEP = StepContext(run_id="run", step_id="step")
DONE: Invoice = {"InvoiceID": INVOICE, "Reference": "done"}
REUSED = httpx.Response(
    400,
    json={"Detail": "The Idempotency-Key was used with a different request"},
    headers={"xero-correlation-id": "c-1"},
)


async def update(xero: XeroClient, body: dict[str, Any], **rest: Any) -> Invoice:
    bound = xero.for_step(STEP, Trace())
    return await bound.update(INVOICES, INVOICE, body, **rest)


async def test_the_key_follows_from_the_input_and_not_from_the_body(
    xero: XeroClient, router: respx.Router
) -> None:
    route = router.post(f"/Invoices/{INVOICE}").mock(return_value=invoices())

    await update(xero, {"Reference": "a"}, key_material={"input": 1})
    await update(xero, {"Reference": "b"}, key_material={"input": 1})
    await update(xero, {"Reference": "b"}, key_material={"input": 2})
    await update(xero, {"Reference": "b"})

    first, second, other_input, plain = keys_of(route)
    assert first == second
    assert len({first, other_input, plain}) == 3


async def test_a_change_that_an_earlier_run_made_is_the_result(
    xero: XeroClient, router: respx.Router
) -> None:
    router.post(f"/Invoices/{INVOICE}").mock(return_value=REUSED)

    assert await update(xero, {"Reference": "a"}, key_material=1, done=DONE) is DONE


async def test_a_change_that_an_earlier_run_sent_and_that_is_not_there_is_unknown(
    xero: XeroClient, router: respx.Router
) -> None:
    router.post(f"/Invoices/{INVOICE}").mock(return_value=REUSED)

    with pytest.raises(OutcomeUnknownError, match="was run before") as found:
        await update(xero, {"Reference": "a"}, key_material=1)

    assert (found.value.status, found.value.correlation_id) == (400, "c-1")


async def test_a_key_used_for_two_bodies_without_material_stays_a_bad_request(
    xero: XeroClient, router: respx.Router
) -> None:
    router.post(f"/Invoices/{INVOICE}").mock(return_value=REUSED)

    with pytest.raises(BadRequestError):
        await update(xero, {"Reference": "a"}, done=DONE)


async def test_any_other_refusal_of_a_computed_change_is_raised_as_it_is(
    xero: XeroClient, router: respx.Router
) -> None:
    errors = [{"ValidationErrors": [{"Message": "The reference is different from the others"}]}]
    refused = httpx.Response(400, json={"Elements": errors})
    router.post(f"/Invoices/{INVOICE}").mock(return_value=refused)

    with pytest.raises(ValidationError, match="different from the others"):
        await update(xero, {"Reference": "a"}, key_material=1, done=DONE)


async def test_a_host_says_whether_a_step_is_repeated(xero: XeroClient) -> None:
    repeat = StepContext(run_id="run", step_id="step", attempt=2)

    assert not xero.for_step(STEP, Trace()).is_repeat
    assert xero.for_step(repeat, Trace()).is_repeat
