"""Why a consent does not go on, in words for the person at the browser."""

from dataclasses import dataclass

from xero_component.errors import (
    ConfigurationError,
    GiveUpError,
    ReconnectError,
    UnavailableError,
    XeroComponentError,
)


@dataclass(eq=False)
class RefusedError(Exception):
    """Something that a person is told on a page; no part of it is markup."""

    title: str
    text: str
    advice: str
    status: int = 400

    def __str__(self) -> str:
        return self.title


def unknown_app() -> RefusedError:
    """Say that the address names no app."""
    return RefusedError(
        "No such app",
        "This server has no Xero app of that name.",
        "Check the address, or ask whoever runs the server.",
        404,
    )


def ended() -> RefusedError:
    """Say that a step was used, or is too old."""
    return RefusedError(
        "This step has ended",
        "It was used already, or is older than ten minutes.",
        "If you have just connected, it may have worked: look at your connections. If not, start"
        " again.",
    )


def other_browser() -> RefusedError:
    """Say that another browser started this."""
    return RefusedError(
        "This was started in another browser",
        "Xero sent you back here, but it was not this browser that asked to connect. Nothing was"
        " connected.",
        "Start again, and stay in the same browser until the end. If you did not start this"
        " yourself, close the page.",
        403,
    )


def other_app() -> RefusedError:
    """Say that the answer is for another of the apps (a mix-up of answers)."""
    return RefusedError(
        "This answer is for another app",
        "The answer does not belong to the app in this address. Nothing was connected.",
        "Start again.",
    )


def other_issuer() -> RefusedError:
    """Say that somebody other than Xero claims to answer (RFC 9207)."""
    return RefusedError(
        "This answer is not from Xero",
        "The answer names another sender than the one that was asked. Nothing was connected.",
        "Start again. If this happens twice, tell whoever runs the server.",
    )


def other_site() -> RefusedError:
    """Say that another site's page sent a form."""
    return RefusedError(
        "Another site sent this form",
        "It did not come from a page of this server, so nothing was done.",
        "Go back to where you started, and use the button there.",
        403,
    )


def bad_form() -> RefusedError:
    """Say that a form is too large, too slow, or none."""
    return RefusedError(
        "The form could not be read",
        "It is too large, came too slowly, or is no form of this server's.",
        "Go back, and try again.",
    )


def bad_name() -> RefusedError:
    """Say that no connection can have this name."""
    return RefusedError(
        "The name cannot be used",
        "A connection has a name of 1 to 200 printable characters.",
        "Start again with another name.",
    )


def other_host(address: str) -> RefusedError:
    """Say where the server is."""
    return RefusedError(
        "This is not the server's address",
        "The server is reached under another name.",
        f"Open {address} and start from there.",
        421,
    )


def link_needed() -> RefusedError:
    """Say that nobody starts here without a link."""
    return RefusedError(
        "A link is needed",
        "Connecting starts with a link that works once.",
        "Ask for one where you were asked to connect to Xero.",
        403,
    )


def bad_return() -> RefusedError:
    """Say that people are not sent back there."""
    return RefusedError(
        "The address to return to is not allowed",
        "It is not at one of the origins that this server was set up with.",
        "Ask whoever runs the server to add it to the return origins.",
    )


def declined() -> RefusedError:
    """Say that the person, or somebody, declined on Xero's page."""
    return RefusedError(
        "Nothing was connected",
        "Access was declined on Xero's page.",
        "If that was by mistake, start again and choose Allow access.",
        200,
    )


def unverified() -> RefusedError:
    """Say that the ID token did not pass."""
    return RefusedError(
        "Xero's answer could not be trusted",
        "The token that says who signed in is missing or not right. Nothing was connected.",
        "Start again. If this happens twice, tell whoever runs the server: the app may be set up"
        " for another kind of sign-in, or the server's clock may be wrong.",
        502,
    )


def no_organisation() -> RefusedError:
    """Say that the consent covers nothing."""
    return RefusedError(
        "No organisation was chosen",
        "The consent does not cover any organisation, so nothing was connected.",
        "Start again, and choose an organisation on Xero's page.",
    )


def organisation_missing(name: str, organisation: str) -> RefusedError:
    """Say that the consent lacks the organisation of the connection."""
    return RefusedError(
        "That is another organisation",
        f"The connection “{name}” is to {organisation}, which this consent does not cover. Nothing"
        " was changed.",
        f"Start again and choose {organisation} on Xero's page. To use another organisation, make a"
        " connection of another name.",
        409,
    )


def already_connected(organisation: str, name: str) -> RefusedError:
    """Say under which name the organisation is connected already."""
    return RefusedError(
        "Already connected",
        f"{organisation} is connected already, as “{name}”. Nothing was changed.",
        f"Use “{name}”, or connect that one again if it has stopped working. To have another name,"
        " disconnect it first.",
        409,
    )


def name_in_use(name: str) -> RefusedError:
    """Say that the name belongs to a connection of another kind."""
    return RefusedError(
        "The name is in use",
        f"The connection “{name}” is to another organisation, or was made with another app or in"
        " another way. It was not changed.",
        "Connect under another name, or remove that connection first.",
        409,
    )


def unnamed() -> RefusedError:
    """Say that it is not known what to disconnect."""
    return RefusedError(
        "No connection is named",
        "The address does not say which connection to disconnect.",
        "Open it with ?connection= and the connection's name.",
    )


def no_connection(name: str) -> RefusedError:
    """Say that there is nothing to disconnect."""
    return RefusedError(
        "There is no such connection",
        f"This app has no connection “{name}”.",
        "It may have been disconnected already. Check the name.",
        404,
    )


def cancelled() -> RefusedError:
    """Say that the person cancelled at the choice."""
    return RefusedError(
        "Nothing was connected",
        "No connection was stored here.",
        "In Xero the app may still be listed under Settings, Connected apps, where you can"
        " disconnect it.",
        200,
    )


_TITLES: tuple[tuple[type[XeroComponentError], str, int], ...] = (
    (UnavailableError, "Xero cannot be reached", 503),
    (ReconnectError, "Xero did not accept that", 400),
    (ConfigurationError, "The app is not set up for this", 500),
    (GiveUpError, "Xero answered what it should not", 502),
    (XeroComponentError, "That did not work", 400),
)


def told(error: XeroComponentError) -> RefusedError:
    """Return what a person is told about an error of the component."""
    title, status = next((title, code) for kind, title, code in _TITLES if isinstance(error, kind))
    return RefusedError(title, error.message, error.advice or "Start again.", status)
