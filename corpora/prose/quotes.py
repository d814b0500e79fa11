"""Participants' words printed in papers and reports, found by their attributions.

The ways of printing that are known: a paragraph of its own that ends with the speaker's role, or
with a bracket or a dash and the speaker; words in quotation marks followed by the speaker in
brackets or after a dash; and a block whose speaker stands in a line of its own below. What begins
like a quote but names no one is listed for a person to look at; nothing is a quote without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpora.manuscript import Paragraph, ParagraphKind
from corpora.prose.attribution import Credit, Credits, by_position, short_names
from corpora.prose.groups import Attributions
from corpora.source import Quote, Remark, RemarkCode
from corpora.span import Span, trimmed

_ENDED = r"(?<=[.!?…)\]\"'”“\u2019»])"
_TERMINAL = tuple(".!?…:;)]\"'”“\u2019»")
_TAIL = 240
_NAMED = r"[^()\[\]\u2013—]{2,100}?"
_IN_BRACKET = r"[(\[](?P<bracket>[^()\[\]]{2,120})[)\]]"
_BRACKET_AT_END = re.compile(rf"{_ENDED}\s*{_IN_BRACKET}[.,;]?\s*\Z")
_DASH_AT_END = re.compile(rf"{_ENDED}\s*(?:--?|\u2013|—)\s*(?P<dash>{_NAMED})\s*\Z")
_ALONE = re.compile(rf"\s*>?\s*(?:{_IN_BRACKET}|(?:--?|\u2013|—)\s*(?P<dash>{_NAMED}))[.\s]*\Z")
_AFTER_MARKS = rf"[,.;]?\s*(?:{_IN_BRACKET}|(?:\u2013|—|--)\s*(?P<dash>[^()\[\].;\n\u2013—]{{2,80}})(?=[.;\n]|\Z))"
_IN_MARKS = (
    re.compile(rf"[“\"](?P<words>[^“”\"]{{3,4000}})[”\"]{_AFTER_MARKS}"),
    re.compile(rf"\u2018(?P<words>[^\u2018“”\"]{{3,2000}}?)\u2019{_AFTER_MARKS}"),
    re.compile(rf"(?<!\w)'(?P<words>(?:[^'“”\"]|(?<=\w)'(?=\w)){{3,2000}})'{_AFTER_MARKS}"),
    re.compile(rf"„(?P<words>[^„“”\"]{{3,4000}})[“”\"]{_AFTER_MARKS}"),
    re.compile(rf"«(?P<words>[^«»]{{3,4000}})»{_AFTER_MARKS}"),
)
_LIKELY = re.compile(
    r"(?:>\s*)?[“\"\u2018„«]?(?:…|\.\.\.|\[\.\.\.\]|\[…\]|(?:I|We)\s|(?:I|We)['\u2019])"
)
_BLOCK = re.compile(r"(?:>[ \t]*)+")
_INDENT = 4
_SECTION = re.compile(r"#{0,6}\s*\*{0,2}(\d{1,2}(?:\.\d{1,2})*)\.?\s")
_ELLIPSES = ("…", "...")
_PAIRS = (
    ("“", "”"), ('"', '"'), ("\u2018", "\u2019"), ("'", "'"), ("„", "“"), ("„", "”"), ("«", "»"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuoteSearch:
    """Quotes found, where their attributions stand, and what there is to say."""

    quotes: tuple[Quote, ...] = ()
    attributions: tuple[Span, ...] = ()
    """Printed names at paragraph ends, in text order; they belong to no sentence."""
    remarks: tuple[Remark, ...] = ()
    likely: tuple[Span, ...] = ()
    """Paragraphs that begin like a quote but name no one."""


@dataclass(frozen=True, slots=True)
class _Found:
    credit: Credit
    words: Span
    begun: int
    """Where the paragraph begins in which the words do."""
    printed: Span | None = None
    gaps: tuple[Span, ...] = ()
    section: str | None = None


@dataclass(frozen=True, slots=True)
class _Ending:
    """The attribution at the end of a stretch of text."""

    credit: Credit
    start: int
    """Where it begins, counted from the start of the stretch."""
    plain: bool
    """It is a role without a bracket or a dash."""


class QuoteFinder:
    """Finds quotes by the names a report prints."""

    def __init__(self, roles: Sequence[str] = ()) -> None:
        self._names = Attributions(roles)
        self._credits = Credits(self._names)
        more = r"(?:\s*,\s*[^,.;:()\[\]\n]{1,30}){0,3}"
        self._role_at_end = re.compile(
            rf"{_ENDED}\s*(?P<role>(?:{self._names.pattern})(?:\s+\d{{1,3}})?{more})\s*\.?\s*\Z",
            re.IGNORECASE,
        )

    def ends_quote(self, text: str) -> bool:
        """Tell whether a text ends with the attribution of a quote."""
        return self._ending(text[-_TAIL:], self._credits) is not None

    def find(self, text: str, paragraphs: Sequence[Paragraph]) -> QuoteSearch:
        """Find the quotes of a paper or report, with the section each stands in."""
        names = Credits(self._names, short_names(text, self._names))
        found: list[_Found] = []
        likely: dict[int, Span] = {}
        section: str | None = None
        for at, paragraph in enumerate(paragraphs):
            if paragraph.kind is ParagraphKind.HEADING:
                section = _section(text, paragraph)
                continue
            here = tuple(self._in_paragraph(text, paragraphs, at, names))
            if not here and _is_likely(text, paragraph):
                likely[paragraph.start] = Span(paragraph.start, paragraph.end)
            for one in here:
                likely.pop(one.begun, None)
                found.append(replace(one, section=section))
        return _search(text, found, tuple(likely.values()))

    def _in_paragraph(
        self, text: str, paragraphs: Sequence[Paragraph], at: int, names: Credits
    ) -> Iterator[_Found]:
        paragraph = paragraphs[at]
        alone = self._alone(text, paragraph, names)
        if alone is not None:
            if at and _is_block(text, paragraphs[at - 1]):
                yield from self._above(text, paragraphs[at - 1], alone, names)
            return
        tail = max(paragraph.start, paragraph.end - _TAIL)
        ending = self._ending(text[tail : paragraph.end], names)
        body = trimmed(text, paragraph.start, tail + ending.start) if ending is not None else None
        marked = () if ending is not None and ending.plain else _in_marks(text, paragraph, names)
        if ending is None or body is None or marked:
            yield from marked
            return
        begins, gaps = _beginning(text, paragraphs, at)
        before = text[begins : gaps[0].start] if gaps else ""
        if gaps and self._ending(before[-_TAIL:], names) is not None:
            begins, gaps = paragraph.start, ()  # what stands before the footnote has its own name
        words = _inside(text, Span(begins, body.end))
        printed = Span(tail + ending.start, paragraph.end)
        if any(map(str.isalnum, words.of(text))):
            yield _Found(ending.credit, words, begins, printed, gaps)

    def _above(
        self, text: str, block: Paragraph, credit: Credit, names: Credits
    ) -> Iterator[_Found]:
        """Yield the block above a name that stands alone, unless it has a name of its own."""
        if self._ending(text[max(block.start, block.end - _TAIL) : block.end], names) is None:
            yield _Found(credit, _inside(text, Span(block.start, block.end)), block.start)

    def _alone(self, text: str, paragraph: Paragraph, names: Credits) -> Credit | None:
        """Return whom a paragraph names that does nothing else."""
        if paragraph.end - paragraph.start > _TAIL:
            return None
        printed = text[paragraph.start : paragraph.end]
        found = _ALONE.fullmatch(printed)
        if found is not None:
            return names.credit(found["bracket"] or found["dash"])
        role = self._role_at_end.match(f".{printed}", 1)
        return names.credit(role["role"]) if role is not None else None

    def _ending(self, tail: str, names: Credits) -> _Ending | None:
        """Return the attribution that ends a stretch of text, if one does."""
        role = self._role_at_end.search(tail)
        if role is not None:
            credit = names.credit(role["role"])
            if credit is not None and ("," not in role["role"] or credit.tells):
                return _Ending(credit, role.start(), plain=True)
        for pattern, group in ((_BRACKET_AT_END, "bracket"), (_DASH_AT_END, "dash")):
            found = pattern.search(tail)
            if found is not None and (credit := names.credit(found[group])) is not None:
                return _Ending(credit, found.start(), plain=False)
        return None


def _in_marks(text: str, paragraph: Paragraph, names: Credits) -> tuple[_Found, ...]:
    """Return the words in quotation marks that name their speaker behind them."""
    found: dict[Span, _Found] = {}
    for pattern in _IN_MARKS:
        for match in pattern.finditer(text, paragraph.start, paragraph.end):
            words = trimmed(text, *match.span("words"))
            credit = names.credit(match["bracket"] or match["dash"])
            if words is not None and credit is not None and len(words.of(text).split()) > 1:
                found[words] = _Found(credit, words, paragraph.start)
    return tuple(found[words] for words in sorted(found))


def _is_likely(text: str, paragraph: Paragraph) -> bool:
    return _LIKELY.match(text, paragraph.start, paragraph.end) is not None


def _is_block(text: str, paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is set off as a quote, or begins like one."""
    if paragraph.kind is not ParagraphKind.BODY:
        return False
    indent = paragraph.start - text.rfind("\n", 0, paragraph.start) - 1
    set_off = indent >= _INDENT or "\t" in text[paragraph.start - indent : paragraph.start]
    return set_off or text[paragraph.start] in '“"\u2018„«>' or _is_likely(text, paragraph)


