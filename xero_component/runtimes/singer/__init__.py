"""A tap for Singer: the streams as messages on standard output, for any target that reads them.

https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md
"""

from xero_component.runtimes.singer.catalog import chosen_streams, discover
from xero_component.runtimes.singer.config import TapConfig
from xero_component.runtimes.singer.tap import Tap

__all__ = ["Tap", "TapConfig", "chosen_streams", "discover"]
