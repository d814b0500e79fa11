"""Captions, whichever subtitle format they are in: scanned into cues, named, and written as text.

The canonical text is made here: one paragraph a turn, `Name: ` before it where someone is named,
one line a cue. Markup, times and cue numbers leave the text; words that stand under no time do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpora.manuscript import Manuscript, Paragraph, Utterance
from corpora.source import Aside, AsideKind, Remark, RemarkCode
from corpora.speech.labels import believed_labels, cue_label
from corpora.speech.speakers import clean_label, label_key
from corpora.text import CanonicalText, Decoded, change_remarks, tallied
from qes.errors import Refused

PAUSE = 3.0
"""Seconds of silence that part captions of no one into paragraphs."""
_CHANGES = ">>"
"""What captions begin with where the speaker changes."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown in one go, or what one voice says of it."""

    n: int
    """Of its timing line, from 1; 0 before the first."""
    begins: float | None
    """Seconds; None for words under no time."""
    ends: float | None
    words: str
    speaker: str | None = None
    named: bool = False
    """The speaker's name is printed at this cue; else they only go on."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a file says that is not shown."""

    after: int
    """The number of the cue it follows."""
    words: str


@dataclass(frozen=True, slots=True)
class Captions:
    """What stands in a subtitle file."""

    cues: tuple[Cue, ...]
    timed: int
    """How many timing lines there are."""
    idents: tuple[str, ...] = ()
    """The lines that number or name the cues."""
    notes: tuple[Note, ...] = ()
    remarks: tuple[Remark, ...] = ()


def captioned(
    form: str, decoded: Decoded, source: CanonicalText, captions: Captions, layout: str | None
) -> Manuscript:
    """Write captions as the manuscript of a talk.

    Raises:
        Refused: There are no captions.
    """
    if not captions.timed:
        raise Refused("no captions in it", hint="is it a subtitle file at all?")
    remarks = [*decoded.remarks, *change_remarks(source.changes), *captions.remarks]
    spoken = _without_repeats(captions.cues)
    repeats = sum(bool(cue.words) for cue in captions.cues) - len(spoken)
    if repeats:
        said = f"{repeats} of {len(captions.cues)} captions only repeat what was shown"
        remarks.append(Remark(RemarkCode.REPEATED_CAPTIONS, said))
    if captions.notes:
        said = f"kept beside the text, not in it: {len(captions.notes)} x note"
        remarks.append(Remark(RemarkCode.SET_ASIDE, said))
    named = _named(spoken)
    text, utterances, starts = _written(named)
    return Manuscript(
        form,
        text,
        decoded.encoding,
        paragraphs=tuple(Paragraph(said.start, said.end) for said in utterances),
        utterances=utterances,
        cues=captions.timed,
        labelled=sum(cue.named for cue in named) or None,
        layout=layout,
        asides=tuple(_asides(captions.notes, named, (*starts, len(text)))),
        changes=tallied(decoded.changes, source.changes),
        remarks=tuple(remarks),
    )


def _asides(notes: Iterable[Note], cues: Sequence[Cue], starts: Sequence[int]) -> Iterable[Aside]:
    """Yield the notes, each before the words it stands before."""
    following = 0
    for note in notes:
        while following < len(cues) and cues[following].n <= note.after:
            following += 1
        yield Aside(AsideKind.NOTE, note.words, starts[following])


def _without_repeats(cues: Sequence[Cue]) -> list[Cue]:
    """Take roll-up captions once: lines that the cue before still shows are not said again."""
    touching = sum(
        b.words.startswith(a.words.rsplit("\n", 1)[-1]) and _touch(a, b)
        for a, b in pairwise(cues)
        if a.words and b.words and a.speaker == b.speaker
    )
    if len(cues) < 2 or touching * 2 < len(cues) - 1:
        return [cue for cue in cues if cue.words]
    kept: list[Cue] = []
    shown: list[str] = []
    for cue in cues:
        lines = cue.words.split("\n") if cue.words else []
        still = next((n for n in range(len(lines), 0, -1) if shown[-n:] == lines[:n]), 0)
        new = lines[still:]
        if new:
            kept.append(replace(cue, words="\n".join(new)))
        shown = lines or shown
    return kept


def _touch(a: Cue, b: Cue) -> bool:
    return a.ends is not None and b.begins is not None and a.ends >= b.begins - 0.05


def _named(cues: Sequence[Cue]) -> list[Cue]:
    """Take the speaker from the words of a cue (`Name: words`) where no voice is marked.

    Some programs name the speaker at every cue, others only where the speaker changes. Where no
    name follows itself, a cue without one goes on with the speaker before, unless its words begin
    as captions do where the speaker changes.
    """
    if any(cue.speaker is not None for cue in cues):
        return list(cues)
    labels = [cue_label(cue.words) for cue in cues]
    believed = believed_labels([label[0] for label in labels if label is not None])
    known = [
        label if label is not None and label_key(label[0]) in believed else None for label in labels
    ]
    keys = [label_key(label[0]) for label in known if label is not None]
    goes_on = not any(a == b for a, b in pairwise(keys))
    named: list[Cue] = []
    speaker: str | None = None
    for cue, label in zip(cues, known, strict=True):
        if label is not None:
            speaker = label[0]
            named.append(replace(cue, speaker=speaker, named=True, words=cue.words[label[1] :]))
        else:
            if cue.words.startswith(_CHANGES):
                speaker = None
            named.append(replace(cue, speaker=speaker if goes_on else None))
    return named


def _written(cues: Sequence[Cue]) -> tuple[str, tuple[Utterance, ...], list[int]]:
    """Write the cues as text, a paragraph for each run of one speaker; tell where each begins."""
    pieces: list[str] = []
    utterances: list[Utterance] = []
    starts: list[int] = []
    length = 0
    before: Cue | None = None
    for cue in cues:
        if before is not None and _goes_on(before, cue):
            said = utterances.pop()
            starts.append(length + 1)
            pieces.append("\n" + cue.words)
            length += 1 + len(cue.words)
            utterances.append(replace(said, end=length, labels=said.labels + cue.named))
        else:
            label = f"{clean_label(cue.speaker)}: " if cue.speaker is not None else ""
            opening = ("\n\n" if pieces else "") + label
            starts.append(length + len(opening) - len(label))
            start = length + len(opening)
            length = start + len(cue.words)
            pieces.append(opening + cue.words)
            utterances.append(
                Utterance(cue.speaker, start, length, cue.begins, labels=int(cue.named))
            )
        before = cue
    return "".join(pieces) + "\n", tuple(utterances), starts


def _goes_on(before: Cue, cue: Cue) -> bool:
    if before.speaker is None and cue.speaker is None:
        if before.ends is None or cue.begins is None:
            return before.n > 0  # words under no time go with what stands before
        return cue.begins - before.ends < PAUSE
    return (
        before.speaker is not None
        and cue.speaker is not None
        and (label_key(before.speaker) == label_key(cue.speaker))
    )
