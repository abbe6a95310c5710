"""Which operation of a document a method and path mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from jsonschema_path import SchemaPath
from openapi_core.templating.datatypes import TemplateResult
from openapi_core.templating.paths.datatypes import PathOperationServer
from openapi_core.templating.paths.finders import BasePathFinder


@dataclass(frozen=True)
class Operation:
    """An operation as a request meets it."""

    id: str
    method: str
    template: str
    variables: Mapping[str, str]


class Operations:
    """The operations of one document, found by path segments.

    openapi-core's own search tries every path of the document on every message, and cannot tell
    {AttachmentID} from {FileName}; here what wants a UUID gives way to what does not.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._by_length: dict[int, list[tuple[str, tuple[str, ...], Mapping[str, Any]]]] = {}
        self._components = document.get("components", {}).get("parameters", {})
        for template, operations in document["paths"].items():
            parts = tuple(template.strip("/").split("/"))
            self._by_length.setdefault(len(parts), []).append((template, parts, operations))

    def find(self, method: str, path: str, *, any_case: bool = False) -> Operation | None:
        """Find the operation for a percent-encoded path; Xero itself takes any capitals."""
        given = tuple(unquote(part) for part in path.strip("/").split("/"))
        found = sorted(
            self._candidates(method.lower(), given, any_case),
            key=lambda operation: len(operation.variables),
        )
        fitting = [operation for operation in found if self._fits(operation)]
        return next(iter(fitting or found), None)

    def parameters(self, operation: Operation) -> list[Mapping[str, Any]]:
        """List an operation's parameters, with those of its path, references followed."""
        parts = operation.template.strip("/").split("/")
        for template, _, operations in self._by_length[len(parts)]:
            if template == operation.template:
                own = operations[operation.method].get("parameters", [])
                return [self._followed(item) for item in [*own, *operations.get("parameters", [])]]
        raise LookupError(operation.template)

    def _candidates(
        self, method: str, given: tuple[str, ...], any_case: bool
    ) -> Iterator[Operation]:
        for template, parts, operations in self._by_length.get(len(given), []):
            variables = {}
            for part, value in zip(parts, given, strict=True):
                if part.startswith("{"):
                    variables[part[1:-1]] = value
                elif part != value and not (any_case and part.lower() == value.lower()):
                    break
            else:
                if method in operations:
                    name = operations[method]["operationId"]
                    yield Operation(name, method, template, variables)

    def _fits(self, operation: Operation) -> bool:
        for parameter in self.parameters(operation):
            value = operation.variables.get(parameter["name"])
            wants_uuid = parameter.get("schema", {}).get("format") == "uuid"
            if parameter["in"] == "path" and wants_uuid and not _is_uuid(value or ""):
                return False
        return True

    def _followed(self, parameter: Mapping[str, Any]) -> Mapping[str, Any]:
        reference = parameter.get("$ref")
        if reference is None:
            return parameter
        followed: Mapping[str, Any] = self._components[reference.rsplit("/", 1)[-1]]
        return followed


class KnownPathFinder(BasePathFinder):
    """Hands openapi-core the operation that was found already, by the template of its path."""

    def __init__(self, spec: SchemaPath, base_url: str | None = None) -> None:
        super().__init__(spec, base_url)
        self._nodes: dict[tuple[str, str], tuple[SchemaPath, SchemaPath]] = {}

    def find(self, method: str, name: str) -> PathOperationServer:
        """Return the nodes of a template and its method."""
        nodes = self._nodes.get((name, method))
        if nodes is None:
            path = self.spec / "paths" / name
            nodes = self._nodes[name, method] = path, path / method
        return PathOperationServer(*nodes, None, TemplateResult(name, {}), {})


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