def _inside(text: str, span: Span) -> Span:
    """Return a quote's words without block signs, quotation marks and what leads up to them."""
    block = _BLOCK.match(text, span.start, span.end)
    start = block.end() if block is not None else span.start
    for opening, closing in _PAIRS:
        if text[span.end - 1] == closing:
            # an apostrophe looks like a straight mark: only one that begins the words opens them
            straight = opening == "'" and text[start] == opening
            opened = start if straight else text.rfind(opening, start, span.end - 1)
            led_up = text[start : max(opened, start)].rstrip()
            if opened >= 0 and (not led_up or led_up.endswith((":", ","))):
                return trimmed(text, opened + 1, span.end - 1) or span
    return trimmed(text, start, span.end) or span


def _beginning(text: str, paragraphs: Sequence[Paragraph], at: int) -> tuple[int, tuple[Span, ...]]:
    """Return where the quote that ends in paragraph `at` begins, and what breaks it.

    A footnote and a page end may cut a quote: its second part then begins with a small letter and
    its first part ends in the middle of a sentence.
    """
    begins = paragraphs[at].start
    footnote = at - 1
    while footnote > 0 and paragraphs[footnote].kind is ParagraphKind.FOOTNOTE:
        footnote -= 1
    if footnote == at - 1 or footnote < 0 or not text[begins].islower():
        return begins, ()
    first = paragraphs[footnote]
    if first.kind is not ParagraphKind.BODY or text[first.end - 1] in _TERMINAL:
        return begins, ()
    return first.start, (Span(first.end, begins),)


