"""Texts of any length in any input: refused in few words, or sent to Xero as they are."""

from typing import Any

import httpx
import pytest

from tests.security.wire import Watched, leaves, opened_client, replaced
from xero_component.api.client import XeroClient
from xero_component.component import component
from xero_component.core import Action, invoke, present
from xero_component.errors import XeroComponentError

AnyAction = Action[Any, Any, Any]
LONGEST_MESSAGE = 2500
SLOW = ("(" * 100_000, "1-" * 50_000 + "x", '"\\' * 50_000)
"""What patterns that try every way of reading a text would not come to an end with."""

pytestmark = pytest.mark.outside_openapi(reason="inputs are hostile")


async def refusal(xero: XeroClient, key: str, raw: Any) -> str | None:
    """Return the words that an action is refused in; None when it is not."""
    try:
        present(await invoke(component, key, raw, xero))
    except XeroComponentError as error:
        return error.message
    return None


@pytest.mark.parametrize("action", component.actions.values(), ids=component.actions.keys())
async def test_a_huge_text_is_refused_in_few_words_or_sent(action: AnyAction) -> None:
    wire = Watched(lambda _request: httpx.Response(200, json={}))
    example = dict(action.input.example)
    with opened_client(wire) as xero:
        for path in leaves(example):
            for text in SLOW:
                said = await refusal(xero, action.key, replaced(example, path, text))
                assert said is None or 0 < len(said) <= LONGEST_MESSAGE
    wire.assert_at_xero()
