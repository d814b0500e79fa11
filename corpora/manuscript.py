"""What a reader hands on: canonical text, and the structure its format settles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpora.source import Aside, Change, Record, Remark


class ParagraphKind(StrEnum):
    """What a paragraph does in its text."""

    BODY = "body"
    HEADING = "heading"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph without the white space around it."""

    start: int
    end: int
    kind: ParagraphKind = ParagraphKind.BODY


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words under one label: a labelled paragraph and what follows it, or a cue; maybe none."""

    label: str | None
    """As printed; None where the words have none."""
    start: int
    end: int
    at: float | None = None
    """Seconds into the recording."""
    resumes: bool = False
    """Something that no one says, such as a heading or a break, stands before it."""
    labels: int = 1
    """How many times its label is printed: more than once where cues are joined."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A source's canonical text with what its format says about it."""

    format: str
    text: str
    encoding: str | None = None
    paragraphs: tuple[Paragraph, ...] | None = None
    """None where the text's own lines must tell."""
    utterances: tuple[Utterance, ...] | None = None
    """None where speakers must be found in the text."""
    page_starts: tuple[int, ...] = ()
    cues: int | None = None
    labelled: int | None = None
    layout: str | None = None
    """The program whose export it looks like."""
    rows: int | None = None
    records: tuple[Record, ...] = ()
    asides: tuple[Aside, ...] = ()
    changes: tuple[Change, ...] = ()
    """What decoding and making canonical replaced; a format with no bytes to decode has none."""
    people: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Labels of speakers with what the file says of them, where it says anything."""
    remarks: tuple[Remark, ...] = ()
