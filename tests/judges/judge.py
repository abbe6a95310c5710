"""Whether a request or an answer is one that Xero's OpenAPI documents allow."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import filterfalse
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jsonschema_path import SchemaPath
from openapi_core.datatypes import RequestParameters
from openapi_core.deserializing.styles.exceptions import EmptyQueryParameterValue
from openapi_core.validation.request.validators import V30RequestValidator
from openapi_core.validation.response.validators import V30ResponseDataValidator
from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.judges.deviations import ACCOUNTING, IDENTITY, MAY_BE_EMPTY
from tests.judges.document import Deviation, Side, mended, read
from tests.judges.operations import KnownPathFinder, Operation, Operations
from tests.judges.schemas import StrictValidators

API_BASE = "/api.xro/2.0"
CONNECTIONS = "/connections"
NOT_MODIFIED = 300
JUDGED_HEADERS = frozenset(
    {"content-type", "idempotency-key", "if-modified-since", "xero-tenant-id", "contenttype"}
)
"""Those that the documents name; the others differ from call to call and mean nothing here."""


@dataclass(frozen=True)
class Sent:
    """A request, as it went over the wire."""

    method: str
    path: str
    """Percent-encoded, below the API's base."""
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True)
class Answered:
    """An answer to a request."""

    method: str
    path: str
    status: int
    media_type: str
    body: bytes


class Judge:
    """Reads one API's document; each method returns what is wrong, in no case raising."""

    def __init__(self, document: Mapping[str, Any], deviations: Sequence[Deviation] = ()) -> None:
        requests = mended(document, deviations, Side.REQUESTS)
        answers = mended(document, deviations, Side.ANSWERS)
        self._operations = Operations(requests)
        self._paths = answers["paths"]
        self._requests = V30RequestValidator(
            SchemaPath.from_dict(requests),
            path_finder_cls=KnownPathFinder,
            schema_validators_factory=StrictValidators(OAS30WriteValidator),
        )
        self._answers = V30ResponseDataValidator(
            SchemaPath.from_dict(answers),
            path_finder_cls=KnownPathFinder,
            schema_validators_factory=StrictValidators(OAS30ReadValidator),
        )
        self._passed: set[int] = set()

    def request(self, sent: Sent) -> list[str]:
        """List what is wrong with a request."""
        operation = self._operations.find(sent.method, sent.path)
        if operation is None:
            return [f"{sent.method} {sent.path}: no operation of the document"]
        seen = hash(sent)
        if seen in self._passed:
            return []
        where = f"{operation.id} ({sent.method} {sent.path}), request"
        strangers = self._strangers(operation, sent.query)
        found = [f"{where}: query parameter {name!r} is not documented" for name in strangers]
        errors = filterfalse(_is_empty_text, self._requests.iter_errors(_Request(operation, sent)))
        found += [f"{where}: {line}" for error in errors for line in _lines(error)]
        if not found:
            self._passed.add(seen)
        return found

    def answer(self, answered: Answered) -> list[str]:
        """List what is wrong with an answer; faults and refusals at the door are not judged."""
        operation = self._operations.find(answered.method, answered.path, any_case=True)
        label = f"{answered.method} {answered.path}"
        if operation is None:
            good = answered.status < NOT_MODIFIED
            return [f"{label}: {answered.status} from no operation of the document"] * good
        responses = self._paths[operation.template][operation.method]["responses"]
        if answered.status >= NOT_MODIFIED and not (
            answered.status in (400, 404) and str(answered.status) in responses
        ):
            return []
        seen = hash((operation.id, answered.status, answered.media_type, answered.body))
        if seen in self._passed:
            return []
        errors = self._answers.iter_errors(_Request(operation), _Response(_own_words(answered)))
        where = f"{operation.id} ({label}), answer {answered.status}"
        found = [f"{where}: {line}" for error in errors for line in _lines(error)]
        if not found:
            self._passed.add(seen)
        return found

    def _strangers(self, operation: Operation, query: str) -> list[str]:
        documented = {
            parameter["name"]
            for parameter in self._operations.parameters(operation)
            if parameter["in"] == "query"
        }
        return sorted({name for name, _ in _pairs(query)} - documented)


