"""Compare our sentence boundaries with those of bare spaCy, pysbd and syntok on the same text.

Usage: python benchmarks/boundaries.py FILE [--judged FILE.tsv]

Paragraphs are those of `read_source`; the others are given them with their wrapped lines joined.
Printed are how many boundaries each sets inside paragraphs, how many only it sets or leaves out,
and its speed. A judged list has lines of `offset<TAB>1|0|x`: a sentence begins at the offset, does
not, or cannot be told; with one, each splitter's false and missed boundaries are counted. Judged
lists are made by reading real sources and stay outside the project.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import spacy
from syntok.segmenter import analyze

from corpora.prose.sentences import sentence_starts
from corpora.reading import read_source
from corpora.source import SourceKind, Unit

Splitter = Callable[[str], Iterable[int]]


def bare_spacy() -> Splitter:
    """Return spaCy's sentencizer on a blank English pipeline."""
    language = spacy.blank("en")
    language.add_pipe("sentencizer")
    return lambda text: (sentence.start_char for sentence in language(text).sents)


def pysbd() -> Splitter | None:
    """Return pysbd, or None where it is not installed."""
    if importlib.util.find_spec("pysbd") is None:
        return None
    library = importlib.import_module("pysbd")
    segmenter = library.Segmenter(language="en", clean=False, char_span=True)
    return lambda text: (piece.start for piece in segmenter.segment(text))


def syntok(text: str) -> Iterable[int]:
    """Yield where syntok's sentences begin."""
    return (sentence[0].offset for part in analyze(text) for sentence in part if sentence)


def inside(text: str, starts: Iterable[int]) -> set[int]:
    """Return the starts inside a paragraph, each moved to the first character of its sentence."""
    first = len(text) - len(text.lstrip())
    moved = {len(text) - len(text[start:].lstrip()) for start in starts}
    return {start for start in moved if first < start < len(text)}


def paragraphs(path: Path, kind: SourceKind) -> list[tuple[int, str]]:
    """Return the paragraphs of a source, without table rows, and where they begin."""
    reading = read_source(path.read_bytes(), path.name, kind=kind)
    found = (s for s in reading.segments if s.unit is Unit.PARAGRAPH)
    pieces = ((s.start, reading.text[s.start : s.end]) for s in found)
    return [(start, text) for start, text in pieces if not text.startswith("|")]


def boundaries(split: Splitter, pieces: list[tuple[int, str]]) -> tuple[set[int], float]:
    """Return every boundary a splitter sets, and its CPU seconds."""
    begun = time.process_time()
    set_by = [(start, text, tuple(split(text.replace("\n", " ")))) for start, text in pieces]
    spent = time.process_time() - begun
    return {start + at for start, text, found in set_by for at in inside(text, found)}, spent


def judged(path: Path) -> dict[int, bool]:
    """Read a judged list, leaving out what could not be told."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line.strip())
    return {int(offset): mark == "1" for offset, mark, *_ in rows if mark != "x"}


def report(found: Mapping[str, tuple[set[int], float]], characters: int) -> None:
    """Print what each splitter sets."""
    for name, (set_by, spent) in found.items():
        others = [one for other, (one, _) in found.items() if other != name]
        everywhere: set[int] = set.intersection(*others)
        only, never = set_by.difference(*others), everywhere - set_by
        print(
            f"{name:<8} {len(set_by):>6} boundaries  {len(only):>5} only here  "
            f"{len(never):>5} everywhere else  {characters / spent / 1e6:>6.2f} Mchar/s"
        )


def errors(found: Mapping[str, tuple[set[int], float]], known: Mapping[int, bool]) -> None:
    """Print what each splitter gets wrong of the judged boundaries."""
    true = {at for at, is_true in known.items() if is_true}
    print(f"judged: {len(known)}, of which {len(true)} begin a sentence")
    for name, (set_by, _) in found.items():
        false, missed = len((set_by & known.keys()) - true), len(true - set_by)
        print(
            f"{name:<8} {false:>4} false  {missed:>4} missed  {(false + missed) / len(known):.1%}"
        )


def main() -> None:
    """Compare on the file named."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--judged", type=Path)
    arguments.add_argument("--kind", type=SourceKind, default=SourceKind.REPORT)
    given = arguments.parse_args()
    pieces = paragraphs(given.file, given.kind)
    splitters: dict[str, Splitter | None] = {
        "ours": sentence_starts,
        "spaCy": bare_spacy(),
        "syntok": syntok,
        "pysbd": pysbd(),
    }
    found = {
        name: boundaries(split, pieces) for name, split in splitters.items() if split is not None
    }
    report(found, sum(len(text) for _, text in pieces))
    if given.judged is not None:
        errors(found, judged(given.judged))


if __name__ == "__main__":
    main()
