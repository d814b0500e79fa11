"""Measure the review screen on a project of 100,000 segments.

Run as `python -m benchmarks.review`. Builds the project once (`--project` keeps it), opens it as `qes review` does, and prints first
paint, memory, and the CPU time of this process for each kind of key press until all is drawn.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.reader import SENTENCE, DrawingDriver, quiet, spread

SOURCES = 50
TURNS = 2_000


def build(project: Path) -> None:
    """Make a project of 50 transcripts with 2,000 turns each."""
    from codebooks.shipped import shipped_codebook  # noqa: PLC0415 - not part of what is measured
    from qes.project import Project  # noqa: PLC0415
    from qes.services.sourcing import AddRequest, add_sources  # noqa: PLC0415

    chance = random.Random(1)  # noqa: S311 - the same project each time
    words = SENTENCE.split()
    folder = project.parent / "transcripts"
    folder.mkdir()
    files = []
    for number in range(SOURCES):
        file = folder / f"interview-{number:02}.txt"
        file.write_text(
            "\n\n".join(
                f"{('MODERATOR', 'MARIA')[turn % 2]}: "
                f"{' '.join(chance.choice(words) for _ in range(chance.randint(8, 40)))}."
                for turn in range(TURNS)
            ),
            encoding="utf-8",
        )
        files.append(file)
    with Project.create(
        project, author="alice", codebook=shipped_codebook("supported-employment")
    ) as made:
        add_sources(made.desk, files, AddRequest())


async def measure(project: Path) -> None:
    """Open the project and press keys; prints as it goes."""
    began, cpu = time.perf_counter(), time.process_time()
    from textual import events  # noqa: PLC0415 - loading it is part of what is measured

    from qes.project import Project  # noqa: PLC0415
    from qes.ui.app import QesApp  # noqa: PLC0415
    from qes.ui.screens.review import ReviewScreen  # noqa: PLC0415

    said: list[str] = []
    with Project.open(project, "alice") as opened:
        app = QesApp(opened)
        app.driver_class = DrawingDriver
        async with app.run_test(headless=False, size=(120, 40)):
            while not (  # noqa: ASYNC110 - a screen has no event for having drawn
                isinstance(app.screen, ReviewScreen) and app.screen.reader.row_count
            ):
                await asyncio.sleep(0.005)
            said.append(
                f"first paint {time.perf_counter() - began:.2f} s "
                f"({time.process_time() - cpu:.2f} s of CPU, loading included)"
            )
            await app.workers.wait_for_complete()
            await quiet()
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            said.append(f"memory {memory:.0f} MB")

            async def press(key: str) -> float:
                before = time.process_time()
                done = asyncio.Event()
                app.post_message(events.Key(key, key if len(key) == 1 else None))
                app.call_later(done.set)
                await done.wait()
                await quiet()
                return (time.process_time() - before) * 1000

            for name, key, times in (
                ("next segment", "j", 60),
                ("page on", "pagedown", 40),
                ("no code", "0", 30),
                ("undo", "u", 10),
                ("next source", "s", 5),
            ):
                said.append(f"{name}: {spread([await press(key) for _ in range(times)])} ms")
    print("\n".join(said))


def main() -> None:
    """Build the project in one process and measure in another, which has loaded nothing."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--project", type=Path)
    options.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        asyncio.run(measure(chosen.project))
        return
    with tempfile.TemporaryDirectory() as folder:
        project = chosen.project or Path(folder) / "large.qes"
        if not project.exists():
            build(project)
        subprocess.run(
            [sys.executable, "-m", "benchmarks.review", "--measure", "--project", str(project)],
            check=True,
        )


if __name__ == "__main__":
    main()
