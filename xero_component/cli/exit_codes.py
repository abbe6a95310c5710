"""Exit codes: one for each group of errors, so that a script knows what to do next."""

from collections.abc import Mapping

from xero_component.errors import Group

UNEXPECTED = 1

EXIT_CODES: Mapping[Group, int] = {
    Group.FIX_INPUT: 2,
    Group.RECONNECT: 3,
    Group.ASK_SCOPE: 4,
    Group.WAIT: 5,
    Group.OUTCOME_UNKNOWN: 6,
    Group.GIVE_UP: 7,
    Group.CONFIGURE: 8,
    Group.DEFINITION: 9,
}


def batch_code(output: object) -> int:
    """Return the exit code for what became of a batch; 0 for anything else that was done."""
    if not isinstance(output, Mapping) or "results" not in output:
        return 0
    if output.get("unknown"):
        return EXIT_CODES[Group.OUTCOME_UNKNOWN]
    if stop := output.get("stopped_by"):
        return EXIT_CODES[Group(stop["group"])]
    return EXIT_CODES[Group.FIX_INPUT] if output.get("failed") else 0


EPILOG = (
    "Exit codes: 0 done; 1 the command itself failed; 2 wrong usage or input, nothing was saved;"
    " 3 connect again; 4 ask for a scope or permission; 5 wait and repeat; 6 outcome unknown, look"
    " in Xero first; 7 Xero's answer cannot be used; 8 fix the set-up; 9 the component is broken;"
    " 130 interrupted."
)
