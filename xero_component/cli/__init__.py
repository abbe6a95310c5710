"""The command line: connect to Xero, run actions, try everything on a sandbox."""


def main() -> None:
    """Run the command `xero-component` and end the process with its exit code."""
    from xero_component.cli.app import app

    app(prog_name="xero-component")
