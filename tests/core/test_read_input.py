from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, SecretStr

from tests.core.sample_component import PostEntryInput
from xero_component.core.inputs import (
    ActionInput,
    Form,
    FormModel,
    form_of,
    label_of,
    read_input,
    shortened,
)
from xero_component.errors import FieldProblem, InputError


def problems_of(raw: Any) -> dict[str, str]:
    with pytest.raises(InputError) as found:
        read_input(PostEntryInput, raw, subject="Post Entry")
    return {problem.field: problem.message for problem in found.value.problems}


def message_of(raw: Any) -> str:
    with pytest.raises(InputError) as found:
        read_input(PostEntryInput, raw, subject="Post Entry")
    return found.value.message


def test_right_input_becomes_the_model():
    data = read_input(PostEntryInput, {"name": "a", "parts": [{"weight": 2}]}, subject="Post Entry")

    assert (data.name, data.parts[0].weight, data.count) == ("a", 2, 1)


def test_a_model_passes_as_it_is():
    data = PostEntryInput(name="a")

    assert read_input(PostEntryInput, data, subject="Post Entry") is data


def test_an_unknown_key_is_named_with_the_nearest_one():
    assert problems_of({"name": "a", "cuont": 2}) == {
        "cuont": "is not an input; did you mean count"
    }


def test_an_unknown_key_that_resembles_nothing_gets_no_suggestion():
    assert problems_of({"name": "a", "zzz": 2}) == {"zzz": "is not an input"}


def test_an_unknown_key_inside_an_object_is_compared_with_the_names_of_that_object():
    assert problems_of({"name": "a", "parts": [{"weight": 1}, {"weigth": 1}]}) == {
        "parts.1.weight": "is required",
        "parts.1.weigth": "is not an input; did you mean weight",
    }


def test_a_wrong_type_is_named():
    assert problems_of({"name": 5}) == {"name": "must be text"}
    assert problems_of({"name": "a", "parts": "x"}) == {"parts": "must be a valid list"}


def test_a_missing_field_is_named():
    assert problems_of({}) == {"name": "is required"}


def test_null_where_there_must_be_a_value_is_named():
    assert problems_of({"name": None}) == {"name": "must be text"}


def test_a_choice_is_refused_with_those_there_are():
    assert problems_of({"name": "a", "kind": "both"}) == {"kind": "must be 'debit' or 'credit'"}


def test_a_number_out_of_range_is_refused_with_the_range():
    assert problems_of({"name": "a", "count": 0}) == {"count": "must be greater than or equal to 1"}


def test_too_long_a_text_is_refused_in_characters_and_not_echoed():
    message = message_of({"name": "y" * 50_000})

    assert "name: must have at most 20 characters, not 50000" in message
    assert "yyy" not in message


def test_several_problems_are_named_at_once():
    message = message_of({"amount": "x", "cuont": 1, "parts": [{"weight": "heavy"}]})

    for place in ("name: ", "amount: ", "cuont: ", "parts.0.weight: "):
        assert place in message


def test_more_than_ten_problems_are_counted():
    message = message_of({"name": "a", "parts": [{}] * 25})

    assert "parts.9.weight: is required (and 15 more)." in message
    assert "parts.10" not in message


def test_all_problems_are_kept_as_data():
    with pytest.raises(InputError) as found:
        read_input(PostEntryInput, {"name": "a", "parts": [{}] * 25}, subject="Post Entry")

    assert len(found.value.problems) == 25
    assert found.value.problems[24] == FieldProblem("parts.24.weight", "is required")
    assert found.value.as_dict()["group"] == "fix_input"


@pytest.mark.parametrize(
    ("raw", "kind"), [(None, "null"), ([("name", "a")], "list"), ("name", "str"), (5, "int")]
)
def test_input_that_is_not_an_object_is_refused(raw: Any, kind: str):
    assert message_of(raw) == (
        f"The input of Post Entry must be an object of named values, not {kind}."
    )


def test_a_huge_unknown_key_is_not_echoed():
    message = message_of({"name": "a", "k" * 1_000_000: 1})

    assert len(message) < 300
    assert "k" * 50 in message


def test_a_huge_value_of_a_wrong_type_is_not_echoed():
    assert len(message_of({"name": "a", "count": "9" * 1_000_000})) < 300


def test_text_that_is_not_unicode_is_refused_wherever_it_stands():
    assert "name holds text that is not Unicode" in message_of({"name": "\ud800"})
    assert "name.a.1 holds text that is not Unicode" in message_of({"name": {"a": ["", "\udfff"]}})
    assert "a name holds text that is not Unicode" in message_of({"name": "a", "\ud800": 1})


def test_emoji_and_right_to_left_text_are_ordinary_text():
    data = read_input(PostEntryInput, {"name": "👩‍👩‍👧 שלום"}, subject="Post Entry")

    assert data.name == "👩‍👩‍👧 שלום"


def test_endless_nesting_is_refused():
    deep: Any = 1
    for _ in range(10_000):
        deep = [deep]

    assert "is nested more than 100 deep" in message_of({"name": deep})


class Opened(ActionInput):
    """A form with secrets."""

    password: Annotated[SecretStr, Field(min_length=40), Form(secret=True)]
    """What opens it."""


@pytest.mark.parametrize("raw", [{"password": "hunter2"}, {"password": ["hunter2"]}])
def test_a_secret_is_never_echoed(raw: Any):
    with pytest.raises(InputError) as found:
        read_input(Opened, raw, subject="Opened")

    assert "hunter2" not in str(found.value)
    assert "hunter2" not in repr(found.value.as_dict())
    assert found.value.__cause__ is None


def test_a_secret_does_not_show_in_the_model():
    data = read_input(PostEntryInput, {"name": "a", "password": "hunter2"}, subject="Post Entry")

    assert "hunter2" not in repr(data)
    assert "hunter2" not in str(data)


@given(st.text(max_size=20))
def test_any_unicode_text_passes_and_stays_as_it_is(name: str):
    sendable = not any("\ud800" <= char <= "\udfff" for char in name)
    if sendable:
        assert read_input(PostEntryInput, {"name": name}, subject="Post Entry").name == name
    else:
        assert "not Unicode" in message_of({"name": name})


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
def test_whatever_else_is_given_is_refused_with_an_input_error(raw: Any):
    assert message_of(raw).startswith("The input of Post Entry ")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("invoice_id", "Invoice ID"),
        ("ids", "IDs"),
        ("url", "URL"),
        ("add_notes_to_invoice", "Add Notes To Invoice"),
        ("modified_after_utc", "Modified After UTC"),
    ],
)
def test_a_name_becomes_a_label(name: str, label: str):
    assert label_of(name) == label


def test_a_label_can_be_said_otherwise():
    class Named(FormModel):
        name: Annotated[str, Field(title="Contact Name")]
        """The name."""

    assert Named.model_json_schema()["properties"]["name"]["title"] == "Contact Name"


def test_a_field_without_a_form_hint_has_an_empty_one():
    assert form_of(PostEntryInput.model_fields["name"]) == Form()
    assert form_of(PostEntryInput.model_fields["password"]).secret


def test_a_short_name_is_shown_whole():
    assert shortened("x" * 80) == "x" * 80
    assert shortened("x" * 81) == "x" * 80 + "…"
