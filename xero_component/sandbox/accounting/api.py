"""The sandbox's Accounting API: from a request below /api.xro/2.0 to its reply.

https://developer.xero.com/documentation/api/accounting/overview
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from xero_component.sandbox.accounting import attachments, history
from xero_component.sandbox.accounting.answering import Answer, accepts, base_url, dispatch, reply
from xero_component.sandbox.accounting.edits import apply_edit, touch_oldest
from xero_component.sandbox.accounting.elements import Intent, apply_elements, failed
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.listing import list_records
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import elements, single
from xero_component.sandbox.accounting.problems import (
    ElementInvalidError,
    RequestRefusedError,
    not_found,
    validation_failed,
)
from xero_component.sandbox.accounting.reference_data import organisation_view
from xero_component.sandbox.accounting.rendering import envelope, render
from xero_component.sandbox.accounting.reports import answer_reports
from xero_component.sandbox.accounting.resource import Pages, Resource
from xero_component.sandbox.accounting.resources import RESOURCES
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.edits import Edit
from xero_component.sandbox.wire import ApiRequest, ApiResponse, Change


def _ignore(_change: Change) -> None:
    """Tell nobody of a change."""


class AccountingApi:
    """Answers requests to one organisation; safe to call from several threads.

    `clock` returns aware datetimes. `on_change` is called once for each record that a request
    created or changed, after the request has succeeded.
    """

    def __init__(
        self,
        organisation: Organisation,
        *,
        clock: Callable[[], datetime],
        on_change: Callable[[Change], None] = _ignore,
    ) -> None:
        self.organisation = organisation
        self._clock = clock
        self._on_change = on_change

    def handle(self, request: ApiRequest) -> ApiResponse:
        """Answer a request; whatever a client may send, the answer is a response."""
        with self.organisation.lock:
            ledger = Ledger(
                self.organisation,
                self._clock(),
                application=request.application,
                unit_places=4 if (request.parameter("unitdp") or "").strip() == "4" else 2,
            )
            try:
                with ledger.savepoint():
                    response = self._route(ledger, request)
            except RequestRefusedError as refused:
                return refused.response
            self._tell(ledger)
            return response

    def drift(self, plural: str | None = None) -> None:
        """Touch the record that was changed longest ago, so that lists by update time shift.

        Every paged list drifts, or the one that `plural` names.
        """
        with self.organisation.lock:
            ledger = Ledger(self.organisation, self._clock())
            for resource in RESOURCES.values():
                if (
                    resource.pages is not Pages.NONE
                    if plural is None
                    else resource.plural == plural
                ):
                    touch_oldest(ledger, resource)
            self._tell(ledger)

    def edit(self, edit: Edit) -> list[str]:
        """Make an edit as somebody else and return the ids of the records that it struck.

        Raises ValueError, with the ledger's own words, for one that no record allows.
        """
        with self.organisation.lock:
            ledger = Ledger(self.organisation, self._clock(), application="somebody else")
            with ledger.savepoint():
                struck = apply_edit(ledger, edit)
            self._tell(ledger)
            return struck

    def _tell(self, ledger: Ledger) -> None:
        for change in ledger.changes():
            self._on_change(change)

    def _route(self, ledger: Ledger, request: ApiRequest) -> ApiResponse:
        segments = tuple(segment for segment in request.segments if segment)
        if not segments:
            raise not_found()
        name, rest = segments[0].lower(), segments[1:]
        if name in ("organisation", "organisations") and not rest:
            return dispatch(request, {"GET": partial(_organisation, ledger)})
        if name == "reports":
            return answer_reports(ledger, request, rest)
        resource = RESOURCES.get(name)
        if resource is None or len(rest) > 3:
            raise not_found()
        if resource.unit_places is not None:
            ledger.unit_places = resource.unit_places
        if not rest:
            return self._collection(ledger, request, resource)
        record = resource.lookup(ledger.organisation, rest[0])
        if record is None or not resource.record_verbs:
            raise not_found()
        if len(rest) == 1:
            return _record(ledger, request, resource, record)
        return self._part(ledger, request, resource, record, rest[1:])

    def _collection(self, ledger: Ledger, request: ApiRequest, resource: Resource) -> ApiResponse:
        answers: dict[str, Answer] = {
            "GET": partial(list_records, ledger, request, resource),
            "PUT": partial(_write, ledger, request, resource, Intent.CREATE),
            "POST": partial(_write, ledger, request, resource, Intent.UPSERT),
        }
        return dispatch(request, {verb: answers[verb] for verb in resource.collection_verbs})

    def _part(
        self,
        ledger: Ledger,
        request: ApiRequest,
        resource: Resource,
        record: Record,
        rest: tuple[str, ...],
    ) -> ApiResponse:
        """Answer for something below a record: its attachments, history, email, PDF."""
        part = rest[0].lower()
        if part == "attachments" and resource.has_attachments:
            return self._attachments(ledger, request, resource, record, rest[1:])
        if len(rest) == 1 and part == "history" and resource.has_history:
            return _history(ledger, request, record[resource.key])
        answer = resource.parts.get(part)
        if answer is None:
            raise not_found()
        return answer(ledger, request, record, rest[1:])

    def _attachments(
        self,
        ledger: Ledger,
        request: ApiRequest,
        resource: Resource,
        record: Record,
        rest: tuple[str, ...],
    ) -> ApiResponse:
        parent_id: str = record[resource.key]

        def listed() -> ApiResponse:
            files = attachments.attachments_of(ledger, parent_id)
            return reply(ledger, "Attachments", [attachments.attachment_view(f) for f in files])

        if not rest:
            return dispatch(request, {"GET": listed})
        file_name = rest[0]

        def content() -> ApiResponse:
            file = attachments.find_attachment(ledger, parent_id, file_name)
            return ApiResponse(200, file["Content"], file["MimeType"])

        def stored() -> ApiResponse:
            url = f"{base_url(request)}/{resource.plural}/{parent_id}"
            table = resource.table(ledger.organisation)
            file = attachments.store_attachment(ledger, request, table, record, file_name, url)
            return reply(ledger, "Attachments", [attachments.attachment_view(file)])

        answers: dict[str, Answer] = {"GET": content, "PUT": stored, "POST": stored}
        return dispatch(request, answers, json=request.method != "GET")


def _organisation(ledger: Ledger) -> ApiResponse:
    return reply(ledger, "Organisations", [organisation_view(ledger.organisation)])


def _record(ledger: Ledger, request: ApiRequest, resource: Resource, record: Record) -> ApiResponse:
    pdf = resource.parts.get("pdf")
    if pdf is not None and request.method.upper() == "GET" and accepts(request, "pdf"):
        return pdf(ledger, request, record, ())

    def shown() -> ApiResponse:
        asked = resource.narrow(record, request)
        return reply(ledger, resource.plural, [resource.view(ledger, asked)])

    answers: dict[str, Answer] = {
        "GET": shown,
        "POST": partial(_write, ledger, request, resource, Intent.UPSERT, record),
        "DELETE": partial(_delete, ledger, resource, record),
    }
    chosen = {verb: answers[verb] for verb in resource.record_verbs}
    return dispatch(request, chosen, json=request.method.upper() != "DELETE")


def _write(
    ledger: Ledger,
    request: ApiRequest,
    resource: Resource,
    intent: Intent,
    target: Record | None = None,
) -> ApiResponse:
    write = resource.write
    if write is None:
        raise not_found()
    alone = target is not None or request.method.upper() in resource.one_at_a_time
    asked = (request.parameter("summarizeErrors") or "").strip().lower()
    given = (
        [single(request.body, resource.plural)]
        if alone
        else elements(request.body, resource.plural)
    )
    table = resource.table(ledger.organisation)
    rendered = apply_elements(
        ledger,
        given,
        key=resource.key,
        write=lambda element: write(ledger, element, intent, target),
        view=lambda record: resource.view(ledger, table.get(record[resource.key]) or record),
        summarise=alone or asked != "false",
    )
    return ApiResponse(200, envelope(resource.plural, rendered, ledger.now))


def _delete(ledger: Ledger, resource: Resource, record: Record) -> ApiResponse:
    if resource.delete is None:
        raise not_found()
    try:
        deleted = resource.delete(ledger, record)
    except ElementInvalidError as error:
        raise validation_failed([failed(render(record), resource.key, error.messages)]) from None
    return ApiResponse(204) if deleted is None else reply(ledger, resource.plural, [deleted])


def _history(ledger: Ledger, request: ApiRequest, parent_id: str) -> ApiResponse:
    def shown() -> ApiResponse:
        records = [history.history_view(entry) for entry in history.history_of(ledger, parent_id)]
        return reply(ledger, "HistoryRecords", records)

    def appended() -> ApiResponse:
        rendered = apply_elements(
            ledger,
            elements(request.body, "HistoryRecords"),
            key=None,
            write=lambda element: history.write_note(ledger, parent_id, element),
            view=history.history_view,
            summarise=True,
        )
        return ApiResponse(200, envelope("HistoryRecords", rendered, ledger.now))

    return dispatch(request, {"GET": shown, "PUT": appended})
