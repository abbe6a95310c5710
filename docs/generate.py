"""Writes docs/reference from the component; `--check` fails when a page is not current."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from xero_component.component import component
from xero_component.core.manifest import manifest_of

REFERENCE = Path(__file__).parent / "reference"
WIDTH = 100
NOTE = "<!-- Generated from the code by `make docs`; do not edit. -->\n"


def pages() -> dict[Path, str]:
    """Return every page of the reference by its path."""
    manifest = manifest_of(component)
    made = {REFERENCE / "README.md": _index(manifest)}
    for item in manifest["actions"]:
        made[REFERENCE / "actions" / f"{item['key']}.md"] = _action(item)
    for item in manifest["connections"]:
        made[REFERENCE / "connections" / f"{item['key']}.md"] = _connection(item)
    for item in manifest["triggers"]:
        made[REFERENCE / "triggers" / f"{item['key']}.md"] = _trigger(item)
    for item in manifest["data_sources"]:
        made[REFERENCE / "data_sources" / f"{item['key']}.md"] = _data_source(item)
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
        parts.append("| | |\n|---|---|")
        parts += [
            f"| [{item['title']}]({kind}/{item['key']}.md) | {_cell(item['description'])} |"
            for item in manifest[kind]
        ]
        parts.append("")
    return "\n".join(parts)


def _action(item: Mapping[str, Any]) -> str:
    scopes = " ".join(f"`{scope}`" for scope in item["scopes"]) or "none"
    parts = [
        NOTE,
        f"# {item['title']}\n",
        f"{item['description']}\n",
        "| | |\n|---|---|",
        f"| Key | `{item['key']}` |",
        f"| Effect | {item['effect']} |",
        f"| Scopes | {scopes} |",
        f"| Xero's page | <{item['documentation']}> |\n",
        *_inputs(item["inputs"]),
        "## Output\n",
        *_output(item["output_schema"]),
        "## Example\n",
        "```python",
        *_python_example(item),
        "```\n",
        "```sh",
        f"xero-component run {item['key']} --connection NAME --input '{_json(item['example'])}'",
        "```\n",
    ]
    return "\n".join(parts)


def _python_example(item: Mapping[str, Any]) -> Iterator[str]:
    yield "from xero_component import open_connection"
    yield "from xero_component.runtimes.local import LocalRuntime\n"
    yield f"data = {_literal(item['example'], room=WIDTH - len('data = '))}"
    yield 'with LocalRuntime(open_connection("NAME")) as runtime:'
    yield f'    print(runtime.run("{item["key"]}", data).output)'


def _literal(value: Any, *, room: int, indent: int = 0) -> str:
    """Write a Python literal as the formatter would: on one line where it fits, else exploded."""
    line = _one_line(value)
    if len(line) <= room or not isinstance(value, dict | list) or not value:
        return line
    inner = " " * (indent + 4)
    parts = []
    for name in value:
        key = f"{_one_line(name)}: " if isinstance(value, dict) else ""
        part = value[name] if isinstance(value, dict) else name
        left = WIDTH - len(inner) - len(key) - 1
        parts.append(f"{inner}{key}{_literal(part, room=left, indent=indent + 4)},\n")
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{''.join(parts)}{' ' * indent}{closing}"


def _one_line(value: Any) -> str:
    match value:
        case dict():
            inner = (f"{_one_line(key)}: {_one_line(part)}" for key, part in value.items())
            return "{" + ", ".join(inner) + "}"
        case list():
            return "[" + ", ".join(map(_one_line, value)) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False)
    return repr(value)


def _connection(item: Mapping[str, Any]) -> str:
    parts = [
        NOTE,
        f"# {item['title']}\n",
        f"{item['description']}\n",
        "| | |\n|---|---|",
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
    return "\n".join([*parts, "", *_inputs(item["inputs"])])


def _trigger(item: Mapping[str, Any]) -> str:
    parts = [
        NOTE,
        f"# {item['title']}\n",
        f"{item['description']}\n",
        "| | |\n|---|---|",
        f"| Key | `{item['key']}` |",
        f"| Kind | {item['kind']} |",
        f"| Xero's page | <{item['documentation']}> |\n",
        *_inputs(item["inputs"]),
        "## Payload\n",
        *_output(item["payload_schema"]),
    ]
    return "\n".join(parts)


def _data_source(item: Mapping[str, Any]) -> str:
    scopes = " ".join(f"`{scope}`" for scope in item["scopes"]) or "none"
    parts = [
        NOTE,
        f"# {item['title']}\n",
        f"{item['description']}\n",
        "| | |\n|---|---|",
        f"| Key | `{item['key']}` |",
        f"| Scopes | {scopes} |",
        f"| Xero's page | <{item['documentation']}> |\n",
        *_inputs(item["inputs"]),
    ]
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
        default = f"`{item['default']}`" if "default" in item else ""
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
        return str(prop["$ref"].rsplit("/", 1)[1])
    if "anyOf" in prop:
        return " or ".join(_type(option, schema) for option in prop["anyOf"])
    if prop.get("type") == "array":
        return f"list of {_type(prop.get('items', {}), schema)}"
    return str(prop.get("format") or prop.get("type") or "any")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("'", "'\\''")


def main() -> int:
    """Write the pages, or with --check compare them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a page is not current")
    check = parser.parse_args().check
    made = pages()
    stale = [p for p in REFERENCE.rglob("*.md") if p not in made]
    wrong = [p for p, text in made.items() if not p.exists() or p.read_text("utf-8") != text]
    if check and (stale or wrong):
        names = ", ".join(str(p.relative_to(REFERENCE)) for p in [*wrong, *stale])
        print(f"Not current: {names}. Run 'make docs'.", file=sys.stderr)
        return 1
    if not check:
        for path in stale:
            path.unlink()
        for path in wrong:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
