"""Transcripts of made-up words, and copies edited at random of which each character's way is known."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from corpora.span import Span, trimmed

_SHORT = ("Yes.", "No.", "Mm.", "I don't know.", "Okay.", "Right, and then?")
_LABELS = ("INTERVIEWER", "P1", "P2", "Ngozi")
_NEW = -1
"""Where a character comes from that the old text does not have."""
Letters = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Edits:
    """How often a paragraph is left out, added, edited and moved."""

    omitted: float = 0.03
    added: float = 0.03
    edited: float = 0.3
    moved: float = 0.02


@dataclass(frozen=True, slots=True)
class Edited:
    """A text, an edited copy, and where each of its characters stands there."""

    old: str
    new: str
    places: dict[int, int]
    paragraphs: tuple[Span, ...]
    moved: frozenset[Span]

    def place(self, span: Span) -> Span | None:
        """Where a passage stands whole and as it stood: not cut out of another word."""
        start = self.places.get(span.start)
        if start is None:
            return None
        found = Span(start, start + span.end - span.start)
        whole = all(
            self.places.get(span.start + n) == start + n for n in range(span.end - span.start)
        )
        same = _cut(self.old, span) == _cut(self.new, found)
        return found if whole and same else None


def _cut(text: str, span: Span) -> list[bool]:
    return [
        0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
        for at in (span.start, span.end)
    ]


def edited(random: Random, paragraphs: int, edits: Edits) -> Edited:
    """Make a transcript and a copy of it that someone worked over."""
    words = _vocabulary(random)
    texts = [_paragraph(random, words) for _ in range(paragraphs)]
    spans, start = [], 0
    for text in texts:
        spans.append(Span(start, start + len(text)))
        start += len(text) + 2
    kept: list[Letters] = []
    moved: list[Letters] = []
    moved_spans = []
    for text, span in zip(texts, spans, strict=True):
        if random.random() < edits.added:
            kept.append([(char, _NEW) for char in _paragraph(random, words)])
        if random.random() < edits.omitted:
            continue
        letters: Letters = [(char, span.start + n) for n, char in enumerate(text)]
        if random.random() < edits.edited:
            letters = _scratched(random, letters, words)
        if random.random() < edits.moved:
            moved.append(letters)
            moved_spans.append(span)
        else:
            kept.append(letters)
    for letters in moved:
        kept.insert(random.randrange(len(kept) + 1), letters)
    joined: Letters = []
    for n, letters in enumerate(kept):
        joined += [("\n", _NEW)] * (2 if n else 0) + letters
    return Edited(
        old="\n\n".join(texts),
        new="".join(char for char, _ in joined),
        places={at: n for n, (_, at) in enumerate(joined) if at != _NEW},
        paragraphs=tuple(spans),
        moved=frozenset(moved_spans),
    )


def _vocabulary(random: Random) -> list[str]:
    return [
        "".join(random.choices("etaoinshrdlucmfyw", k=random.randrange(1, 10))) for _ in range(2000)
    ]


def _sentence(random: Random, words: list[str]) -> str:
    # the n-th word is said one n-th as often as the first, as in any language
    weights = [1 / (n + 1) for n in range(len(words))]
    chosen = random.choices(words, weights, k=random.randrange(3, 22))
    return " ".join(chosen).capitalize() + random.choice(".?!")


def _paragraph(random: Random, words: list[str]) -> str:
    if random.random() < 0.2:
        said = random.choice(_SHORT)
    else:
        said = " ".join(_sentence(random, words) for _ in range(random.randrange(1, 5)))
    return f"{random.choice(_LABELS)}: {said}"


def _scratched(random: Random, letters: Letters, words: list[str]) -> Letters:
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(letters) + 1)
        added: Letters = [(char, _NEW) for char in random.choice(words)]
        length, put = random.choice(((0, added), (4, added), (1, [("x", _NEW)]), (6, [])))
        letters = letters[:at] + put + letters[at + length :]
    return letters


def passages(random: Random, found: Edited, n: int) -> list[Span]:
    """Choose passages as people do: turns, what is said in them, and stretches of whole words."""
    spans = []
    for paragraph in random.choices(found.paragraphs, k=n):
        start, end = paragraph.start, paragraph.end
        kind = random.randrange(3)
        if kind == 1:
            start = found.old.index(": ", start) + 2
        elif kind == 2:
            start = random.randrange(start, end)
            end = min(end, start + random.randrange(3, 90))
            while start > paragraph.start and found.old[start - 1].isalnum():
                start -= 1
            while end < paragraph.end and found.old[end].isalnum():
                end += 1
        span = trimmed(found.old, start, end)
        spans.append(span or paragraph)
    return spans
