"""Files that only their owner may read, and that SQLite will open."""

import os
from contextlib import suppress
from pathlib import Path


def make_private_file(path: Path) -> None:
    """Make an empty file for the owner alone; one that exists stays as it is. Raises `OSError`.

    One that exists is not even opened: closing it again would end the locks that this process has
    on it for its other connections, and the next process to leave would delete the journal under
    them (https://www.sqlite.org/howtocorrupt.html#posix_advisory_locks).
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
