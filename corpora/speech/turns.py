"""Turns: utterances under labels, joined while one speaker goes on."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import nan

from corpora.cast.people import Cast
from corpora.columns import NO_ONE, Turns, integers
from corpora.manuscript import Manuscript, ParagraphKind
from corpora.paragraphs import Paragraphs
from corpora.source import Remark, RemarkCode, Resemblance, Role, Speaker
from corpora.speech.labels import find_labels
from corpora.speech.layouts import layout_of
from corpora.speech.people import People, parts_of, people_of, speakers_of, spelling_remarks
from corpora.speech.resemblance import resemblances
from corpora.speech.utterances import (
    Utterances,
    given_utterances,
    labelled_utterances,
    unlabelled_utterances,
)

_FOOTER = re.compile(
    r"\n[^\S\n]*\[?(?:transcribed by (?:https?://\S+|otter\S*)|end of (?:transcript|recording|"
    r"interview|transcription)|\*+ ?end ?\*+)[^\n]{0,40}\s*\Z",
    re.IGNORECASE,
)
MANY_SPEAKERS = 40
_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Talk:
    """Who says what, in order."""

    utterances: Utterances = field(default_factory=Utterances)
    labels_at: Sequence[int] = ()
    """For each utterance where its label begins, or its words if it has none in the text."""
    turn_of: Sequence[int] = ()
    """For each utterance the number of its turn."""
    turns: Turns = field(default_factory=Turns)
    speakers: tuple[Speaker, ...] = ()
    labelled: int | None = None
    footer: int = 0
    """Where words begin that no one says, at the end of the text."""
    remarks: tuple[Remark, ...] = ()
    resemblances: tuple[Resemblance, ...] = ()
    layout: str | None = None
    """The program whose export it looks like."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What was found before it is known whose it is."""

    utterances: Utterances
    labels_at: Sequence[int]
    labelled: int | None
    footer: int
    remarks: tuple[Remark, ...] = ()
    layout: str | None = None


def talk(manuscript: Manuscript, paragraphs: Paragraphs, cast: Cast | None = None) -> Talk:
    """Find who speaks in a transcript; without any label each paragraph is a turn of no one.

    Whoever `cast` names goes by one label, and has the role it gives.
    """
    cast = cast or Cast()
    said = _said(manuscript, paragraphs)
    people = people_of(said.utterances, cast)
    parts, guessed = parts_of(people, manuscript.text, said.utterances, cast)
    turns, turn_of = _joined(said.utterances, people, parts)
    speakers = speakers_of(people, turns, manuscript, cast)
    remarks = (*said.remarks, *spelling_remarks(people.spellings), *guessed)
    named = manuscript.people or manuscript.rows is not None  # the file itself says who they are
    doubted = len(speakers) > MANY_SPEAKERS and 2 * len(speakers) > len(turns) and not named
    if doubted:
        odd = f"{len(speakers):,} speakers for {len(turns):,} turns: are these labels people?"
        remarks += (Remark(RemarkCode.ODD_LABELS, odd),)
    return Talk(
        said.utterances,
        said.labels_at,
        turn_of,
        turns,
        speakers,
        said.labelled,
        said.footer,
        remarks,
        () if doubted else resemblances(people.printed()),
        said.layout,
    )


def _said(manuscript: Manuscript, paragraphs: Paragraphs) -> _Said:
    text = manuscript.text
    if manuscript.utterances is not None:
        given = given_utterances(manuscript.utterances)
        unit = "run of captions" if manuscript.cues is not None else "row"
        remarks = () if manuscript.labelled else (_no_labels(unit),)
        return _Said(given, given.starts, manuscript.labelled, len(text), remarks)
    footed = _FOOTER.search(text, max(0, len(text) - 400))
    footer = footed.start() if footed is not None else len(text)
    labels = find_labels(text)
    if labels.lines:
        stops = sorted((*paragraphs.headings(), *labels.asides))
        found = labelled_utterances(text, labels.lines, stops, footer)
        labels_at = integers(line[0] for line in labels.lines)
        layout = layout_of(text, labels)
        return _Said(found, labels_at, len(labels_at), footer, layout=layout)
    spoken = [
        (one.start, one.end)
        for one in paragraphs
        if one.kind is not ParagraphKind.HEADING and one.start < footer
    ]
    paragraph = unlabelled_utterances([s for s, _ in spoken], [e for _, e in spoken])
    return _Said(paragraph, paragraph.starts, None, footer, (_no_labels("paragraph"),))


def _no_labels(unit: str) -> Remark:
    said = f"no speaker labels were found: each {unit} is a turn of no one"
    return Remark(RemarkCode.NO_LABELS, said)


def _joined(said: Utterances, people: People, parts: Sequence[Role]) -> tuple[Turns, array[int]]:
    """Join consecutive utterances of one speaker; return the turns, and which each is part of."""
    turns = Turns(tuple(zip(people.labels, parts, strict=True)))
    turn_of = integers()
    # the last is whose those are that have no label
    person = (*people.of_printed, NO_ONE)
    who, first, last, began = NO_ONE, _NOWHERE, _NOWHERE, nan
    closing = (NO_ONE, 0, 0, nan, 1)
    columns = zip(said.who, said.starts, said.ends, said.ats, said.resumes, strict=True)
    for number, start, end, at, resumes in chain(columns, (closing,)):
        its = person[number]
        if first == _NOWHERE or its != who or its == NO_ONE or resumes:
            if first != _NOWHERE:
                turns.add(who, first, last, began)
                first = _NOWHERE
            who = its
        if start < end:
            if first == _NOWHERE:
                first, began = start, at
            last = end
        turn_of.append(len(turns.starts) + 1)
    return turns, turn_of[:-1]
