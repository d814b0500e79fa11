"""What reading a source yields: its text, and what was found in it."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Which part a speaker takes in an interview or a group."""

    INTERVIEWER = "interviewer"
    MODERATOR = "moderator"
    """Leads a group and asks, as an interviewer does."""
    PARTICIPANT = "participant"
    UNKNOWN = "unknown"

    @property
    def asks(self) -> bool:
        """Tell whether the words are questions of the research, which await no decision."""
        return self in {Role.INTERVIEWER, Role.MODERATOR}


class ChangeKind(StrEnum):
    """Why a character of the file is another one, or none, in the canonical text."""

    LINE_END = "line end"
    CONTROL = "control character"
    DIRECTION = "direction override"
    NOT_A_CHARACTER = "half a surrogate pair or a non-character"
    UNREADABLE = "unreadable byte"
    BYTE_ORDER_MARK = "byte-order mark"


@dataclass(frozen=True, slots=True)
class Change:
    """How many characters were replaced, or taken away, for one reason."""

    kind: ChangeKind
    count: int


class AsideKind(StrEnum):
    """What words of a file are that stand beside its text."""

    FURNITURE = "page furniture"
    """Running heads and feet, page numbers, line numbers."""
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    COMMENT = "comment"
    HEADER = "header"
    FOOTER = "footer"
    NOTE = "note"
    """What a transcriber or a program wrote about the recording."""
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Aside:
    """Words of a file that are kept but not part of its text."""

    kind: AsideKind
    text: str
    at: int | None = None
    """Where in the canonical text they belong, if anywhere."""
    page: int | None = None
    """The page they are printed on, from 1."""


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
    LAYOUT = "layout"
    """What was taken for what: the columns of a table, the order of columns on a page."""
    SIMILAR_LABELS = "similar-labels"
    """Labels that may be one person, which a person is to say."""
    GUESSED_ROLE = "guessed-role"
    """Who interviews was guessed from what they say."""
    NON_ANSWERS = "non-answers"
    """Cells such as `n/a` that answer nothing."""


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
    labelled: int = 0
    """How many labelled paragraphs, cues or rows are theirs."""
    attributes: tuple[tuple[str, str], ...] = ()
    """What the file says of them, as name and value: the other columns of a respondent's row."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Labels that may be one person's; nothing is merged until a person says so."""

    labels: tuple[str, ...]
    """The likeliest full name first."""
    why: str
    """Such as "initials" or "one letter differs"."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table: where its words stand, and what its other columns say."""

    n: int
    """1-based, as a person counts the rows that hold data."""
    start: int
    end: int
    values: tuple[tuple[str, str], ...]
    """Column and cell, verbatim; empty cells are left out."""


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
    attributes: tuple[tuple[str, str], ...] = ()
    """What is printed of the speaker: id, role, gender, age, site or detail, and its value."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A source, read: its canonical text and everything found in it."""

    name: str
    kind: SourceKind
    format: str
    """txt, md, docx, odt, rtf, html, pdf, vtt, srt, csv or xlsx."""
    encoding: str | None
    """Its registered name; None where the format settles it."""
    text: str
    """The canonical text, into which all offsets point."""
    bytes_sha256: str
    text_sha256: str
    page_starts: tuple[int, ...]
    """Where each page begins; empty where there are no pages."""
    turns: Sequence[Turn]
    speakers: tuple[Speaker, ...]
    """In order of first appearance."""
    segments: Sequence[Segment]
    quotes: tuple[Quote, ...]
    cues: int | None
    """How many cues a subtitle file holds."""
    labelled: int | None
    """How many paragraphs or cues carry a speaker label; None where none does."""
    warnings: tuple[Remark, ...]
    segmenter: str
    """Name and version of the segmentation; the same version gives the same segments."""
    layout: str | None = None
    """The program whose export it looks like: otter, teams, zoom, rev, trint, nvivo."""
    rows: int | None = None
    """How many rows that hold data a table has."""
    records: tuple[Record, ...] = ()
    asides: tuple[Aside, ...] = ()
    changes: tuple[Change, ...] = ()
    resemblances: tuple[Resemblance, ...] = ()
    likely_quotes: tuple[Span, ...] = ()
    """Paragraphs that begin like a quote but name no one, for a person to look at."""
