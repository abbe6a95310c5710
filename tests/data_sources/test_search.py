"""What a picker searches for stays a value, to the sandbox's parser."""

from hypothesis import given
from hypothesis import strategies as st

from xero_component.data_sources._search import containing
from xero_component.sandbox.where import parse_where


@given(st.text(alphabet=st.characters(max_codepoint=126), max_size=40))
def test_a_part_of_a_text_is_found_whatever_the_capitals(text: str):
    holds = parse_where(containing("Reference", text))
    assert holds({"Reference": f"<{text.upper()}>"})
    assert not holds({"Reference": None})
    assert not holds({"Reference": text[1:]} if text else {"Reference": None})
