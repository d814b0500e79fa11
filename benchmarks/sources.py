"""`qes sources add` as a whole: time, processor time and memory for files as large as there are.

Usage: python benchmarks/sources.py [FILE ...]

Without files, made-up interviews of 1, 10 and 50 MB, one in which a character stands that takes
four bytes, a line of a million words and a million lines. Each file is added to a new project by a
process of its own; the memory is the most it held, and the most it and its helpers held together.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_PAUSE = 0.02


def _children(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _children(int(child))


def _held(pid: int) -> int:
    """Return the kilobytes that are a process's, with its share of what others hold too."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def add(file: Path, folder: Path) -> None:
    """Add a file to a new project, and print what it took."""
    project = folder / "p.qes"
    qes = str(Path(sys.executable).with_name("qes"))
    environment = os.environ | {"QES_REVIEWER": "anna"}
    subprocess.run((qes, "init", str(project)), check=True, capture_output=True)
    begun = time.perf_counter()
    most = together = 0
    command = (qes, "-p", str(project), "sources", "add", str(file))
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as adding:
        while adding.poll() is None:
            held = [_held(pid) for pid in _children(adding.pid)]
            most, together = max(most, held[0]), max(together, sum(held))
            time.sleep(_PAUSE)
    took = time.perf_counter() - begun
    size = file.stat().st_size
    print(
        f"{file.name:<24} {size / 1e6:6.1f} MB  {took:6.2f} s  {size / took / 1e6:5.1f} MB/s  "
        f"main {most // 1024} MB  all {together // 1024} MB  "
        f"project {project.stat().st_size / 1e6:.0f} MB"
    )
    project.unlink()


def interview(megabytes: int) -> str:
    """Make up an interview of so many million characters, in turns of one sentence and of three."""
    asked = "Interviewer: Question {:06}, what was it like\u2014could you say more about it?\n"
    told = "P1: Answer {:06}… well, it was hard. Dr. Hill told us nothing. So we waited there.\n"
    count = megabytes * 1_000_000 // (len(asked) + len(told))
    return "".join((asked + told).format(n, n) for n in range(count))


def made_up(folder: Path) -> Iterator[Path]:
    """Write and yield the files that are added where none is named."""
    for name, megabytes, more in (
        ("1_mb", 1, ""),
        ("10_mb", 10, ""),
        ("50_mb", 50, ""),
        ("50_mb_emoji", 50, "P1: \N{GRINNING FACE}\n"),
    ):
        file = folder / f"{name}.txt"
        file.write_text(interview(megabytes) + more, "utf-8")
        yield file
    line = folder / "one_line.txt"
    line.write_text("P1: " + " ".join(f"word{n % 997}" for n in range(1_000_000)), "utf-8")
    yield line
    lines = folder / "million_lines.txt"
    lines.write_text("".join(f"P{n % 2}: a\n" for n in range(1_000_000)), "utf-8")
    yield lines


def main() -> None:
    """Add the files named, or made-up ones."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in [Path(arg) for arg in sys.argv[1:]] or made_up(folder):
            add(file, folder)


if __name__ == "__main__":
    main()
