"""Choosing by name never picks another record, and says what is near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.api.named import Wanted, WrongNameError, nearest

CONTACT = Wanted("contact", ("Name", "ContactNumber"), "ContactStatus")
names = st.text(min_size=1, max_size=12).filter(str.strip)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "ContactID": st.uuids().map(str),
            "Name": names,
            "ContactNumber": st.none() | names,
            "ContactStatus": st.sampled_from(["ACTIVE", "ARCHIVED", "GDPRREQUEST", None, "NEW"]),
        }
    ),
    max_size=8,
)


@given(rows, names)
def test_what_is_chosen_is_live_and_called_so(records: list[dict[str, str | None]], name: str):
    try:
        chosen = CONTACT.choose(records, name)
    except WrongNameError:
        live = [row for row in records if not CONTACT.is_gone(row)]
        exact = [row for row in live if (row["Name"] or "").strip() == name.strip()]
        assert len(exact) != 1
    else:
        assert chosen in records
        assert not CONTACT.is_gone(chosen)


@given(rows, names)
def test_a_unique_name_is_found_exactly_and_in_other_capitals(
    records: list[dict[str, str | None]], name: str
):
    wanted = {"ContactID": "wanted", "Name": f"=={name}==", "ContactStatus": "ACTIVE"}

    for written in (f"=={name}==", f"=={name}==".swapcase().swapcase(), f" =={name}== "):
        assert CONTACT.choose([*records, wanted], written) is wanted


def test_an_exact_name_comes_before_one_in_other_capitals_and_accents_last():
    exact, capitals, accents = ({"Name": name} for name in ("Cafe", "CAFE", "Café"))

    assert CONTACT.choose([accents, capitals, exact], "Cafe") is exact
    assert CONTACT.choose([accents, capitals], "Cafe") is capitals
    assert CONTACT.choose([accents], "Cafe") is accents
    with pytest.raises(WrongNameError, match="more than one contact is called 'cafe'"):
        CONTACT.choose([capitals, exact], "cafe")


def test_a_status_that_is_not_known_is_no_reason_to_hide_a_record():
    row = {"Name": "Acme", "ContactStatus": "SOMETHING_NEW"}

    assert CONTACT.choose([row], "acme") is row


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=20))
def test_only_names_that_are_there_are_suggested(given_name: str, known: list[str]):
    said = nearest(given_name, known)

    assert not said or any(name in said for name in known if name)


def test_at_most_three_names_are_suggested():
    assert nearest("INV-1", [f"INV-{number}" for number in range(10, 30)]).count("INV-") == 3
