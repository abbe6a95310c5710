"""https://developer.xero.com/documentation/sample"""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from tests.core.sample_component import Ledger, PostEntryInput, post_entry
from tests.core.sample_package import WritePackage, good
from xero_component.core import (
    ActionInput,
    ChoiceQuery,
    Choices,
    Effect,
    HttpDelivery,
    TriggerInput,
    TriggerReply,
    action,
    data_source,
    discover,
    webhook_trigger,
)
from xero_component.core.action import Action
from xero_component.errors import DefinitionError, Group


class Empty(ActionInput):
    """Nothing."""


def declare(handler: Any) -> Any:
    return action(title="Title", effect=Effect.READ, scopes=set())(handler)


def test_each_thing_is_said_once_and_found_on_the_action():
    assert post_entry.key == "post_entry"
    assert post_entry.title == "Post Entry"
    assert post_entry.description == "Post an entry to the ledger."
    assert post_entry.effect is Effect.WRITE
    assert post_entry.scopes == frozenset({"ledger"})
    assert post_entry.input is PostEntryInput
    assert post_entry.output == dict[str, Any]
    assert post_entry.documentation == "https://developer.xero.com/documentation/sample"
    assert post_entry.module == "tests.core.sample_component"


def test_an_action_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        post_entry.title = "Other"  # type: ignore[misc]  # that it fails is the point


async def test_an_action_is_called_like_its_handler(ledger: Ledger):
    entry = await post_entry(ledger, PostEntryInput(name="a"))

    assert entry["name"] == "a"
    assert ledger.written == [entry]


def test_a_missing_docstring_is_an_error_that_names_the_place():
    async def undescribed(xero: Ledger, data: Empty) -> None: ...

    with pytest.raises(DefinitionError, match=r"test_action\.undescribed: the docstring") as found:
        declare(undescribed)
    assert found.value.group is Group.DEFINITION


def test_an_empty_docstring_is_a_missing_one():
    async def undescribed(xero: Ledger, data: Empty) -> None:
        """ """

    with pytest.raises(DefinitionError, match=r"undescribed: the docstring"):
        declare(undescribed)


@pytest.mark.parametrize(
    "handler_source",
    [
        "async def handler(client: object, data: Empty) -> None:",
        "async def handler(data: Empty, xero: object) -> None:",
        "async def handler(xero: object, data: Empty, more: int) -> None:",
        "async def handler() -> None:",
    ],
)
def test_wrong_parameters_are_an_error_that_names_the_place_and_the_parameters(
    handler_source: str,
):
    scope: dict[str, Any] = {"Empty": Empty, "__name__": __name__}
    exec(handler_source + "\n    'Do it.'", scope)  # noqa: S102 - the sources above

    with pytest.raises(
        DefinitionError, match=r"test_action\.handler: parameters must be \(xero, data\), not \["
    ):
        declare(scope["handler"])


def test_data_without_an_annotation_is_an_error_that_names_the_place():
    async def handler(xero: Ledger, data) -> None:
        """Do it."""

    with pytest.raises(DefinitionError, match=r"test_action\.handler: data must be annotated"):
        declare(handler)


def test_data_of_another_type_is_an_error_that_names_the_place():
    async def handler(xero: Ledger, data: dict[str, Any]) -> None:
        """Do it."""

    with pytest.raises(DefinitionError, match=r"test_action\.handler: data must be annotated"):
        declare(handler)


def test_a_missing_return_annotation_is_an_error_that_names_the_place():
    async def handler(xero: Ledger, data: Empty):
        """Do it."""

    with pytest.raises(DefinitionError, match=r"test_action\.handler: the return annotation"):
        declare(handler)


def test_a_module_without_a_link_is_an_error_that_names_the_place(write_package: WritePackage):
    source = good("no_link").replace("https://developer.xero.com", "About")
    package = write_package({"no_link.py": source})

    with pytest.raises(DefinitionError, match=r"no_link\.no_link: the module must start with"):
        discover(package, Action)


def test_a_link_to_something_unencrypted_is_not_a_link(write_package: WritePackage):
    package = write_package({"plain.py": good("plain").replace("https:", "http:")})

    with pytest.raises(DefinitionError, match=r"plain\.plain: the module must start with"):
        discover(package, Action)


def test_a_data_source_without_a_docstring_is_an_error_that_names_the_place():
    async def undescribed(xero: Ledger, query: ChoiceQuery) -> Choices:
        return Choices(())

    with pytest.raises(DefinitionError, match=r"test_action\.undescribed: the docstring"):
        data_source(title="Nothing", scopes=set())(undescribed)


def test_a_trigger_without_an_input_model_is_an_error_that_names_the_place():
    def handler(delivery: HttpDelivery, data: int) -> TriggerReply[str]:
        """Start."""
        return TriggerReply(200)

    wrong: Any = handler
    with pytest.raises(DefinitionError, match=r"test_action\.handler: data must be annotated"):
        webhook_trigger(title="Sample", payload=str, sample={})(wrong)


def test_a_trigger_without_a_docstring_is_an_error_that_names_the_place():
    def handler(delivery: HttpDelivery, data: TriggerInput) -> TriggerReply[str]:
        return TriggerReply(200)

    with pytest.raises(DefinitionError, match=r"test_action\.handler: the docstring"):
        webhook_trigger(title="Sample", payload=str, sample={})(handler)


def test_a_header_is_found_whatever_its_capitals():
    delivery = HttpDelivery({"X-Xero-Signature": "abc"}, b"")

    assert delivery.header("x-xero-signature") == "abc"
    assert delivery.header("X-XERO-SIGNATURE") == "abc"
    assert delivery.header("signature") is None
