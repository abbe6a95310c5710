"""The settings of the server: from the environment (`XERO_COMPONENT_…`) and one file.

What is given by the command line comes first, then the environment, then the file. Needs the extra
`server`.
"""

import ipaddress
import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from xero_component.errors import ConfigurationError
from xero_component.runtimes.http.connect.settings import (
    AppKey,
    ConnectApp,
    Origin,
    PublicUrl,
)
from xero_component.runtimes.logs import LogFormat, LogLevel
from xero_component.store.location import shown_url

PREFIX = "XERO_COMPONENT_"
FILE_VARIABLE = f"{PREFIX}CONFIG"
MEBIBYTE = 1024 * 1024
HIDDEN = "********"
_NAMES_OF_THIS_MACHINE = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})


class Settings(BaseSettings):
    """Everything that can be set about the server."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    store: Annotated[str | None, Field(repr=False)] = None
    """URL of the database: `sqlite:////path/to/file` or `postgresql://…`; unless it is given, a
    file in the user's data folder."""
    key: SecretStr | None = None
    """Key that the store is encrypted with; several are separated by commas, the first one writes.
    Unless it is given, a file beside the database."""
    base_url: str | None = None
    """Address of a sandbox on this machine, in place of Xero."""
    host: str = "127.0.0.1"
    """Address to listen on. Any but a loopback address needs API keys."""
    port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    """Port to listen on; 0 takes any free one."""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Names under which callers reach the server, separated by commas, when it is behind a proxy.
    With any but those of this machine, API keys are needed."""
    apps: Annotated[Mapping[AppKey, ConnectApp], NoDecode] = {}
    """Xero apps that people may connect to over the web, by name: each has a `client_id`, a
    `client_secret` unless it is of the PKCE kind, and `scopes`. In the environment as JSON."""
    public_url: PublicUrl | None = None
    """Address at which browsers reach the server, such as `https://xero.example.com`. Each app
    needs PUBLIC_URL/connect/NAME/callback as a redirect URI in Xero's developer portal. Unless it
    is given, http://localhost with the port."""
    return_origins: Annotated[tuple[Origin, ...], NoDecode] = ()
    """Origins, separated by commas, that people may be sent back to after connecting, such as
    `https://builder.example.com`."""
    webhook_key: SecretStr | None = None
    """Key of the webhook subscription, from Xero's developer portal; without it no webhook is
    taken."""
    next_webhook_key: SecretStr | None = None
    """A second webhook key that is accepted too, while the key is being changed."""
    largest_body: Annotated[int, Field(ge=1024)] = 36 * MEBIBYTE
    """Bytes that a request may have; a file of 25 MB, Xero's largest, has 35 MB in Base64."""
    body_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 30.0
    """Seconds that a request may take to arrive."""
    action_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 300.0
    """Seconds that an action may take, waiting for Xero's limits included."""
    answer_hours: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 24.0
    """Hours for which the answer to an `Idempotency-Key` is kept."""
    lease_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 30.0
    """Seconds after which a process that carried out a request and has died is given up."""
    wait_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 10.0
    """Seconds that a repeated request waits for the first one to end."""
    shutdown_seconds: Annotated[int, Field(ge=0)] = 30
    """Seconds that requests have to end when the server is stopped."""
    log_format: LogFormat = LogFormat.AUTO
    """Form of the log on standard error: `json`, `logfmt`, `text`, or `auto`, which is text on a
    terminal and JSON elsewhere."""
    log_level: LogLevel = LogLevel.INFO
    """From which weight on the log is written: `debug`, `info`, `warning` or `error`."""
    traces: bool = False
    """Whether traces are sent by OpenTelemetry; where to is set by its own variables, such as
    `OTEL_EXPORTER_OTLP_ENDPOINT`. Needs the extra `otel`."""

    @field_validator("allowed_hosts", "return_origins", mode="before")
    @classmethod
    def _separated_by_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("apps", mode="before")
    @classmethod
    def _from_json(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError(
                'must be JSON in the environment, such as {"main": {"client_id": "…"}}'
            ) from None

    @property
    def needs_api_keys(self) -> bool:
        """Whether anybody but the users of this machine may reach the server."""
        return not all(map(is_loopback, (self.host, *self.allowed_hosts)))


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it is now."""

    name: str
    variable: str
    value: str
    source: str
    description: str


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address can be reached from this machine alone."""
    name = host.strip("[]").lower().rstrip(".")
    if name in _NAMES_OF_THIS_MACHINE:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def load_settings(file: Path | None = None, **given: Any) -> Settings:
    """Read the settings; raise `ConfigurationError` that names every one that is wrong.

    Without `file`, it is the one that `XERO_COMPONENT_CONFIG` names, if any. What is given as None
    counts as not given.
    """
    from_file = _read_file(_chosen(file))

    class Loaded(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no such files
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no such files
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, InitSettingsSource(settings_cls, dict(from_file))

    try:
        return Loaded(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = "; ".join(
            _complaint(item["loc"], item["type"], item["msg"]) for item in error.errors()
        )
        raise ConfigurationError(
            f"The settings are not right. {wrong}.",
            advice="`xero-component config` lists all of them.",
        ) from None


def _complaint(where: tuple[int | str, ...], kind: str, message: str) -> str:
    name = ".".join(map(str, where))
    if kind != "extra_forbidden":
        return f"{name}: {message.removeprefix('Value error, ')}"
    known = Settings.model_fields if len(where) == 1 else ConnectApp.model_fields
    near = get_close_matches(str(where[-1]), known, n=1, cutoff=0.6)
    return f"{name}: there is no such setting" + "".join(f" (do you mean {one}?)" for one in near)


def listed_settings(file: Path | None = None) -> list[Setting]:
    """Return every setting with its value and where that comes from; secrets are hidden."""
    file = _chosen(file)
    from_file, settings = _read_file(file), load_settings(file)
    found = []
    for name, info in Settings.model_fields.items():
        variable = PREFIX + name.upper()
        source = "default"
        if os.environ.get(variable):
            source = f"environment: {variable}"
        elif name in from_file:
            source = f"file: {file}"
        description = " ".join((info.description or "").split())
        value = _shown(name, getattr(settings, name))
        found.append(Setting(name, variable, value, source, description))
    return found


def _chosen(file: Path | None) -> Path | None:
    named = os.environ.get(FILE_VARIABLE, "").strip()
    return file or (Path(named) if named else None)


def _read_file(file: Path | None) -> Mapping[str, Any]:
    if file is None:
        return {}
    try:
        text = file.expanduser().read_text("utf-8")
        known = tomllib.loads(text) if file.suffix.lower() == ".toml" else yaml.safe_load(text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(f"The settings file {file} cannot be read ({reason}).") from None
    except (ValueError, yaml.YAMLError) as error:
        kind = "TOML" if file.suffix.lower() == ".toml" else "YAML"
        raise ConfigurationError(
            f"The settings file {file} is not {kind}{_place(error)}."
        ) from None
    if known is None:
        return {}
    if not isinstance(known, dict) or not all(isinstance(name, str) for name in known):
        raise ConfigurationError(f"The settings file {file} must hold named values.")
    return known


def _place(error: Exception) -> str:
    """Say where a file is wrong, without quoting it: there are secrets in it."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return f" (line {mark.line + 1}, column {mark.column + 1})"
    found = re.search(r"\(at (line \d+, column \d+|end of document)\)$", str(error))
    return f" ({found[1]})" if found else ""


def _shown(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case SecretStr():
            return HIDDEN
        case dict():
            return ", ".join(value)
        case tuple() | Mapping():
            return ", ".join(map(str, value))
        case str() if name == "store":
            return shown_url(value)
    return str(value)
