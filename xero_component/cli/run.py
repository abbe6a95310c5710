"""`run`: one command for each action, made from its input model when it is asked for."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from xero_component.cli.exit_codes import EPILOG, batch_code
from xero_component.cli.stored import ConnectionOption, chosen_connection, open_store
from xero_component.errors import ConfigurationError, InputError

if TYPE_CHECKING:
    from xero_component.cli.flags import Flag
    from xero_component.core import Action, Outcome

InputOption = Annotated[
    str | None,
    typer.Option(
        "--input",
        "-i",
        metavar="JSON",
        help="All inputs as one JSON object, @FILE, or - for standard input; flags come on top."
        " Only here can an input be null.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print the result as JSON, with exact numbers.")
]
QueryOption = Annotated[
    str | None,
    typer.Option(
        "--query",
        "-q",
        metavar="JMESPATH",
        help="Print a part of the result as JSON, such as records[].InvoiceNumber.",
    ),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Show the request that would be sent, and send nothing.")
]
RunIdOption = Annotated[
    str | None,
    typer.Option(
        "--run-id", metavar="ID", help="With --step-id: the same pair posts nothing twice."
    ),
]
StepIdOption = Annotated[
    str | None, typer.Option("--step-id", metavar="ID", help="The step within the run.")
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write the result into a file: the bytes of an attachment, JSON otherwise.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person asked for, beside the inputs."""

    connection: str | None
    json: bool
    query: str | None
    dry_run: bool
    run_id: str | None
    step_id: str | None
    output: Path | None


class ActionGroup(TyperGroup):
    """Looks like a group with a command for each action."""

    def list_commands(self, _ctx: Any) -> list[str]:
        """Name the actions."""
        from xero_component.component import component

        return list(component.actions)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        """Make the command of one action; raise `InputError` with the nearest key."""
        from xero_component.component import component
        from xero_component.core import look_up

        return _command_of(look_up(component, cmd_name))


def _command_of(action: "Action[Any, Any, Any]") -> Any:
    from rich.markup import escape

    from xero_component.cli.flags import flags_of, parameters_of

    flags = flags_of(action)

    def command(
        connection: ConnectionOption = None,
        input_json: InputOption = None,
        as_json: JsonOption = False,
        query: QueryOption = None,
        dry_run: DryRunOption = False,
        run_id: RunIdOption = None,
        step_id: StepIdOption = None,
        output: OutputOption = None,
        **typed: str | bool | None,
    ) -> None:
        request = Request(
            connection=connection,
            json=as_json,
            query=query,
            dry_run=dry_run,
            run_id=run_id,
            step_id=step_id,
            output=output,
        )
        _run(action, _inputs(flags, typed, input_json), request)

    own = list(inspect.signature(command).parameters.values())[:-1]
    parameters = [*own, *parameters_of(flags)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    # typer reads the parameters of the command from signature and annotations.
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    app = typer.Typer(add_completion=False, rich_markup_mode="rich")
    text = f"{action.description} ({action.effect} action)"
    app.command(action.key, help=escape(text), short_help=escape(action.description))(command)
    made = typer.main.get_command(app)
    made.epilog = EPILOG
    return made


def _inputs(
    flags: "list[Flag]", typed: Mapping[str, str | bool | None], input_json: str | None
) -> dict[str, Any]:
    from xero_component.cli.flags import parameter_name
    from xero_component.cli.values import read_input_option

    inputs = {} if input_json is None else read_input_option(input_json)
    for flag in flags:
        given = typed.get(parameter_name(flag.field))
        if given is not None:
            inputs[flag.field] = flag.read(given) if isinstance(given, str) else given
    return inputs


def _run(action: "Action[Any, Any, Any]", inputs: Mapping[str, Any], request: Request) -> None:
    from xero_component.cli.results import compiled
    from xero_component.core import validate
    from xero_component.runtimes.local import LocalRuntime

    if (request.run_id is None) != (request.step_id is None):
        raise InputError("--run-id and --step-id belong together: give both, or neither.")
    if request.output is not None and not request.output.expanduser().parent.is_dir():
        raise InputError(f"--output: there is no folder {str(request.output.parent)!r}.")
    if request.query is not None:
        compiled(request.query)
    validate(action, inputs)
    with open_store() as store:
        name = chosen_connection(store, request.connection)
        with LocalRuntime(name, store=store) as runtime:
            outcome = runtime.run(
                action.key,
                inputs,
                run_id=request.run_id,
                step_id=request.step_id,
                dry_run=request.dry_run,
            )
    _show(outcome, request)
    if code := batch_code(outcome.output):
        raise typer.Exit(code)


def _show(outcome: "Outcome[Any]", request: Request) -> None:
    from xero_component.cli.results import bytes_of, json_of, part_of, show
    from xero_component.cli.screen import console, one_line, write_bytes

    errors = console(stderr=True)
    for warning in outcome.trace.warnings:
        errors.print(f"Xero warns: {one_line(warning)}", soft_wrap=True)
    if request.output is not None and not outcome.is_dry_run:
        content, target = bytes_of(outcome), request.output.expanduser()
        try:
            target.write_bytes(content)
        except OSError as error:
            show(outcome)
            raise ConfigurationError(
                f"The action was done, but {target} cannot be written ({error.strerror}).",
                advice="Its result is shown instead.",
            ) from None
        errors.print(f"{len(content):,} bytes written to {target}.", soft_wrap=True)
    elif request.query is not None and not outcome.is_dry_run:
        write_bytes(part_of(outcome, request.query))
    elif request.json:
        write_bytes(json_of(outcome))
    else:
        show(outcome)
