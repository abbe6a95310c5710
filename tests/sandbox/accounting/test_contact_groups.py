import pytest

from tests.sandbox.accounting.client import CONTACT

NOBODY = "00000000-0000-0000-0000-000000000001"


@pytest.fixture
def group(xero):
    """A group with one contact."""
    made = xero.create("ContactGroups", {"Name": "VIPs"})["ContactGroupID"]
    join(xero, made, CONTACT)
    return made


def join(xero, group, *contacts):
    body = {"Contacts": [{"ContactID": contact} for contact in contacts]}
    return xero.put(f"ContactGroups/{group}/Contacts", body)


def names(xero):
    return {one["Name"] for one in xero.all("ContactGroups")}


def members(xero, group):
    return {one["ContactID"] for one in xero.one(f"ContactGroups/{group}")["Contacts"]}


def groups_of(xero, contact):
    return {one["Name"] for one in xero.one(f"Contacts/{contact}")["ContactGroups"]}


def test_a_group_is_created_empty(xero):
    made = xero.create("ContactGroups", {"ContactGroups": [{"Name": "  VIPs "}]})
    assert made["Name"] == "VIPs"
    assert (made["Status"], made["Contacts"], made["HasValidationErrors"]) == ("ACTIVE", [], False)
    assert xero.one(f"ContactGroups/{made['ContactGroupID']}") == made


def test_the_list_leaves_the_contacts_out(xero, group):
    assert names(xero) == {"Prospects", "Retainers", "Utilities", "VIPs"}
    assert all(one["Contacts"] == [] for one in xero.all("ContactGroups"))
    (found,) = xero.all("ContactGroups", where='Name=="VIPs"')
    assert found["ContactGroupID"] == group
    ordered = [one["Name"] for one in xero.all("ContactGroups", order="Name DESC")]
    assert ordered == ["VIPs", "Utilities", "Retainers", "Prospects"]


def test_contacts_know_their_groups_and_groups_their_contacts(xero, group):
    reply = join(xero, group, xero.all("Contacts")[1]["ContactID"], CONTACT)
    assert [one["ContactID"] for one in reply.json["Contacts"]][-1] == CONTACT
    assert len(members(xero, group)) == 2
    assert groups_of(xero, CONTACT) == {"VIPs"}
    (first, *_) = xero.one(f"ContactGroups/{group}")["Contacts"]
    assert first["Name"]


def test_joining_twice_is_joining_once(xero, group):
    assert join(xero, group, CONTACT, CONTACT).status == 200
    found = xero.one(f"Contacts/{CONTACT}")["ContactGroups"]
    assert [one["Name"] for one in found] == ["VIPs"]


def test_membership_does_not_move_the_contact(xero):
    before = xero.one(f"Contacts/{CONTACT}")["UpdatedDateUTC"]
    xero.pass_time(minutes=5)
    made = xero.create("ContactGroups", {"Name": "VIPs"})["ContactGroupID"]
    join(xero, made, CONTACT)
    assert xero.one(f"Contacts/{CONTACT}")["UpdatedDateUTC"] == before
    assert xero.changes == []


def test_a_group_is_renamed_in_its_contacts_too(xero, group):
    renamed = xero.update(f"ContactGroups/{group}", {"Name": "Friends"})
    assert (renamed["Name"], len(renamed["Contacts"])) == ("Friends", 1)
    assert groups_of(xero, CONTACT) == {"Friends"}
    assert xero.update(f"ContactGroups/{group}", {"Name": "friends"})["Name"] == "friends"


def test_a_deleted_group_is_gone_everywhere(xero, group):
    assert xero.update(f"ContactGroups/{group}", {"Status": "DELETED"})["Status"] == "DELETED"
    assert "VIPs" not in names(xero)
    assert groups_of(xero, CONTACT) == set()
    assert xero.get(f"ContactGroups/{group}").status == 404
    assert xero.create("ContactGroups", {"Name": "VIPs"})["ContactGroupID"] != group


@pytest.mark.parametrize(
    "element",
    [{}, {"Name": ""}, {"Name": None}, {"Name": "x" * 256}, {"Name": "utilities"},
     {"Name": "New", "Status": "DELETED"}],
)  # fmt: skip
def test_a_group_needs_a_name_of_its_own(xero, element):
    before = names(xero)
    reply = xero.put("ContactGroups", element)
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 10)
    assert names(xero) == before


@pytest.mark.parametrize("element", [{"Name": True}, {"Name": "New", "Status": "CLOSED"}])
def test_what_cannot_be_read_is_refused(xero, element):
    reply = xero.put("ContactGroups", element)
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 14)


def test_one_contact_is_taken_out(xero, group):
    join(xero, group, xero.all("Contacts")[1]["ContactID"])
    reply = xero.call("DELETE", f"ContactGroups/{group}/Contacts/{CONTACT}")
    assert (reply.status, reply.response.body) == (204, b"")
    assert CONTACT not in members(xero, group)
    assert len(members(xero, group)) == 1
    again = xero.call("DELETE", f"ContactGroups/{group}/Contacts/{CONTACT}")
    assert again.json["ErrorNumber"] == 10


def test_all_contacts_are_taken_out(xero, group):
    assert xero.call("DELETE", f"ContactGroups/{group}/Contacts").status == 204
    assert members(xero, group) == set()
    assert xero.call("DELETE", f"ContactGroups/{group}/Contacts").status == 204


def test_who_is_not_there_can_neither_join_nor_leave(xero, group):
    reply = join(xero, group, xero.all("Contacts")[1]["ContactID"], NOBODY)
    assert reply.json["ErrorNumber"] == 10
    assert members(xero, group) == {CONTACT}
    assert xero.put(f"ContactGroups/{group}/Contacts", {"Contacts": [{}]}).status == 400
    assert xero.call("DELETE", f"ContactGroups/{group}/Contacts/{NOBODY}").status == 404
    assert join(xero, NOBODY, CONTACT).status == 404


def test_an_archived_contact_cannot_join(xero, group):
    xero.update(f"Contacts/{CONTACT}", {"ContactID": CONTACT, "ContactStatus": "ARCHIVED"})
    assert join(xero, group, CONTACT).json["ErrorNumber"] == 10


def test_an_update_of_a_contact_keeps_its_groups(xero, group):
    xero.update(f"Contacts/{CONTACT}", {"FirstName": "New", "ContactGroups": []})
    assert groups_of(xero, CONTACT) == {"VIPs"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "ContactGroups"),
        ("DELETE", "ContactGroups/{group}"),
        ("GET", "ContactGroups/{group}/Contacts"),
        ("PUT", "ContactGroups/{group}/Contacts/" + CONTACT),
    ],
)
def test_there_is_no_other_way(xero, group, method, path):
    assert xero.call(method, path.format(group=group), {}).status == 405


def test_there_is_nothing_below_a_contact_of_a_group(xero, group):
    path = f"ContactGroups/{group}/Contacts/{CONTACT}/History"
    assert xero.call("DELETE", path).status == 404


def test_a_contact_can_be_in_several_groups(xero, group):
    (found,) = (one for one in xero.all("ContactGroups") if one["Name"] == "Retainers")
    (member, *_) = members(xero, found["ContactGroupID"])
    join(xero, group, member)
    assert groups_of(xero, member) == {"Retainers", "VIPs"}
    xero.update(f"ContactGroups/{group}", {"Status": "DELETED"})
    assert groups_of(xero, member) == {"Retainers"}
