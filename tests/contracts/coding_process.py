"""A reviewer in a process of their own: codes in a loop and says each judgement that is written.

    python -m tests.contracts.coding_process TARGET AUTHOR TIMES

Prints "ready", waits for a line, then prints the id of each judgement once the service has
returned: from then on it must be on disk, whatever becomes of this process.
"""

from __future__ import annotations

import itertools
import sys

from qes.project import Project
from qes.services import review
from qes.services.coding import apply_code
from tests.contracts.sample_project import CODES


def main(target: str, author: str, times: int) -> None:
    """Give codes to passages in turn: the same ones that others give, so that all meet."""
    with Project.open(target, author) as project:
        segments = review.read_source(project.desk, "interview.txt").segments
        print("ready", flush=True)  # noqa: T201 - this is what it is for
        sys.stdin.readline()
        turns = itertools.islice(itertools.cycle(itertools.product(segments, CODES)), times)
        for segment, code in turns:
            print(apply_code(project.desk, segment.id, code).id, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
