import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.cli.flags import OWN_FLAGS, flags_of, parameter_name
from xero_component.cli.screen import one_line, plain
from xero_component.cli.values import reading_of
from xero_component.core import Action, ActionInput, Effect
from xero_component.errors import InputError

JSON_SCHEMA = {"type": "object"}


class AwkwardInput(ActionInput):
    output: str | None = None
    """An input that has the name of an option."""
    sure: bool | None = None
    """A choice with three answers."""
    names: list[str] | None = None
    """Several names."""


AWKWARD: Action[Any, Any, Any] = Action(
    key="awkward",
    title="Awkward",
    description="Try.",
    effect=Effect.READ,
    scopes=frozenset(),
    input=AwkwardInput,
    output=str,
    handler=lambda _xero, _data: None,  # type: ignore[arg-type,return-value]  # never called
    documentation="https://example.com",
    module=__name__,
)


def test_an_input_with_the_name_of_an_option_gets_a_prefix() -> None:
    flags = {flag.field: flag for flag in flags_of(AWKWARD)}
    assert flags["output"].option == "--input-output"
    assert flags["sure"].option == "--sure/--no-sure"
    assert parameter_name("output") not in OWN_FLAGS


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_numbers_in_json_keep_every_digit(number: Decimal) -> None:
    read = reading_of("json", JSON_SCHEMA)("--x", f'{{"a": {number:f}}}')
    assert Decimal(read["a"]) == number


@given(st.text())
def test_any_text_is_a_value_or_an_input_error(text: str) -> None:
    for kind in ("json", "list", "files"):
        with suppress(InputError):
            reading_of(kind, JSON_SCHEMA)("--x", text)


@given(st.text())
def test_text_is_taken_as_it_is(text: str) -> None:
    assert reading_of("string", {"type": "string"})("--x", text) == text


@given(st.text())
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    shown = one_line(text)
    assert len(shown) <= len(text)
    assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in shown)
    assert plain(plain(text)) == plain(text)


@given(st.lists(st.text("abc -", min_size=1).filter(str.strip)))
def test_lists_are_read_alike_with_commas_and_as_json(names: list[str]) -> None:
    read = reading_of("list", {"type": "array"})
    assert read("--x", json.dumps(names)) == names
    assert read("--x", ",".join(names)) == [name.strip() for name in names]


def test_files_are_read_by_their_paths(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"\xff\x00")
    assert reading_of("file", {})("--x", f"@{file}") == b"\xff\x00"
    assert reading_of("file", {})("--x", "QUJD") == "QUJD"
    named = json.dumps({"one": f"@{file}", "two": "QUJD"})
    assert reading_of("files", {})("--x", named) == {"one": b"\xff\x00", "two": "QUJD"}
    for wrong in ("@", f"@{tmp_path}", f"@{file}.none", "@a\x00b"):
        with pytest.raises(InputError, match="cannot be read"):
            reading_of("file", {})("--x", wrong)


def test_a_body_is_text_as_it_is_or_a_file(tmp_path: Path) -> None:
    read = reading_of("json", {"anyOf": [{}, {"type": "string"}]})
    assert read("--data", '{"a": 1.10}') == '{"a": 1.10}'
    file = tmp_path / "a.json"
    file.write_text('{"a": "ü"}', "utf-8")
    assert read("--data", f"@{file}") == '{"a": "ü"}'
    file.write_bytes(b"\xff")
    assert read("--data", f"@{file}") == b"\xff"
