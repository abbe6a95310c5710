"""Writes docs/reference from the component; `--check` fails when a page is not current."""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import anyio
from sample_outputs import PAGE, sample_outputs
from snippets import (
    CONNECTING,
    action_in_python,
    action_in_shell,
    data_source_in_python,
    trigger_in_python,
)

from xero_component.catalogue.scopes import missing, smallest
from xero_component.component import component
from xero_component.core.manifest import manifest_of

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Generated from the code by `make docs`; do not edit. -->\n"
TABLE = "| | |\n|---|---|"
EFFECTS = {
    "read": "read: it changes nothing in Xero",
    "write": "write: it creates or changes records; run again as the same step, it does so once",
    "destructive": "destructive: it can take away what is in the books",
}
POLLING = (
    "Keep the state between two polls, together with the events: see [Triggers](../../triggers.md)."
)
LISTENING = (
    "Keep the events before you answer: the inbox does. See [Webhooks](../../guide/webhooks.md)."
)


def pages() -> dict[str, str]:
    """Return every page of the reference by its path below the folder."""
    manifest = manifest_of(component)
    outputs = anyio.run(sample_outputs)
    made = {"README.md": _index(manifest)}
    for item in manifest["actions"]:
        name = f"actions/{item['key']}"
        made[f"{name}.md"] = _action(item, outputs.get(name))
    for item in manifest["connections"]:
        made[f"connections/{item['key']}.md"] = _connection(item)
    for item in manifest["triggers"]:
        made[f"triggers/{item['key']}.md"] = _trigger(item)
    for item in manifest["data_sources"]:
        name = f"data_sources/{item['key']}"
        made[f"{name}.md"] = _data_source(item, outputs.get(name))
    return made


def _index(manifest: Mapping[str, Any]) -> str:
    parts = [NOTE, "# Reference\n"]
    for kind, heading in (
        ("connections", "Connections"),
        ("actions", "Actions"),
        ("triggers", "Triggers"),
        ("data_sources", "Data sources"),
    ):
        parts.append(f"## {heading}\n")
        parts.append(TABLE)
        parts += [
            f"| [{item['title']}]({kind}/{item['key']}.md) | {_cell(item['description'])} |"
            for item in manifest[kind]
        ]
        parts.append("")
    return "\n".join(parts)


def _action(item: Mapping[str, Any], output: str | None) -> str:
    parts = [
        NOTE,
        f"# {item['title']}\n",
        f"{item['description']}\n",
        TABLE,
        f"| Key | `{item['key']}` |",
        f"| Effect | {EFFECTS[item['effect']]} |",
        *_scopes(item),
        f"| Xero's page | <{item['documentation']}> |\n",
        *_inputs(item["inputs"]),
        "## Output\n",
        *_output(item["output_schema"]),
        "## Example\n",
        f"```python\n{action_in_python(item['key'], item['example'])}```\n",
        f"```sh\n{action_in_shell(item['key'], item['example'])}```\n",
        *_returned(output),
        "## Errors\n",
        *_errors(item),
    ]
    return "\n".join(parts)


def _scopes(item: Mapping[str, Any]) -> Iterator[str]:
    for label, legacy in (("Scopes", False), ("Scopes of an app from before March 2026", True)):
        names = smallest(item["scopes"], legacy=legacy)
        shown = " ".join(f"`{name}`" for name in names)
        if item["key"] == "raw_request":
            shown = "those of the path that it calls"
        yield f"| {label} | {shown or 'none'} |"
    sources = {one.get("data_source") for one in item["inputs"]}
    reading = {
        scope
        for key, source in component.data_sources.items()
        if key in sources
        for scope in source.scopes
    }
    further = missing(smallest(reading), item["scopes"])
    if further:
        shown = " ".join(f"`{name}`" for name in further)
        yield f"| For its pickers, and names in place of ids | {shown} |"


def _returned(output: str | None) -> Iterator[str]:
    """Show what an example returned on the sandbox."""
    if output is not None:
        yield "On the sandbox it returns, with lists cut to their first entry:\n"
        yield f"```json\n{output}\n```\n"


def _errors(item: Mapping[str, Any]) -> Iterator[str]:
    writes = item["effect"] != "read"
    fixes = ["`InputError`"] if item["inputs"] else []
    fixes += ["`ValidationError`"] if writes else []
    fixes += ["`BadRequestError`", "`NotFoundError`"] if item["inputs"] else ["`BadRequestError`"]
    named = " ".join(f"`{name}`" for name in item["scopes"]) or "a scope that the path needs"
    yield "| group | errors | when |\n|---|---|---|"
    yield (
        f"| `fix_input` | {', '.join(fixes)} | an input is wrong, or Xero refuses it;"
        " nothing was saved |"
    )
    yield "| `reconnect` | `ReconnectError` | Xero no longer accepts the connection |"
    if item["scopes"] or item["key"] == "raw_request":
        yield (
            f"| `ask_scope` | `ScopeError` | the connection lacks {named}, or the user a"
            " permission |"
        )
    yield "| `wait` | `RateLimitError`, `UnavailableError` | a limit is used up, or Xero is away |"
    if writes:
        yield (
            "| `outcome_unknown` | `OutcomeUnknownError` | it was sent, and no answer says whether"
            " it was saved |"
        )
    yield "| `give_up` | `GiveUpError` | Xero's answer cannot be used |"
    yield "\n[Errors](../../errors.md) says what to do in each group.\n"


