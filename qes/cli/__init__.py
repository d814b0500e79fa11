"""The command line: one file a group of commands."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line; Ctrl-C while it is still loading is answered in words too."""
    # what a script starts in the background inherits a deaf ear: whoever sends it means it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        from qes.cli.command import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("qes: interrupted; what was on disk before is unchanged\n")
        sys.exit(130)
