"""Labels that may be one person's: initials, typos, parts of names. Offered, never merged.

A typo is told by the Damerau-Levenshtein distance with adjacent transpositions (optimal string
alignment; Damerau 1964, doi:10.1145/363958.363994), as rapidfuzz computes it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpora.source import Resemblance
from corpora.speech.label_words import (
    INTERVIEWERS,
    MODERATORS,
    NOBODY,
    OTHER_ROLES,
    PARTICIPANTS,
    PARTICLES,
    ROLES,
)
from corpora.speech.speakers import label_key

MANY = 1_000
"""Labels; so many are a table's rows, not people in a room, and are not compared."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\-][^\W\d_]+)*|\d+")
_TOGETHER = re.compile(r"&|/|\+|\b(?:and|und|et|y)\b")
_TITLES = frozenset(("dr", "prof", "mr", "mrs", "ms", "miss", "sir", "phd", "md", "psy"))
_LONG = 8
"""Letters from which a label that is spelled almost alike is hardly another person."""
_SHORT = 5
"""Letters below which one letter makes another name."""
_SELDOM = 0.25
"""How often a typo is printed, to the right spelling, at most; or `_ONCE_OR_TWICE`."""
_ONCE_OR_TWICE = 2


@dataclass(frozen=True, slots=True)
class _Label:
    printed: str
    key: str
    count: int
    words: tuple[str, ...]
    """Small, without titles, in the order printed, those in brackets too."""
    number: str
    """Its digits."""
    several: bool
    """Names more than one person."""

    @property
    def letters(self) -> str:
        return "".join(self.words)

    @property
    def role(self) -> str | None:
        """Return the bare role word it is, if it is one."""
        return self.words[0] if len(self.words) == 1 and self.words[0] in ROLES else None


def resemblances(counts: Mapping[str, int]) -> tuple[Resemblance, ...]:
    """Return which labels may belong to one person, each pair or group once.

    Labels that differ by a number only (P1 and P2, Speaker 1 and Speaker 2), roles that differ
    (Interviewer and Interviewee), and labels of several people are never offered.

    Args:
        counts: How often each label is printed.
    """
    if len(counts) > MANY:
        return ()
    labels = tuple(
        label
        for printed, n in counts.items()
        if (label := _label(printed, n)).key not in NOBODY and not label.several
    )
    # The first reason found for a pair is the plainest one.
    pairs: dict[tuple[str, str], str] = {}
    for search in (_spacings, _initials, _parts, _numbers, _abbreviations, _typos):
        for full, other, why in search(labels):
            if (other.printed, full.printed) not in pairs:
                pairs.setdefault((full.printed, other.printed), why)
    fuller: dict[str, set[str]] = defaultdict(set)
    for full_name, other_name in pairs:
        fuller[other_name].add(full_name)
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (full_name, other_name), why in pairs.items():
        # Two labels that are offered with a third, fuller one are not offered once more.
        if fuller[full_name].isdisjoint(fuller[other_name]):
            groups[full_name, why].append(other_name)
    return tuple(
        Resemblance((full_name, *others), why) for (full_name, why), others in groups.items()
    )


_Pairs = Iterator[tuple[_Label, _Label, str]]
"""The likelier full name, the other label, and why."""


def _label(printed: str, count: int) -> _Label:
    key = label_key(printed)
    found = [word for word in _WORD.findall(key) if word not in _TITLES]
    letters = tuple(word for word in found if not word[0].isdigit())
    number = "".join(word for word in found if word[0].isdigit())
    return _Label(printed, key, count, letters, number, _TOGETHER.search(key) is not None)


def _spacings(labels: Sequence[_Label]) -> _Pairs:
    """Yield `P 1` and `P01` with `P1`: the same letters and the same number."""
    alike: dict[tuple[str, str], list[_Label]] = defaultdict(list)
    for label in labels:
        alike[label.letters, label.number.lstrip("0")].append(label)
    for same in alike.values():
        full = max(same, key=lambda label: label.count)
        for label in same:
            if label is not full:
                yield full, label, "the same letters and number"


