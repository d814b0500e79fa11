"""Draw docs/review.svg: the review screen on the sample review, as alice begins another source.

Takes a sample project that is there (`--project qes-demo/sample-review.qes`), or builds one.
The project itself is not touched; the picture is the same each time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qes.project import Project
from qes.project.sample import build_sample
from qes.ui.app import QesApp

SIZE = (120, 36)
KEYS = (
    "0", "slash", *"background", "enter",
    "1", "b", "3", "n",
    "v", *["left_square_bracket"] * 2, "slash", *"integrated with", "enter", "n",
    "slash", *"awareness", "enter",
)  # fmt: skip


class Clock:
    """Begins after every decision of the sample; ten seconds go by whenever it is read."""

    def __init__(self) -> None:
        self._moment = datetime(2100, 1, 1, 14, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the next moment."""
        self._moment += timedelta(seconds=10)
        return self._moment


def without_remote_fonts(picture: str) -> str:
    """Leave out the fonts that Rich would have a viewer fetch: a picture needs no network."""
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)


async def draw(project: Path, keys: Sequence[str], size: tuple[int, int]) -> str:
    """Press keys in the review screen of a project and return it as SVG."""
    with Project.open(project, "alice", clock=Clock()) as opened:
        app = QesApp(opened)
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.5)
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.1)
            await app.workers.wait_for_complete()
            await pilot.pause(0.2)
            return without_remote_fonts(app.export_screenshot(title="qes review"))


def main() -> None:
    """Write the picture."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--project", type=Path, help="a sample project; built if not given")
    options.add_argument("--out", type=Path, default=Path("docs/review.svg"))
    chosen = options.parse_args()
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "copy.qes"
        made = chosen.project or build_sample(Path(folder) / "sample").project
        shutil.copy(made, project)
        picture = asyncio.run(draw(project, KEYS, SIZE))
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(picture, encoding="utf-8")
    print(chosen.out)


if __name__ == "__main__":
    main()
