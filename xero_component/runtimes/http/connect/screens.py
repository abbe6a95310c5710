"""What each page says."""

from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.responses import HTMLResponse

from xero_component.runtimes.http.connect.choosing import Offer
from xero_component.runtimes.http.connect.pages import links, name, page, paragraph
from xero_component.runtimes.http.connect.refusals import RefusedError
from xero_component.runtimes.http.connect.steps import Finished

_ONE_BUTTON = Markup(
    '<form method="post" action="{path}"><input type="hidden" name="token" value="{token}">'
    '<p class="do"><button>{words}</button></p></form>'
)
_CHOICE = Markup(
    '<label><input type="{kind}" name="organisation" value="{id}"{state}>'
    "<span>{organisation}<small>{note}</small></span></label>"
)
_CHOICES = Markup(
    '<form method="post" action="{path}">{complaint}<fieldset><legend>{legend}</legend>{choices}'
    '</fieldset><p class="do"><button name="decision" value="connect">Connect</button>'
    '<button class="second" name="decision" value="cancel">Cancel</button>'
    "</p></form>"
)
_ROW = Markup("<dt>{}</dt><dd>{}</dd>")


def start_screen(path: str, token: str, connection: str | None, xero: str) -> HTMLResponse:
    """Ask before the person is sent to Xero."""
    content = paragraph(
        "You will be sent to Xero, where you sign in, choose an organisation, and allow access."
        " Then you come back here."
    )
    if connection is not None:
        content += Markup("<dl>") + _ROW.format("Connection", name(connection)) + Markup("</dl>")
    content += _ONE_BUTTON.format(path=path, token=token, words="Continue to Xero")
    return page("Connect to Xero", content, leads_to=xero)


def choice_screen(
    path: str, offers: Sequence[Offer], ticked: Collection[str], *, several: bool, wrong: bool
) -> HTMLResponse:
    """Let the person choose among the organisations of a consent."""
    choices = Markup("").join(_choice(offer, ticked, several=several) for offer in offers)
    complaint = Markup("")
    if wrong:
        words = "at least one organisation" if several else "one organisation"
        complaint = Markup('<p class="note" role="alert">Choose {}.</p>').format(words)
    legend = "Which ones should be connected?" if several else "Which one should be connected?"
    content = paragraph("Xero gave access to several organisations.") + _CHOICES.format(
        path=path, complaint=complaint, legend=legend, choices=choices
    )
    return page("Choose an organisation", content, 400 if wrong else 200)


def result_screen(done: Finished, back: str | None) -> HTMLResponse:
    """Say what was connected, and by whom."""
    rows = Markup("")
    for one in done.connected:
        rows += _ROW.format("Organisation", name(one.organisation))
        rows += _ROW.format("Connection", name(one.name))
    rows += _ROW.format("Connected by", name(done.user))
    content = Markup("<dl>{}</dl>").format(rows)
    for note in done.notes:
        content += paragraph(note, "note")
    content += links(_back(back)) or paragraph("You can close this page.", "soft")
    return page("Connected to Xero", content)


def disconnect_screen(path: str, token: str, connection: str, organisation: str) -> HTMLResponse:
    """Ask before a connection is ended."""
    rows = _ROW.format("Organisation", name(organisation)) + _ROW.format(
        "Connection", name(connection)
    )
    content = Markup("<dl>{}</dl>").format(rows) + paragraph(
        "Flows that use this connection stop working. In Xero, the app loses its access to the"
        " organisation."
    )
    content += _ONE_BUTTON.format(path=path, token=token, words="Disconnect")
    return page("Disconnect from Xero?", content)


def disconnected_screen(
    organisation: str, kept_reason: str | None, back: str | None
) -> HTMLResponse:
    """Say what was ended, and what the person still has to end."""
    where = "here, nor in Xero" if kept_reason is None else "here"
    content = Markup("<p>{} is no longer connected {}.</p>").format(name(organisation), where)
    if kept_reason is not None:
        content += paragraph(
            f"The app may still have access in Xero. {kept_reason} To end it there, open Settings,"
            " Connected apps, in Xero.",
            "note",
        )
    content += links(_back(back)) or paragraph("You can close this page.", "soft")
    return page("Disconnected", content)


def refusal_screen(
    refusal: RefusedError, *, again: str | None = None, back: str | None = None
) -> HTMLResponse:
    """Say why it does not go on, and what to do next."""
    content = paragraph(refusal.text) + paragraph(refusal.advice)
    content += links((again, "Start again"), _back(back))
    return page(refusal.title, content, refusal.status)


def _choice(offer: Offer, ticked: Collection[str], *, several: bool) -> Markup:
    if offer.taken_by is not None:
        note = f"Connected already, as “{offer.taken_by}”"
    elif offer.known:
        note = f"Connects “{offer.name}” again"
    else:
        note = f"As a new connection, “{offer.name}”"
    state = Markup(" disabled") if offer.taken_by is not None else Markup("")
    if offer.tenant.tenant_id in ticked:
        state += Markup(" checked")
    return _CHOICE.format(
        kind="checkbox" if several else "radio",
        id=offer.tenant.tenant_id,
        state=state,
        organisation=name(offer.tenant.name),
        note=note,
    )


def _back(address: str | None) -> tuple[str | None, str]:
    return address, f"Back to {urlsplit(address or '').netloc}"