def _initials(labels: Sequence[_Label]) -> _Pairs:
    """Yield `DB` or `D.B.` with `Devin Becker`."""
    by_initials: dict[str, list[_Label]] = defaultdict(list)
    for label in labels:
        if len(label.words) > 1 and not label.number:
            main = [word for word in label.words if word not in PARTICLES]
            for initials in {"".join(w[0] for w in label.words), "".join(w[0] for w in main)}:
                by_initials[initials].append(label)
    for label in labels:
        short = label.letters
        dotted = len(label.words) > 1 and all(len(word) == 1 for word in label.words)
        if label.number or not 2 <= len(short) <= 4 or short in ROLES:
            continue
        if not dotted and (len(label.words) > 1 or not label.printed[:2].isupper()):
            continue
        for full in by_initials.get(short, ()):
            if full is not label:
                yield full, label, "initials"


def _parts(labels: Sequence[_Label]) -> _Pairs:
    """Yield `Rae` or `R. Armantrout` with `Rae Armantrout`, `Lund, Ben` with `Ben Lund`."""
    by_word: dict[str, list[_Label]] = defaultdict(list)
    for label in labels:
        for word in set(label.words):
            by_word[word].append(label)
    for label in labels:
        words = set(label.words)
        if not words or label.number or words <= ROLES:
            continue
        whole = max(words, key=len)
        for full in by_word[whole]:
            if full is label or full.number or len(whole) < 2:
                continue
            if words == set(full.words):
                if (full.count, full.key) > (label.count, label.key):
                    yield full, label, "the same names in another order"
            elif len(words) <= len(set(full.words)) and _is_shortened(words, set(full.words)):
                yield full, label, "part of a name"


def _is_shortened(words: set[str], full: set[str]) -> bool:
    """Tell whether every word is one of the full name's, or the first letter of another of them."""
    rest = full - words
    letters = [word for word in words - full if len(word) == 1]
    if len(letters) < len(words - full):
        return False
    return all(any(word[0] == letter for word in rest) for letter in letters)


def _numbers(labels: Sequence[_Label]) -> _Pairs:
    """Yield `Interviewer` with `Interviewer 1`, where no other is numbered."""
    numbered: dict[str, list[_Label]] = defaultdict(list)
    for label in labels:
        if label.number and label.role is not None:
            numbered[label.role].append(label)
    for label in labels:
        alike = numbered.get(label.role or "", [])
        if not label.number and len(alike) == 1 and alike[0].number.lstrip("0") == "1":
            yield alike[0], label, "numbered in places only"


def _abbreviations(labels: Sequence[_Label]) -> _Pairs:
    """Yield `INT` with `Interviewer`, `P1` with `Participant 1`: roles that one word shortens."""
    roles = [label for label in labels if label.role is not None]
    for full in roles:
        for label in roles:
            long, short = full.role or "", label.role or ""
            if (
                len(short) < len(long)
                and long.startswith(short)
                and label.number.lstrip("0") == full.number.lstrip("0")
                and any(
                    {long, short} <= kind
                    for kind in (MODERATORS, INTERVIEWERS, PARTICIPANTS, OTHER_ROLES)
                )
            ):
                yield full, label, "short for it"


def _typos(labels: Sequence[_Label]) -> _Pairs:
    """Yield labels that differ by a slip of the keyboard."""
    from rapidfuzz import process  # noqa: PLC0415 -- only transcripts with labels need it
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    compared = [label for label in labels if len(label.letters) >= _SHORT]
    spelled = [label.letters for label in compared]
    for n, label in enumerate(compared):
        near = process.extract(
            label.letters, spelled[n + 1 :], scorer=OSA.distance, score_cutoff=2, limit=None
        )
        for _, distance, at in near:
            other = compared[n + 1 + at]
            if _is_slip(label, other, int(distance)):
                slip, full = sorted(
                    (label, other), key=lambda one: (one.role is not None, one.count)
                )
                yield full, slip, "one letter differs" if distance == 1 else "two letters differ"


def _is_slip(one: _Label, other: _Label, distance: int) -> bool:
    if one.number != other.number or distance == 0:
        return False
    if one.role is not None and other.role is not None:
        return False
    shorter = min(len(one.letters), len(other.letters))
    if distance > (1 if shorter < _LONG else 2):
        return False
    if shorter >= _LONG or one.role is not None or other.role is not None:
        return True
    rare, often = sorted((one.count, other.count))
    return rare <= _ONCE_OR_TWICE or rare <= _SELDOM * often
