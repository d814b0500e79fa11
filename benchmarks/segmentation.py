"""Import and segment against bare spaCy with the same splitter, in one run.

Usage: python benchmarks/segmentation.py [FILE.txt ...]

Bare spaCy is `spacy.blank("en")` with our own component, which sets our sentence boundaries, on the
same paragraphs; ours is `read_source`, which decodes, finds turns and quotes and cuts every unit.
Both are measured in CPU seconds, alternating, the best of three; 1.0 is as fast as bare spaCy.
Then come the files together, by the clock: bare spaCy alone, and our reading by a crew of one process
and of two. Last, how the cost of a character grows with the length of a text.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpora.crew import crew
from corpora.reading import Request, read_source
from corpora.source import SourceKind
from corpora.spacy_pipeline import pipeline

_WORDS = (
    "well I waited six weeks and then they called me about the job which was fine but nobody "
    "told us what would happen next so we went to the office on Monday with Dr. Hill and "
    "asked again"
)


def interview(turns: int) -> str:
    """Make up an interview of about 250 characters a turn."""
    chance = random.Random(7)  # noqa: S311 - a reproducible text, no secret
    lines: list[str] = []
    for n in range(turns):
        said = [
            " ".join(chance.choices(_WORDS.split(), k=chance.randint(4, 20))).capitalize()
            + chance.choice((".", ".", ".", "?", "…"))
            for _ in range(chance.randint(1, 6))
        ]
        lines.append(f"{'Interviewer' if n % 2 == 0 else 'P1'}: {' '.join(said)}")
    return "\n\n".join(lines) + "\n"


def best_cpu(work: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Return the least CPU seconds of each of two works, run in turn three times."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(3):
        for kept, job in zip(times, (work, other), strict=True):
            begun = time.process_time()
            job()
            kept.append(time.process_time() - begun)
    return min(times[0]), min(times[1])


def bare(text: str) -> int:
    """Cut a text's paragraphs in spaCy; return how many sentences there are."""
    paragraphs = [line for line in text.splitlines() if line.strip()]
    return sum(len(list(doc.sents)) for doc in pipeline().pipe(paragraphs, batch_size=64))


def compare(name: str, text: str) -> None:
    """Print both speeds and their ratio for one text."""
    data = text.encode()

    def ours() -> int:
        return len(read_source(data, "a.txt", kind=SourceKind.TRANSCRIPT).segments)

    bare_seconds, our_seconds = best_cpu(lambda: bare(text), ours)
    rates = [len(text) / seconds / 1000 for seconds in (bare_seconds, our_seconds)]
    print(
        f"{name:<28} {len(text):>10,} chars   bare {rates[0]:>7,.0f} kchar/s   "
        f"ours {rates[1]:>7,.0f} kchar/s   ratio {rates[1] / rates[0]:.2f}"
    )


def together(texts: Sequence[str]) -> None:
    """Print how long all texts take by the clock, in spaCy and with crews of one and two."""
    characters = sum(map(len, texts))
    begun = time.perf_counter()
    for text in texts:
        bare(text)
    alone = time.perf_counter() - begun
    print(
        f"{len(texts)} files, {characters:,} chars: bare spaCy {alone:.2f} s by the clock", end=""
    )
    encoded = [text.encode() for text in texts]
    request = Request(SourceKind.TRANSCRIPT)
    for processes in (1, 2):
        begun = time.perf_counter()
        with crew(sum(map(len, encoded)), processes) as hands:
            awaited = [hands.read(data, f"{n}.txt", request) for n, data in enumerate(encoded)]
            for one in awaited:
                one.reading()
        took = time.perf_counter() - begun
        print(f"; crew of {processes} {took:.2f} s, ratio {alone / took:.2f}", end="")
    print()


def growth() -> None:
    """Print what a character costs in texts of 1, 10 and 50 MB."""
    first = 0.0
    for turns in (4_000, 40_000, 200_000):
        data = interview(turns).encode()
        costs: list[float] = []
        for _ in range(3):
            begun = time.process_time()
            read_source(data, "a.txt", kind=SourceKind.TRANSCRIPT)
            costs.append((time.process_time() - begun) / len(data) * 1e9)
        cost = min(costs)
        first = first or cost
        print(
            f"{len(data):>11,} bytes: {cost:5.0f} ns of CPU a character, ratio {cost / first:.2f}"
        )


def main() -> None:
    """Compare on made-up interviews of growing length, and on the files named."""
    bare("It is loaded. Now it is measured.")
    for turns in (500, 4_000):
        compare(f"interview of {turns} turns", interview(turns))
    named = [path.read_text("utf-8", "replace") for path in map(Path, sys.argv[1:])]
    if named:
        compare("the files named, as one", "\n".join(named))
        together(named)
    growth()


if __name__ == "__main__":
    main()
