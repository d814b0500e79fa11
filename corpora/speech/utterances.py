"""Utterances as columns: the words under each label of a text, or as a format gives them."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpora.columns import NO_ONE, integers, moments
from corpora.manuscript import Utterance
from corpora.span import bare
from corpora.speech.labels import LEADING_MARK, LabelLine, seconds

_MARK_BEGINS = frozenset("\\[(<")


@dataclass(frozen=True, slots=True)
class Utterances:
    """Utterances in order."""

    printed: tuple[str, ...] = ()
    """The labels, each spelling once, in order of first appearance."""
    who: array[int] = field(default_factory=integers)
    """For each utterance the place of its label in `printed`, or `NO_ONE`."""
    starts: array[int] = field(default_factory=integers)
    ends: array[int] = field(default_factory=integers)
    ats: array[float] = field(default_factory=moments)
    """Seconds; NaN for none."""
    resumes: bytearray = field(default_factory=bytearray)
    """1 where something that no one says stands before it."""
    counts: array[int] = field(default_factory=integers)
    """How many times its label is printed."""


def given_utterances(utterances: Sequence[Utterance]) -> Utterances:
    """Return as columns what a format settles."""
    labels = [one.label for one in utterances]
    printed = tuple(dict.fromkeys(label for label in labels if label is not None))
    return Utterances(
        printed,
        _places(printed, labels),
        integers(one.start for one in utterances),
        integers(one.end for one in utterances),
        moments(one.at for one in utterances),
        bytearray(one.resumes for one in utterances),
        integers(one.labels for one in utterances),
    )


def labelled_utterances(
    text: str, lines: Sequence[LabelLine], stops: Sequence[int], end: int
) -> Utterances:
    """Return the words under each label, up to the next label or stop.

    Args:
        text: What the labels were found in.
        lines: The labels, in order; at least one.
        stops: Where speech breaks off though no one else begins, in order.
        end: Where speech ends for good.
    """
    printed = tuple(dict.fromkeys(line[1] for line in lines))
    words = integers(line[2] for line in lines)
    nexts = integers(line[0] for line in lines)[1:]
    nexts.append(end)
    limits, resumes = nexts[:], bytearray(len(words) + 1)
    for stop in (*stops, end):
        at = bisect_right(words, stop) - 1
        if at >= 0 and stop < limits[at]:
            limits[at] = stop
            resumes[at + 1] = 1
    ats = moments(line[3] for line in lines)
    starts, ends = integers(), integers()
    for n, (begin, limit) in enumerate(zip(words, limits, strict=True)):
        if may_be_mark(text[begin : begin + 1]):
            mark = LEADING_MARK.match(text, begin, nexts[n])
            if mark is not None:
                ats[n] = seconds(mark.group()) or 0.0
            start, stop = bare(text, begin if mark is None else mark.end(), limit)
        else:
            start, stop = begin, begin + len(text[begin:limit].rstrip())
        if start < stop and text[stop - 1] == "|" and "|" in text[lines[n][0] : begin]:
            stop = start + len(text[start:stop].rstrip("| \t"))  # the edge of a table's row
        starts.append(start)
        ends.append(stop)
    who = _places(printed, (line[1] for line in lines))
    counts = integers([1]) * len(words)
    return Utterances(printed, who, starts, ends, ats, resumes[:-1], counts)


def may_be_mark(first: str) -> bool:
    """Tell whether a time in brackets may begin with a character, or follow it.

    Looking is far cheaper than trying the pattern, which few words begin with.
    """
    return first in _MARK_BEGINS or first.isspace()


def unlabelled_utterances(starts: Sequence[int], ends: Sequence[int]) -> Utterances:
    """Return stretches of text as utterances of no one."""
    count = len(starts)
    return Utterances(
        (),
        integers([NO_ONE]) * count,
        integers(starts),
        integers(ends),
        moments([None]) * count,
        bytearray(count),
        integers([1]) * count,
    )


def _places(printed: Sequence[str], labels: Iterable[str | None]) -> array[int]:
    places: dict[str | None, int] = {label: n for n, label in enumerate(printed)}
    places[None] = NO_ONE
    return integers(map(places.__getitem__, labels))
