"""The APIs of Xero, each with the path that it is served under."""

from dataclasses import dataclass
from enum import StrEnum

HOST = "https://api.xero.com"
AUTHORIZE_URL = "https://login.xero.com/identity/connect/authorize"
TOKEN_URL = "https://identity.xero.com/connect/token"  # noqa: S105 - an address
REVOCATION_URL = "https://identity.xero.com/connect/revocation"
ISSUER = "https://identity.xero.com"


class Api(StrEnum):
    """The name under which a request asks for an API."""

    ACCOUNTING = "accounting"
    FILES = "files"
    ASSETS = "assets"
    PROJECTS = "projects"
    PAYROLL_AU = "payroll_au"
    PAYROLL = "payroll"
    """Payroll UK, NZ and AU v2: the organisation's region decides which."""
    FINANCE = "finance"
    BANK_FEEDS = "bank_feeds"
    APP_STORE = "app_store"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class ApiRow:
    """One API: where it is, and whether calls carry a tenant header."""

    path: str
    tenanted: bool = True


APIS: dict[Api, ApiRow] = {
    Api.ACCOUNTING: ApiRow("/api.xro/2.0"),
    Api.FILES: ApiRow("/files.xro/1.0"),
    Api.ASSETS: ApiRow("/assets.xro/1.0"),
    Api.PROJECTS: ApiRow("/projects.xro/2.0"),
    Api.PAYROLL_AU: ApiRow("/payroll.xro/1.0"),
    Api.PAYROLL: ApiRow("/payroll.xro/2.0"),
    Api.FINANCE: ApiRow("/finance.xro/1.0"),
    Api.BANK_FEEDS: ApiRow("/bankfeeds.xro/1.0"),
    Api.APP_STORE: ApiRow("/appstore/2.0", tenanted=False),
    Api.IDENTITY: ApiRow("", tenanted=False),
}
