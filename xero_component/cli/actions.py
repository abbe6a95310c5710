"""`actions`: what there is to run, and what each action takes and gives."""

from typing import Annotated, Any

import typer

from xero_component.cli.exit_codes import EPILOG

app = typer.Typer(
    help="List the actions, or describe one of them.",
    epilog=EPILOG,
    invoke_without_command=True,
)


@app.callback()
def list_actions(ctx: typer.Context) -> None:
    """List the actions, or describe one of them."""
    if ctx.invoked_subcommand is not None:
        return
    from rich.table import Table

    from xero_component.cli.screen import console
    from xero_component.component import component

    table = Table("Key", "Title", "Effect", "Scopes")
    for action in component.actions.values():
        table.add_row(action.key, action.title, str(action.effect), _scopes(action.scopes))
    screen = console()
    screen.print(table)
    screen.print("Describe one with: xero-component actions describe KEY", soft_wrap=True)


@app.command("describe", epilog=EPILOG)
def describe(key: Annotated[str, typer.Argument(help="Key of the action.")]) -> None:
    """Show an action's inputs, output, scopes, an example, and Xero's page about it."""
    from rich.table import Table

    from xero_component.cli.flags import flags_of
    from xero_component.cli.screen import console
    from xero_component.component import component
    from xero_component.core import look_up

    action = look_up(component, key)
    screen = console()
    screen.print(f"{action.title} ({action.key})", style="bold", soft_wrap=True)
    screen.print(f"{action.description}\n", soft_wrap=True)
    screen.print(f"Effect:  {action.effect}")
    screen.print(f"Scopes:  {_scopes(action.scopes)}", soft_wrap=True)
    screen.print(f"Xero:    {action.documentation}\n", soft_wrap=True)
    inputs = Table("Input", "Flag", "Type", "Required", "Meaning", title="Inputs")
    for flag in flags_of(action):
        required = "yes" if flag.required else ""
        inputs.add_row(flag.label, flag.option, flag.kind, required, flag.help)
    screen.print(inputs if inputs.row_count else "It takes no input.")
    screen.print(f"\nOutput:  {', '.join(_fields(action.output_schema))}", soft_wrap=True)
    screen.print(f"\nExample: {_example(action)}", soft_wrap=True)


def _scopes(scopes: frozenset[str]) -> str:
    return " ".join(sorted(scopes)) or "—"


def _fields(schema: dict[str, Any]) -> list[str]:
    """Name the fields of the result; for a list also those of its records."""
    definitions = schema.get("$defs", {})
    properties = _resolved(schema, definitions).get("properties", {})
    names = list(properties)
    if "records" in properties:
        record = _resolved(properties["records"].get("items", {}), definitions)
        names += [f"records.{name}" for name in record.get("properties", {})]
    return names


def _resolved(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    return definitions.get(reference.rpartition("/")[2], schema) if reference else schema


def _example(action: Any) -> str:
    import json
    import shlex

    command = f"xero-component run {action.key}"
    if not action.input.example:
        return command
    example = json.dumps(action.input.example, ensure_ascii=False, default=str)
    return f"{command} --input {shlex.quote(example)}"
