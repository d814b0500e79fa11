"""What reading a source yields: its text, and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpora.span import Span


class SourceKind(StrEnum):
    """What a source is, as the person who adds it says."""

    TRANSCRIPT = "transcript"
    PAPER = "paper"
    REPORT = "report"
    SURVEY = "survey"


class Unit(StrEnum):
    """What a segment is a unit of."""

    TURN = "turn"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"


class Role(StrEnum):
    """Which part a speaker takes in an interview."""

    INTERVIEWER = "interviewer"
    PARTICIPANT = "participant"
    UNKNOWN = "unknown"


class RemarkCode(StrEnum):
    """What kind of thing a remark says."""

    ENCODING = "encoding"
    """The encoding was guessed, or contradicts what was claimed."""
    INVALID_BYTES = "invalid-bytes"
    """Bytes that mean nothing in the encoding stand as U+FFFD."""
    CONTROL_CHARACTERS = "control-characters"
    """Control, escape or direction characters were replaced one for one."""
    WRONG_SUFFIX = "wrong-suffix"
    """The file's name says another format than its content."""
    NO_LABELS = "no-labels"
    """A transcript in which no speaker labels were found."""
    ONLY_INTERVIEWER = "only-interviewer"
    """A transcript in which nobody but an interviewer was recognised."""
    ODD_LABELS = "odd-labels"
    """Speaker labels so many that they are hardly people."""
    MERGED_LABELS = "merged-labels"
    """Several spellings of a label were taken for one speaker."""
    SET_ASIDE = "set-aside"
    """Words of the file that are not in the text: headers, comments, page furniture."""
    HIDDEN_TEXT = "hidden-text"
    """Text the author had hidden was left out."""
    TRACKED_CHANGES = "tracked-changes"
    """The file holds tracked changes; the text is the one with all accepted."""
    DAMAGED = "damaged"
    """A part of the file could not be read."""
    NO_TEXT_LAYER = "no-text-layer"
    """Pages without any text, which may be pictures of text."""
    BROKEN_QUOTE = "broken-quote"
    """A quote runs on after a footnote or a page end that is not part of it."""
    LIKELY_QUOTES = "likely-quotes"
    """Paragraphs that begin like a quote but name no one."""
    REPEATED_CAPTIONS = "repeated-captions"
    """Roll-up captions were taken once each."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the person who adds a source should know about how it was read."""

    code: RemarkCode
    message: str
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says in one go; `start`-`end` covers the words, not the label.

    Consecutive cues or paragraphs of one speaker are one turn, so labels and times between them
    may lie inside the stretch.
    """

    n: int
    """1-based."""
    speaker: str | None
    role: Role
    start: int
    end: int
    at: float | None = None
    """Seconds into the recording."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One who speaks in a transcript."""

    label: str
    role: Role
    turns: int
    """How many merged turns are theirs."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A unit of analysis. Within a unit, segments are in text order and do not overlap."""

    unit: Unit
    n: int
    """1-based within its unit."""
    start: int
    end: int
    turn: int | None = None
    """The number of the turn it lies in."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A participant's words printed in a paper or report."""

    n: int
    """1-based."""
    attribution: str
    """Who speaks, in one spelling for each alias."""
    group: str
    """The participant group the attribution names."""
    section: str | None
    """The number of the section it stands in, such as 3.1.2."""
    start: int
    end: int
    """`start`-`end` covers the quote's words, without the attribution."""
    partial: bool
    """The printed words begin or end with an ellipsis, or gaps break them."""
    gaps: tuple[Span, ...] = ()
    """Stretches inside `start`-`end` that are not part of the quote: a footnote, a page end."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A source, read: its canonical text and everything found in it."""

    name: str
    kind: SourceKind
    format: str
    """txt, md, docx, pdf or vtt."""
    encoding: str | None
    """As Python names it; None where the format settles it."""
    text: str
    """The canonical text, into which all offsets point."""
    bytes_sha256: str
    text_sha256: str
    page_starts: tuple[int, ...]
    """Where each page begins; empty where there are no pages."""
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    """In order of first appearance."""
    segments: tuple[Segment, ...]
    quotes: tuple[Quote, ...]
    cues: int | None
    """How many cues a subtitle file holds."""
    labelled: int | None
    """How many paragraphs or cues carry a speaker label; None where none does."""
    warnings: tuple[Remark, ...]
    segmenter: str
    """Name and version of the segmentation; the same version gives the same segments."""
