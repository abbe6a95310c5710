"""`python -m xero_component` is the command `xero-component`."""

from xero_component.cli import main

main()