def _search(text: str, found: Sequence[_Found], likely: tuple[Span, ...]) -> QuoteSearch:
    """Number the quotes, name the features of their speakers, and say what needs a look."""
    apart: list[_Found] = []
    for one in found:
        if not apart or one.words.start >= apart[-1].words.end:  # a quote in a quote is part of it
            apart.append(one)
    credits_ = by_position([one.credit for one in apart])
    quotes = tuple(
        _quote(text, replace(one, credit=credit), n)
        for n, (one, credit) in enumerate(zip(apart, credits_, strict=True), 1)
    )
    remarks = [_broken(quote) for quote in quotes if quote.gaps]
    if likely:
        remarks.append(
            Remark(
                RemarkCode.LIKELY_QUOTES,
                "1 paragraph begins like a quote but names no one"
                if len(likely) == 1
                else f"{len(likely)} paragraphs begin like a quote but name no one",
            )
        )
    printed = tuple(one.printed for one in found if one.printed is not None)
    return QuoteSearch(quotes, printed, tuple(remarks), likely)


def _quote(text: str, found: _Found, n: int) -> Quote:
    bare = found.words.of(text).strip("“”\u2018\u2019„«»\"'")
    credit = found.credit
    return Quote(
        n,
        credit.name,
        credit.group,
        found.section,
        found.words.start,
        found.words.end,
        bool(found.gaps) or bare.startswith(_ELLIPSES) or bare.endswith(_ELLIPSES),
        found.gaps,
        credit.attributes,
    )


def _broken(quote: Quote) -> Remark:
    return Remark(
        RemarkCode.BROKEN_QUOTE,
        f"quote {quote.n} ({quote.attribution}) runs on after a footnote and a page end",
        f"characters {quote.gaps[0].start}-{quote.gaps[0].end}",
    )


def _section(text: str, heading: Paragraph) -> str:
    printed = text[heading.start : heading.end]
    number = _SECTION.match(printed)
    return number[1] if number is not None else " ".join(printed.strip("#* \t\n").split())
