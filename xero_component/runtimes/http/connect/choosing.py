"""Which organisations of a consent become connections, under which names.

A consent that was asked for a connection by name is for one organisation, and never moves that
connection to another one. Otherwise each chosen organisation keeps the connection that it has with
the app, or gets a new one that is named after it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from xero_component.connections import Connection, ConnectionStore, Grant, Tenant, TokenStore
from xero_component.errors import ConfigurationError
from xero_component.runtimes.http.connect import refusals
from xero_component.runtimes.http.connect.id_token import SignedInUser
from xero_component.runtimes.http.connect.steps import Connected

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An organisation that may be chosen."""

    tenant: Tenant
    name: str
    """The connection that it would get."""
    known: bool = False
    """Whether that connection is there already, to the same organisation."""
    taken_by: str | None = None
    """Another connection that the organisation has with this app; then it cannot be chosen."""


def check_name(store: ConnectionStore, name: str, client_id: str, issuer: str) -> None:
    """Refuse a connection that was made with another app, or in another way; it may block."""
    known = _find(store, name)
    if known is not None and not _is_of_app(*known, client_id, issuer):
        raise refusals.name_in_use(name)


def offers(
    store: ConnectionStore, grant: Grant, tenants: Sequence[Tenant], wanted: str | None
) -> list[Offer]:
    """Return what may be chosen; raise `RefusedError` when there is nothing. It may block."""
    if not tenants:
        raise refusals.no_organisation()
    had = {one.tenant_id: one.name for one in _of_app(store, grant, tenants, wanted)}
    if wanted is None:
        return _named_after(store, tenants, had)
    check_name(store, wanted, grant.client_id, grant.issuer)
    known = _find(store, wanted)
    if known is not None:
        return [_same_again(known[0], tenants)]
    found = [Offer(tenant=one, name=wanted, taken_by=had.get(one.tenant_id)) for one in tenants]
    if all(offer.taken_by is not None for offer in found):
        raise refusals.already_connected(found[0].tenant.name, found[0].taken_by or "")
    return found


def save(
    store: TokenStore, grant: Grant, chosen: Collection[Offer], tenants: Sequence[Tenant]
) -> tuple[list[Connected], list[str]]:
    """Store what was chosen under the one grant; return it, with what the person should know.

    Connections that had died with the same grant, and whose organisation the new one of the same
    user covers, work again too. It may block.
    """
    pairs = [(offer.name, offer.tenant) for offer in chosen]
    notes = list(_other_users(store, grant, pairs))
    revived = _revived(store, grant, pairs, tenants)
    for name, tenant in pairs + revived:
        try:
            store.save(name, grant, tenant, keep_organisation=True)
        except ConfigurationError:  # somebody was faster, since the names were chosen
            raise refusals.name_in_use(name) from None
    for name, tenant in revived:
        notes.append(f"The connection “{name}” to {tenant.name} works again too.")
    return [Connected(name=name, organisation=tenant.name) for name, tenant in pairs], notes


def signed(grant: Grant, user: SignedInUser) -> Grant:
    """Return a grant that says whose it is."""
    return replace(grant, user_id=user.id, user_name=user.name)


def _same_again(known: Connection, tenants: Sequence[Tenant]) -> Offer:
    for tenant in tenants:
        if tenant.tenant_id == known.tenant_id:
            return Offer(tenant=tenant, name=known.name, known=True)
    raise refusals.organisation_missing(known.name, known.tenant_name or "another organisation")


def _named_after(
    store: ConnectionStore, tenants: Sequence[Tenant], had: dict[str | None, str]
) -> list[Offer]:
    taken = {one.name for one in store.list()}
    found = []
    for tenant in tenants:
        known = had.get(tenant.tenant_id)
        name = known or _free_name(tenant.name, taken)
        taken.add(name)
        found.append(Offer(tenant=tenant, name=name, known=known is not None))
    return found


def _free_name(organisation: str, taken: Collection[str]) -> str:
    letters = unicodedata.normalize("NFKD", organisation).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_NAME].strip("-")
    base = base or "organisation"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def _of_app(
    store: ConnectionStore, grant: Grant, tenants: Sequence[Tenant], wanted: str | None
) -> Iterator[Connection]:
    """Yield the connections that the app has to these organisations, save the one wanted."""
    ids = {tenant.tenant_id for tenant in tenants}
    for one in store.list():
        if one.tenant_id in ids and one.name != wanted:
            known = _find(store, one.name)
            if known is not None and _is_of_app(*known, grant.client_id, grant.issuer):
                yield known[0]


def _is_of_app(connection: Connection, grant: Grant, client_id: str, issuer: str) -> bool:
    return (
        connection.tenant_id is not None
        and grant.connection_type == "oauth2"
        and (grant.client_id, grant.issuer) == (client_id, issuer)
    )


def _find(store: ConnectionStore, name: str) -> tuple[Connection, Grant] | None:
    if all(one.name != name for one in store.list()):
        return None
    return store.load(name)


def _other_users(
    store: ConnectionStore, grant: Grant, pairs: Sequence[tuple[str, Tenant]]
) -> Iterator[str]:
    for name, _ in pairs:
        known = _find(store, name)
        before = known[1] if known is not None else None
        if before is not None and before.user_id not in {None, grant.user_id}:
            yield (
                f"Another user of Xero had connected “{name}” before: {before.user_name}. From now"
                " on it has the permissions of the user above."
            )


def _revived(
    store: ConnectionStore,
    grant: Grant,
    pairs: Sequence[tuple[str, Tenant]],
    tenants: Sequence[Tenant],
) -> list[tuple[str, Tenant]]:
    """Return dead connections that share a grant, of the same user, with those connected anew."""
    names = {name for name, _ in pairs}
    present = store.list()
    grants = {one.grant_id for one in present if one.name in names}
    covered = {tenant.tenant_id: tenant for tenant in tenants}
    return [
        (one.name, covered[one.tenant_id])
        for one in present
        if one.needs_reconnect
        and one.grant_id in grants
        and one.name not in names
        and one.tenant_id in covered
        and store.load(one.name)[1].user_id in {None, grant.user_id}
    ]


def connection_of(store: ConnectionStore, name: str, client_id: str, issuer: str) -> Connection:
    """Return an app's connection; raise `RefusedError` when it has none of the name.

    It may block.
    """
    known = _find(store, name)
    if known is None or not _is_of_app(*known, client_id, issuer):
        raise refusals.no_connection(name)
    return known[0]
