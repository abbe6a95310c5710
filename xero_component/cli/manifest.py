"""`manifest`: what a flow builder reads to know the component."""

from enum import StrEnum
from typing import Annotated

import typer


class Format(StrEnum):
    """How the manifest is written."""

    YAML = "yaml"
    JSON = "json"


def manifest(
    format: Annotated[  # noqa: A002 - the name of the option
        Format, typer.Option("--format", help="How to write it.")
    ] = Format.YAML,
) -> None:
    """Print the manifest: everything that a flow builder needs to know, as YAML or JSON."""
    from xero_component.cli.screen import write_bytes
    from xero_component.component import component
    from xero_component.core.manifest import manifest_json, manifest_yaml

    text = manifest_yaml(component) if format is Format.YAML else manifest_json(component)
    write_bytes(text.encode())
