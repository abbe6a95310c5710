"""From what a person knows (a name, a number, a code) to what Xero wants, read once per run.

What Xero takes as it is costs no call: ids, and values that look like an account code or a tax
type. Xero itself refuses a code that it does not know; a tracking option that it does not know it
would drop in silence, so that these are always looked up.
"""

import re
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar

from xero_component.api.client import XeroClient
from xero_component.api.named import Row, Wanted, WrongNameError
from xero_component.api.paging import Query
from xero_component.api.run_memory import StepMemory
from xero_component.api.where import clause
from xero_component.catalogue.inputs import is_guid
from xero_component.catalogue.objects import (
    ACCOUNTS,
    CONTACTS,
    INVOICES,
    ITEMS,
    TAX_RATES,
    TRACKING_CATEGORIES,
    XeroObject,
)
from xero_component.core.inputs import shortened
from xero_component.errors import FieldProblem, FixInputError, InputError

T = TypeVar("T")

_ACCOUNT_CODE = re.compile(r"(?=.*\d)\S{1,10}", re.ASCII)
_TAX_TYPE = re.compile(r"[A-Z][A-Z0-9]*", re.ASCII)
_TOLD, _ENOUGH = 10, 100
"""How many problems a message tells, and after how many nothing more is looked up."""
_NEAR = 100
"""How many records are compared with a name that was not found."""


def is_account_code(text: str) -> bool:
    """Tell whether a text is taken as an account code: ten characters at most, one a digit."""
    return _ACCOUNT_CODE.fullmatch(text) is not None


def is_tax_type(text: str) -> bool:
    """Tell whether a text is taken as a tax type, such as OUTPUT: capitals and digits alone."""
    return _TAX_TYPE.fullmatch(text) is not None