def _connection(item: Mapping[str, Any]) -> str:
    parts = [
        NOTE,
        f"# {item['title']}\n",
        f"{item['description']}\n",
        TABLE,
        f"| Key | `{item['key']}` |",
        f"| Flow | {item['flow']} |",
    ]
    for name, label in (
        ("authorize_url", "Authorise"),
        ("token_url", "Token"),
        ("revocation_url", "Revoke"),
    ):
        if item[name]:
            parts.append(f"| {label} | <{item[name]}> |")
    if item["documentation"]:
        parts.append(f"| Xero's page | <{item['documentation']}> |")
    python, shell = CONNECTING[item["key"]]
    parts += ["", *_inputs(item["inputs"]), "## Example\n", f"```python\n{python}```\n"]
    if shell is not None:
        parts += [
            f"```sh\n{shell}```\n",
            "The secret is asked for, or comes from `XERO_CLIENT_SECRET`.\n",
        ]
    parts.append("[Connecting](../../connecting.md) explains apps, scopes and organisations.\n")
    return "\n".join(parts)


def _trigger(item: Mapping[str, Any]) -> str:
    parts = [
        NOTE,
        f"# {item['title']}\n",
        f"{item['description']}\n",
        TABLE,
        f"| Key | `{item['key']}` |",
        f"| Kind | {item['kind']} |",
        *(_scopes(item) if "scopes" in item else ()),
        f"| Xero's page | <{item['documentation']}> |\n",
        *_inputs(item["inputs"]),
        "## Payload\n",
        *_output(item["payload_schema"]),
        "For instance:\n",
        f"```json\n{json.dumps(item['sample'], indent=2, ensure_ascii=False)}\n```\n",
    ]
    if item["lifecycle"]["keeps_state"]:
        python = trigger_in_python(item["key"], item["example"])
        parts += ["## Example\n", f"```python\n{python}```\n", f"{POLLING}\n"]
    else:
        parts.append(f"{LISTENING}\n")
    return "\n".join(parts)


def _data_source(item: Mapping[str, Any], output: str | None) -> str:
    parts = [
        NOTE,
        f"# {item['title']}\n",
        f"{item['description']}\n",
        TABLE,
        f"| Key | `{item['key']}` |",
        *_scopes(item),
        f"| Xero's page | <{item['documentation']}> |\n",
        *_inputs(item["inputs"]),
        "## Example\n",
        f"```python\n{data_source_in_python(item['key'], PAGE.page_size)}```\n",
    ]
    if output is not None:
        parts += ["On the sandbox, the first of these choices is:\n", f"```json\n{output}\n```\n"]
    return "\n".join(parts)


def _inputs(inputs: list[Mapping[str, Any]]) -> Iterator[str]:
    yield "## Inputs\n"
    if not inputs:
        yield "It takes none but the connection.\n"
        return
    yield "| label | key | type | required | default | |\n|---|---|---|---|---|---|"
    for item in inputs:
        text = item["description"]
        if "choices" in item:
            text += " One of " + ", ".join(f"`{c['value']}`" for c in item["choices"]) + "."
        if "data_source" in item:
            text += f" [Picker](../data_sources/{item['data_source']}.md)."
        default = f"`{item['default']}`" if item.get("default", "") != "" else ""
        required = "yes" if item["required"] else ""
        yield (
            f"| {item['label']} | `{item['key']}` | {item['type']} | {required} | {default} |"
            f" {_cell(text)} |"
        )
    yield ""


def _output(schema: Mapping[str, Any]) -> Iterator[str]:
    shape = _resolved(schema, schema)
    yield f"{_cell(shape.get('description', 'A JSON value.'))}\n"
    yield "| field | type | |\n|---|---|---|"
    for name, prop in shape.get("properties", {}).items():
        yield f"| `{name}` | {_type(prop, schema)} | {_cell(prop.get('description', ''))} |"
    yield "\nFields that are not listed are kept as Xero sends them.\n"


def _resolved(prop: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in prop:
        found: Mapping[str, Any] = schema["$defs"][prop["$ref"].rsplit("/", 1)[1]]
        return found
    return prop


def _type(prop: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "$ref" in prop:
        return re.sub(r"_\w*_$", "", prop["$ref"].rsplit("/", 1)[1])  # without type parameters
    if "anyOf" in prop:
        return " or ".join(_type(option, schema) for option in prop["anyOf"])
    if prop.get("type") == "array":
        return f"list of {_type(prop.get('items', {}), schema)}"
    return str(prop.get("format") or prop.get("type") or "any")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    """Write the pages, or with --check compare them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a page is not current")
    parser.add_argument("--into", type=Path, default=REFERENCE, help="the folder of the pages")
    given = parser.parse_args()
    folder: Path = given.into
    made = {folder / name: text for name, text in pages().items()}
    stale = [p for p in REFERENCE.rglob("*.md") if p not in made and folder == REFERENCE]
    wrong = [p for p, text in made.items() if not p.exists() or p.read_text("utf-8") != text]
    if given.check and (stale or wrong):
        names = ", ".join(str(p.relative_to(folder)) for p in [*wrong, *stale])
        print(f"Not current: {names}. Run 'make docs'.", file=sys.stderr)
        return 1
    if not given.check:
        for path in stale:
            path.unlink()
        for path in wrong:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