class Bench:
    """The judges of every API that is judged, told apart by path."""

    def __init__(self, folder: Path) -> None:
        self._accounting = Judge(read(folder / "xero_accounting.yaml"), ACCOUNTING)
        self._identity = Judge(read(folder / "xero-identity.yaml"), IDENTITY)

    def request(
        self, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> list[str]:
        """Judge a request to a whole URL."""
        parts = urlsplit(url)
        judge, path = self._of(parts.path)
        if judge is None:
            return []
        told = tuple(pair for pair in headers if pair[0].lower() in JUDGED_HEADERS)
        return judge.request(Sent(method, path, parts.query, told, body))

    def answer(
        self, method: str, path: str, status: int, media_type: str, body: bytes
    ) -> list[str]:
        """Judge an answer to a request for a whole path."""
        judge, below = self._of(path)
        if judge is None:
            return []
        return judge.answer(Answered(method, below, status, media_type, body))

    def _of(self, path: str) -> tuple[Judge | None, str]:
        if path.startswith(API_BASE + "/"):
            return self._accounting, path.removeprefix(API_BASE)
        if path == CONNECTIONS or path.startswith(CONNECTIONS + "/"):
            return self._identity, path
        return None, path


class _Request:
    """A request in the shape that openapi-core reads."""

    host_url = ""

    def __init__(self, operation: Operation, sent: Sent | None = None) -> None:
        headers = Headers(list(sent.headers) if sent else [])
        self.method = operation.method
        self.path = self.path_pattern = operation.template
        self.body = sent.body if sent else b""
        self.content_type = headers.get("Content-Type", "").lower()
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(_pairs(sent.query) if sent else []),
            header=headers,
            path=dict(operation.variables),
        )


class _Response:
    """An answer in the shape that openapi-core reads."""

    headers: Mapping[str, Any] = {}

    def __init__(self, answered: Answered) -> None:
        self.status_code = answered.status
        self.content_type = answered.media_type.lower()
        self.data = answered.body


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _own_words(answered: Answered) -> Answered:
    """Leave out refused elements of a good answer: but for messages they repeat the client."""
    if b'"ERROR"' not in answered.body or answered.status >= NOT_MODIFIED:
        return answered
    envelope = json.loads(answered.body)
    for name, rows in envelope.items():
        if isinstance(rows, list):
            envelope[name] = [row for row in rows if not _is_refused(row)]
    return replace(answered, body=json.dumps(envelope).encode())


def _is_refused(row: Any) -> bool:
    """Tell whether an element was refused, with every message that it must then carry."""
    errors = row.get("ValidationErrors")
    return (
        row.get("StatusAttributeString") == "ERROR"
        and isinstance(errors, list)
        and bool(errors)
        and all(error.keys() == {"Message"} and error["Message"] for error in errors)
    )


def _is_empty_text(error: BaseException) -> bool:
    """Tell whether openapi-core took a parameter with empty text for a missing one."""
    cause = error.__cause__
    return isinstance(cause, EmptyQueryParameterValue) and cause.name in MAY_BE_EMPTY


def _lines(error: BaseException) -> Iterator[str]:
    """Say what is wrong, with the place in the body where there is one."""
    chain: list[BaseException] = [error]
    while chain[-1].__cause__ is not None:
        chain.append(chain[-1].__cause__)
    inner = next((link for link in chain if getattr(link, "schema_errors", None)), None)
    if inner is None:
        yield ": ".join(dict.fromkeys(str(link) for link in chain))
        return
    place: Callable[[Any], str] = lambda path: "".join(  # noqa: E731
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in path
    )
    subject = str(error).partition(":")[0]
    for problem in inner.schema_errors:  # type: ignore[attr-defined]
        yield f"{subject}, at {place(problem.absolute_path) or 'the top'}: {problem.message[:300]}"
