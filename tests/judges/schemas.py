"""JSON Schema as the judge reads it: no unnamed property, and no row is validated twice."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from jsonschema_path import SchemaPath
from openapi_core.validation.schemas._validators import (
    build_forbid_unspecified_additional_properties_validator,
)
from openapi_core.validation.schemas.datatypes import FormatValidatorsDict
from openapi_core.validation.schemas.factories import SchemaValidatorsFactory
from openapi_core.validation.schemas.validators import SchemaValidator


class StrictValidators(SchemaValidatorsFactory):
    """Makes validators that refuse a property that the schema does not name.

    A list's rows that were found good once are not validated again: the tests list the same demo
    records thousands of times, and that would take longer than the tests.
    """

    def __init__(self, base: type[Validator]) -> None:
        with_memory = extend(base, {"items": _Rows()})
        super().__init__(build_forbid_unspecified_additional_properties_validator(with_memory))
        self._made: dict[int, SchemaValidator] = {}

    def create(
        self,
        spec: SchemaPath,
        schema: SchemaPath,
        format_validators: FormatValidatorsDict | None = None,
        extra_format_validators: FormatValidatorsDict | None = None,
        forbid_unspecified_additional_properties: bool = False,
        enforce_properties_required: bool = False,
    ) -> SchemaValidator:
        """Return the validator of a schema; the document is kept, so its nodes' ids stay theirs."""
        with schema.resolve() as resolved:
            place = id(resolved.contents)
        if place not in self._made:
            self._made[place] = super().create(spec, schema)
        return self._made[place]


class _Rows:
    """The `items` keyword, with a memory for rows that were good."""

    def __init__(self) -> None:
        self._good: set[int] = set()

    def __call__(
        self, validator: Any, items: Mapping[str, Any], instance: Any, schema: Mapping[str, Any]
    ) -> Iterator[ValidationError]:
        if not validator.is_type(instance, "array"):
            return
        for index, row in enumerate(instance):
            seen = hash((id(items), json.dumps(row)))
            if seen in self._good:
                continue
            errors = list(validator.descend(row, items, path=index))
            if errors:
                yield from errors
            else:
                self._good.add(seen)
