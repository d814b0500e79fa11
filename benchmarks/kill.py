"""Kill people at work at random moments, and look whether anything acknowledged is lost.

    python -m benchmarks.kill [--times 20]

Twenty who code and twenty who import are killed with SIGKILL. After each kill the project is opened
and verified, and all that was acknowledged is looked for. Exit code 1 if anything is missing.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from qes.base import AuthorName
from qes.project import Project
from qes.services.auditing import verify_project
from qes.services.showing_sources import show_source, show_sources
from qes.store.judgements import by_author
from tests.contracts.sample_project import make_sample
from tests.crash.workshop import (
    Workshop,
    interview,
    killed_while_coding,
    killed_while_importing,
    workshop,
)


def coding(shop: Workshop, file: Path, times: int) -> bool:
    """Kill someone who codes, again and again; say whether nothing was lost."""
    make_sample(file)
    said: set[str] = set()
    whole = True
    for _ in range(times):
        said.update(killed_while_coding(shop, file, "anna", random.uniform(0, 0.5)))  # noqa: S311
        with Project.open(file, "lead") as project:
            found = verify_project(project.desk)
            with project.desk.store.read() as connection:
                stored = {one.id for one in by_author(connection, AuthorName("anna"))}
        whole &= found.ok and said <= stored
    print(
        f"{times} killed while coding: {len(said):,} decisions acknowledged, "
        f"{len(said - stored)} lost, {len(stored - said)} more on disk, "
        f"{'every chain whole' if whole else 'BROKEN'}"
    )
    return whole


def importing(shop: Workshop, file: Path, folder: Path, times: int) -> bool:
    """Kill someone who imports, again and again; say whether sources are whole or not there."""
    folder.mkdir()
    make_sample(file)
    for n in range(2 * times):
        (folder / f"{n:02}.txt").write_text(interview(n, turns=400), encoding="utf-8")
    said: set[str] = set()
    whole = True
    for _ in range(times):
        seconds = random.uniform(0, 0.15)  # noqa: S311
        said.update(killed_while_importing(shop, file, folder, seconds))
        with Project.open(file, "lead") as project:
            found = verify_project(project.desk)
            stored = {one.source.id: one.source.name for one in show_sources(project.desk)}
        whole &= found.ok and said <= stored.keys()
    reference = file.with_name("reference.qes")
    make_sample(reference)
    shop.start(f"import {reference} {folder}")
    shop.rest()
    with Project.open(file, "lead") as one, Project.open(reference, "lead") as other:
        halves = [
            name
            for name in stored.values()
            if show_source(one.desk, name).units != show_source(other.desk, name).units
        ]
    print(
        f"{times} killed while importing: {len(said)} sources acknowledged, "
        f"{len(said - stored.keys())} lost, {len(halves)} by halves, "
        f"{'every chain whole' if whole else 'BROKEN'}"
    )
    return whole and not halves


def main() -> int:
    """Kill, and report."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=20)
    times = arguments.parse_args().times
    with tempfile.TemporaryDirectory() as folder, workshop() as shop:
        here = Path(folder)
        results = [
            coding(shop, here / "coding.qes", times),
            importing(shop, here / "importing.qes", here / "files", times),
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
