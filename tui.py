"""Start the terminal UI on a project file, also for `textual run --dev tui.py PROJECT`."""

from __future__ import annotations

import getpass
import os
import sys

from qes.errors import ExitCode, UserError
from qes.project import Project
from qes.ui.app import QesApp


def main(arguments: list[str]) -> int:
    """Open the project named first, or in QES_PROJECT, and run the app on it."""
    target = arguments[0] if arguments else os.environ.get("QES_PROJECT", "")
    if not target:
        sys.stderr.write("which project? give its file: python tui.py REVIEW.qes\n")
        return ExitCode.INPUT_WRONG
    try:
        with Project.open(target, os.environ.get("QES_REVIEWER") or getpass.getuser()) as project:
            QesApp(project).run()
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
