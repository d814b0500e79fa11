"""Import and segment against bare spaCy with the same splitter, in one run.

Usage: python benchmarks/segmentation.py [FILE.txt ...]

Bare spaCy is `spacy.blank("en")` with one component that takes syntok's boundaries as they are, on
the same paragraphs; ours is `read_source`, which decodes, finds turns and quotes and cuts every
unit. Both are measured in CPU seconds, alternating, the best of five; 1.0 is as fast as bare spaCy.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from syntok.segmenter import analyze

from corpora.reading import read_source
from corpora.source import SourceKind

_WORDS = [
    "well",
    "I",
    "waited",
    "six",
    "weeks",
    "and",
    "then",
    "they",
    "called",
    "me",
    "about",
    "the",
    "job",
    "which",
    "was",
    "fine",
    "but",
    "nobody",
    "told",
    "us",
    "what",
    "would",
    "happen",
    "next",
    "so",
    "we",
    "went",
    "to",
    "the",
    "office",
    "on",
    "Monday",
    "with",
    "Dr.",
    "Hill",
    "and",
    "asked",
    "again",
]


def interview(turns: int) -> str:
    """Make up an interview of about 250 characters a turn."""
    chance = random.Random(7)  # noqa: S311 - a reproducible text, no secret
    lines: list[str] = []
    for n in range(turns):
        said = [
            " ".join(chance.choices(_WORDS, k=chance.randint(4, 20))).capitalize()
            + chance.choice((".", ".", ".", "?", "…"))
            for _ in range(chance.randint(1, 6))
        ]
        lines.append(f"{'Interviewer' if n % 2 == 0 else 'P1'}: {' '.join(said)}")
    return "\n\n".join(lines) + "\n"


@Language.component("bare_syntok")
def bare_syntok(doc: Doc) -> Doc:
    """Set syntok's boundaries, nothing more."""
    starts = {sentence[0].offset for paragraph in analyze(doc.text) for sentence in paragraph}
    for token in doc:
        token.is_sent_start = token.i == 0 or token.idx in starts
    return doc


def best_cpu(work: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Return the least CPU seconds of each of two works, run in turn five times."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(5):
        for kept, job in zip(times, (work, other), strict=True):
            begun = time.process_time()
            job()
            kept.append(time.process_time() - begun)
    return min(times[0]), min(times[1])


def compare(name: str, text: str, kind: SourceKind) -> None:
    """Print both speeds and their ratio for one text."""
    language = spacy.blank("en")
    language.max_length = len(text) + 1
    language.add_pipe("bare_syntok")
    data = text.encode()
    paragraphs = [block for block in text.split("\n\n") if block.strip()]

    def bare() -> int:
        return sum(len(list(doc.sents)) for doc in language.pipe(paragraphs))

    def ours() -> int:
        return len(read_source(data, "a.txt", kind=kind).segments)

    bare_seconds, our_seconds = best_cpu(bare, ours)
    rates = [len(text) / seconds / 1000 for seconds in (bare_seconds, our_seconds)]
    print(
        f"{name:<28} {len(text):>9,} chars   bare {rates[0]:>7,.0f} kchar/s   "
        f"ours {rates[1]:>7,.0f} kchar/s   ratio {rates[1] / rates[0]:.2f}"
    )


def main() -> None:
    """Compare on made-up interviews of growing length, and on the files named."""
    for turns in (500, 1000, 2000, 4000):
        compare(f"interview of {turns} turns", interview(turns), SourceKind.TRANSCRIPT)
    for path in map(Path, sys.argv[1:]):
        compare(path.name, path.read_text("utf-8", "replace"), SourceKind.REPORT)


if __name__ == "__main__":
    main()
