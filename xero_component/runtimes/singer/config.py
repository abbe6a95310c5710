"""The configuration of the tap: one JSON object."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from xero_component.errors import ConfigurationError, FieldProblem, InputError


def _blank_is_none(value: object) -> object:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    return None if isinstance(text, str) and not text.strip() else value


Text = Annotated[str | None, BeforeValidator(_blank_is_none)]
Secret = Annotated[SecretStr | None, BeforeValidator(_blank_is_none)]


def _with_zone(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


class TapConfig(BaseModel):
    """How to reach Xero, and from when on; keys that are not known are left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)

    connection: Text = None
    """A connection of our store, by name, in place of everything else but `start_date`."""
    client_id: Text = None
    client_secret: Secret = None
    tenant_id: Text = None
    refresh_token: Secret = None
    """The first one; those that follow are kept in our store."""
    refresh_token_secret_name: Text = None
    """Where the refresh token is: `env:NAME` (or just `NAME`), `file:PATH`, `store:NAME`."""
    scopes: Text = None
    """What a custom connection asks for; it has no refresh token."""
    start_date: Annotated[datetime, AfterValidator(_with_zone)] | None = None
    """Leave out what was last changed before, in streams that have a replication key."""
    sweep_days: Annotated[int, Field(ge=0, le=3650)] = 7
    """How often everything is read, to find what a bookmark does not show; 0 for never."""

    @field_validator("start_date", mode="before")
    @classmethod
    def _blank_date_is_none(cls, value: object) -> object:
        if isinstance(value, str) and not value.strip():
            return None
        if value is not None and not isinstance(value, str):
            raise ValueError("must be text such as 2021-01-01T00:00:00Z")
        return value

    @model_validator(mode="after")
    def _reaches_xero(self) -> "TapConfig":
        if self.refresh_token is not None and self.refresh_token_secret_name is not None:
            raise ValueError("give refresh_token or refresh_token_secret_name, not both")
        if self.stored_connection is None:
            if self.client_id is None:
                raise ValueError("client_id is missing")
            if self.is_custom and self.client_secret is None:
                raise ValueError("refresh_token or refresh_token_secret_name is missing")
            if not self.is_custom and self.tenant_id is None:
                raise ValueError("tenant_id is missing")
        return self

    @property
    def stored_connection(self) -> str | None:
        """The connection of our store that is to be used."""
        secret = self.refresh_token_secret_name or ""
        named = secret.removeprefix("store:").strip() if secret.startswith("store:") else None
        return self.connection or named

    @property
    def is_custom(self) -> bool:
        """Whether it names a custom connection: an app with a secret, and no refresh token."""
        return self.refresh_token is None and self.refresh_token_secret_name is None

    @property
    def sweep_every(self) -> timedelta | None:
        """How often everything is read."""
        return timedelta(days=self.sweep_days) if self.sweep_days else None

    @classmethod
    def read(cls, settings: object) -> "TapConfig":
        """Read a decoded configuration; raise `InputError` that names each key that is wrong."""
        if not isinstance(settings, dict):
            raise ConfigurationError("The configuration is not a JSON object.")
        try:
            return cls.model_validate(settings)
        except ValidationError as error:
            problems = [
                FieldProblem(".".join(map(str, one["loc"])) or "config", _words(one["msg"]))
                for one in error.errors(include_input=False, include_url=False)
            ]
        listed = "; ".join(f"{one.field}: {one.message}" for one in problems)
        raise InputError(f"The configuration cannot be used. {listed}.", problems=problems)


def _words(message: str) -> str:
    return message.removeprefix("Value error, ")
