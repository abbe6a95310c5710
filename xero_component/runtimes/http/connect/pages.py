"""Pages: plain HTML that needs no script and loads nothing; whatever is put in is escaped."""

from base64 import b64encode
from hashlib import sha256

from markupsafe import Markup
from starlette.responses import HTMLResponse

STYLE = Markup("""
:root{color-scheme:light dark;--ink:#1b2733;--soft:#54616e;--page:#f2f4f6;--card:#fff;
--line:#cbd3da;--act:#0b62a3;--act-ink:#fff;--warn:#fff4d6;--warn-line:#d9a400}
@media (prefers-color-scheme:dark){:root{--ink:#e7ecf1;--soft:#a9b5c0;--page:#12181e;
--card:#1c242c;--line:#44515d;--act:#7cc0f5;--act-ink:#0b1a27;--warn:#3a3014;--warn-line:#d9a400}}
*{box-sizing:border-box}
body{margin:0;padding:1rem;background:var(--page);color:var(--ink);
font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:34rem;margin:max(1rem,8vh) auto;padding:1.75rem;background:var(--card);
border:1px solid var(--line);border-radius:.75rem;overflow-wrap:anywhere}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}
p{margin:.75rem 0}
.soft{color:var(--soft)}
.note{margin:1rem 0;padding:.75rem 1rem;background:var(--warn);
border-left:.25rem solid var(--warn-line)}
fieldset{margin:1rem 0;padding:0;border:0}
legend{padding:0;font-weight:600}
label{display:flex;gap:.75rem;align-items:flex-start;margin:.5rem 0;padding:.75rem;
border:1px solid var(--line);border-radius:.5rem}
label:has(input:disabled){color:var(--soft)}
input{flex:none;width:1.25rem;height:1.25rem;margin:.15rem 0 0;accent-color:var(--act)}
small{display:block;color:var(--soft);font-size:.9375rem}
dl{margin:1rem 0}
dt{color:var(--soft);font-size:.9375rem}
dd{margin:0 0 .75rem;font-weight:600}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9375em}
.do{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.25rem}
button,.button{display:inline-block;min-height:2.75rem;padding:.6rem 1.2rem;
border:1px solid var(--act);border-radius:.5rem;background:var(--act);color:var(--act-ink);
font:inherit;font-weight:600;
text-decoration:none;cursor:pointer}
button.second,.button+.button{background:none;color:var(--act)}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
""")

_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Marks that turn the writing round, taken out: with them one name looks like another."""
_STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()

_PAGE = Markup(
    '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="robots" content="noindex"><style>{style}</style></head>'
    "<body><main><h1>{title}</h1>{content}</main></body></html>\n"
)


def page(
    title: str, content: Markup, status: int = 200, *, leads_to: str | None = None
) -> HTMLResponse:
    """Return a page; `leads_to` is the origin elsewhere at which one of its forms ends."""
    targets = "'self'" if leads_to is None else f"'self' {leads_to}"
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action {targets};"
        " frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    text = _PAGE.format(title=title, style=STYLE, content=content).translate(_TURNS)
    return HTMLResponse(text, status, headers)


def paragraph(text: str, kind: str = "") -> Markup:
    """Return text as a paragraph."""
    if kind:
        return Markup('<p class="{}">{}</p>').format(kind, text)
    return Markup("<p>{}</p>").format(text)


def name(text: str) -> Markup:
    """Return a name from a ledger, which does not change the direction of what is around it."""
    return Markup("<bdi>{}</bdi>").format(text)


def links(*pairs: tuple[str | None, str]) -> Markup:
    """Return links that look like buttons, from addresses (None: left out) and words."""
    present = [(address, words) for address, words in pairs if address is not None]
    if not present:
        return Markup("")
    buttons = (Markup('<a class="button" href="{}">{}</a>').format(*pair) for pair in present)
    return Markup('<p class="do">{}</p>').format(Markup("").join(buttons))