class Lookups:
    """The lookups of one record: `with Lookups(xero) as find: await find.contact_id(...)`.

    What is not found, or not unique, is kept until the end, and raised as one `InputError` that
    names every field with the nearest names. Until then what was given stands in its place.
    """

    def __init__(self, xero: XeroClient, at: str = "") -> None:
        self._xero = xero
        self._at = f"{at}." if at else ""
        self._memory = xero.memory or StepMemory()
        self.problems: list[FieldProblem] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        if kind is None and self.problems:
            raise self._refusal()

    async def contact_id(self, given: str, field: str) -> str:
        """Return the id of a contact that is given by id, name or contact number."""
        if is_guid(given):
            return given
        wanted = Wanted("contact", ("Name", "ContactNumber"), "ContactStatus")
        term = max(given.split(), key=len, default=given)[:4]
        found = self._sought(CONTACTS, given, wanted, term, {"includeArchived": "true"})
        return await self._settled(field, found, given)

    async def invoice_id(self, given: str, field: str) -> str:
        """Return the id of an invoice or bill that is given by id or number."""
        if is_guid(given):
            return given
        wanted = Wanted("invoice", ("InvoiceNumber",))
        term = given[: max(3, len(given) - 2)]
        return await self._settled(field, self._sought(INVOICES, given, wanted, term, {}), given)

    async def account_code(self, given: str, field: str) -> str:
        """Return the code of an account that is given by code, name or id."""
        if is_account_code(given):
            return given
        return await self._settled(field, self._account_code(given), given)

    async def payment_account(self, given: str, field: str) -> dict[str, str]:
        """Return how a payment names an account that is given by id, code or name."""
        if is_guid(given):
            return {"AccountID": given}
        if is_account_code(given):
            return {"Code": given}
        return {"AccountID": await self._settled(field, self._payment_account(given), given)}

    async def tax_type(self, given: str, field: str) -> str:
        """Return the tax type of a rate that is given by type or name."""
        if is_tax_type(given):
            return given
        return await self._settled(field, self._tax_type(given), given)

    async def item_code(self, given: str) -> str:
        """Return the code of an item that is given by code or id; `NotFoundError` without one."""
        if not is_guid(given):
            return given
        item, _ = await self._memory.read(("item", given), lambda: self._xero.get(ITEMS, given))
        return item.get("Code") or given

    async def tracking(self, pairs: Sequence[tuple[str, str]], field: str) -> list[dict[str, str]]:
        """Return categories and options that are given by name, under their names and ids."""
        found: dict[str, dict[str, str]] = {}
        for number, (category, option) in enumerate(pairs):
            one = await self._settled(f"{field}.{number}", self._tracking(category, option), {})
            if one and one["TrackingCategoryID"] in found:
                message = f"the line has an option of {shortened(one['Name'])} already"
                self._wrong(f"{field}.{number}.Name", message)
            elif one:
                found[one["TrackingCategoryID"]] = one
        return list(found.values())

    async def _settled(self, field: str, finding: Awaitable[T], otherwise: T) -> T:
        try:
            return await finding
        except WrongNameError as error:
            self._wrong(f"{field}.{error.part}" if error.part else field, str(error))
            return otherwise

    def _wrong(self, field: str, message: str) -> None:
        self.problems.append(FieldProblem(f"{self._at}{field}", message))
        if len(self.problems) == _ENOUGH:
            raise self._refusal()

    def _refusal(self) -> InputError:
        told, count = self.problems[:_TOLD], len(self.problems)
        listed = "; ".join(f"{one.field}: {one.message}" for one in told)
        more = f" (and {count - _TOLD} more)" if count > _TOLD else ""
        error = InputError(f"{listed}{more}.", problems=self.problems)
        error.advice = FixInputError.default_advice
        return error

    async def _chosen(
        self,
        key: Hashable,
        fetch: Callable[[], Awaitable[Sequence[Row]]],
        choose: Callable[[Sequence[Row]], T],
    ) -> T:
        """Choose from what is remembered; from a new reading, if an earlier step's has it not."""
        rows, just_read = await self._memory.read(key, fetch)
        try:
            return choose(rows)
        except WrongNameError:
            if just_read:
                raise
        rows, _ = await self._memory.read(key, fetch, anew=True)
        return choose(rows)

    async def _whole(
        self,
        obj: XeroObject[Any],
        choose: Callable[[Sequence[Row]], T],
        parameters: dict[str, str] | None = None,
    ) -> T:
        """Choose from a list that Xero sends whole."""
        query = Query(parameters=parameters or {})

        async def fetch() -> Sequence[Row]:
            rows: Sequence[Row] = (await self._xero.list_page(obj, query))["records"]
            return rows

        return await self._chosen(obj.key, fetch, choose)

    async def _sought(
        self,
        obj: XeroObject[Any],
        given: str,
        wanted: Wanted,
        term: str,
        parameters: dict[str, str],
    ) -> str:
        """Return the id of a record that Xero finds by name or number.

        A number is asked for when the name found nothing: together Xero would not do it fast.
        """
        summary = {"summaryOnly": "true", **parameters}

        async def fetch() -> Sequence[Row]:
            gone: list[Row] = []
            for name in wanted.names:
                query = Query(page=1, page_size=_NEAR, where=clause(name, "==", given))
                rows = await self._rows(obj, query, summary)
                if any(not wanted.is_gone(row) for row in rows):
                    return rows
                gone.extend(rows)
            return gone or await self._rows(
                obj, Query(page=1, page_size=_NEAR), {**summary, "searchTerm": term}
            )

        def choose(rows: Sequence[Row]) -> str:
            return str(wanted.choose(rows, given)[obj.id_field])

        return await self._chosen((obj.key, given), fetch, choose)

    async def _rows(
        self, obj: XeroObject[Any], query: Query, parameters: dict[str, str]
    ) -> Sequence[Row]:
        rows: Sequence[Row] = (
            await self._xero.list_page(obj, replace(query, parameters=parameters))
        )["records"]
        return rows

    async def _account_code(self, given: str) -> str:
        wanted = Wanted("account", ("AccountID", "Code", "Name"))
        row = await self._whole(ACCOUNTS, lambda rows: wanted.choose(rows, given))
        if not row.get("Code"):
            raise WrongNameError(
                f"the account {shortened(given)!r} has no code, which a line needs"
            )
        return str(row["Code"])

    async def _payment_account(self, given: str) -> str:
        wanted = Wanted("account", ("Code", "Name"))

        def choose(rows: Sequence[Row]) -> str:
            able = [row for row in rows if _takes_payments(row)]
            row = wanted.choose(rows, given, offered=able)
            if not _takes_payments(row):
                raise WrongNameError(
                    f"{shortened(given)!r} is neither a bank account nor enabled for payments"
                )
            return str(row["AccountID"])

        return await self._whole(ACCOUNTS, choose)

    async def _tax_type(self, given: str) -> str:
        wanted = Wanted("tax rate", ("TaxType", "Name"))
        row = await self._whole(TAX_RATES, lambda rows: wanted.choose(rows, given))
        return str(row["TaxType"])

    async def _tracking(self, category: str, option: str) -> dict[str, str]:
        categories = Wanted("tracking category", ("TrackingCategoryID", "Name"), part="Name")

        def choose(rows: Sequence[Row]) -> dict[str, str]:
            row = categories.choose(rows, category)
            name = str(row.get("Name") or category)
            options = Wanted(
                f"option of {shortened(name)}", ("TrackingOptionID", "Name"), part="Option"
            )
            picked = options.choose(row.get("Options") or [], option)
            return {
                "TrackingCategoryID": row["TrackingCategoryID"],
                "TrackingOptionID": picked["TrackingOptionID"],
                "Name": name,
                "Option": str(picked.get("Name") or option),
            }

        return await self._whole(TRACKING_CATEGORIES, choose, {"includeArchived": "true"})


def _takes_payments(row: Row) -> bool:
    return row.get("Type") == "BANK" or row.get("EnablePaymentsToAccount") is True
