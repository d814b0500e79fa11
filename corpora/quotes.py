"""Participants' words printed in papers and reports, found by their attributions.

Three ways of printing are known: a paragraph of its own that ends with the speaker's role; words in
quotation marks followed by the speaker in brackets; and a paragraph that ends with a dash or bracket
and the speaker. What begins like a quote but names no one is counted for a person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.groups import Attributions, Group
from corpora.manuscript import Paragraph, ParagraphKind
from corpora.source import Quote, Remark, RemarkCode
from corpora.span import Span, trimmed

_CODE = r"(?-i:[A-Z]{1,4}|Participant|Respondent|Interviewee|Informant)[ #]?-?\d{1,3}[a-z]?"
_ENDED = r"(?<=[.!?…)\]\"'”\u2019])"
_TERMINAL = tuple(".!?…:;)]\"'”\u2019")
_TAIL = 240
_LIKELY = re.compile(r"(?:…|\.\.\.|I |We |I['\u2019]|We['\u2019])")
_SECTION = re.compile(r"#{0,6}\s*\*{0,2}(\d{1,2}(?:\.\d{1,2})*)\.?\s")
_ELLIPSES = ("…", "...")


@dataclass(frozen=True, slots=True)
class QuoteSearch:
    """Quotes found, where their attributions stand, and what there is to say."""

    quotes: tuple[Quote, ...] = ()
    attributions: tuple[Span, ...] = ()
    """Printed names at paragraph ends, in text order; they belong to no sentence."""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    attribution: str
    group: Group
    start: int
    end: int
    printed: Span | None = None
    gaps: tuple[Span, ...] = ()


class QuoteFinder:
    """Finds quotes by the names a report prints."""

    def __init__(self, roles: Sequence[str] = ()) -> None:
        self._names = Attributions(roles)
        who = rf"(?P<role>{self._names.pattern})(?:\s+\d{{1,3}})?"
        coded = rf"(?:{who}|(?P<code>{_CODE}))(?:\s*[,;:/][^()\[\]]{{1,80}})?"
        self._at_end = re.compile(
            rf"{_ENDED}\s*(?:{who}\s*\.?|[(\[]\s*{coded}\s*[)\]]\s*\.?)\s*\Z".replace(
                "(?P<role>", "(?P<plain>", 1
            ),
            re.IGNORECASE,
        )
        self._after_dash = re.compile(rf"{_ENDED}\s*[-\u2013—]\s*{coded}\s*\Z", re.IGNORECASE)
        self._inline = re.compile(
            rf"[“\"](?P<words>[^“”\"]{{15,4000}})[”\"][,.;]?\s*[(\[]\s*{coded}\s*[)\]]",
            re.IGNORECASE,
        )

    def ends_quote(self, text: str) -> bool:
        """Tell whether a text ends with the attribution of a quote."""
        return self._attributed(text[-_TAIL:]) is not None

    def find(self, text: str, paragraphs: Sequence[Paragraph]) -> QuoteSearch:
        """Find the quotes of a paper or report, with the section each stands in."""
        quotes: list[Quote] = []
        printed: list[Span] = []
        remarks: list[Remark] = []
        section: str | None = None
        likely: set[int] = set()
        for at, paragraph in enumerate(paragraphs):
            if paragraph.kind is ParagraphKind.HEADING:
                section = _section(text, paragraph)
                continue
            found = tuple(self._in_paragraph(text, paragraphs, at))
            if not found and _LIKELY.match(text, paragraph.start):
                likely.add(paragraph.start)
            for one in found:
                quotes.append(_quote(text, one, len(quotes) + 1, section))
                if one.printed is not None:
                    printed.append(one.printed)
                if one.gaps:
                    likely.discard(one.start)
                    remarks.append(_broken(quotes[-1]))
        if likely:
            remarks.append(
                Remark(
                    RemarkCode.LIKELY_QUOTES,
                    "1 paragraph begins like a quote but names no one"
                    if len(likely) == 1
                    else f"{len(likely)} paragraphs begin like a quote but name no one",
                )
            )
        return QuoteSearch(tuple(quotes), tuple(printed), tuple(remarks))

    def _in_paragraph(
        self, text: str, paragraphs: Sequence[Paragraph], at: int
    ) -> Iterator[_Found]:
        paragraph = paragraphs[at]
        tail = max(paragraph.start, paragraph.end - _TAIL)
        match = self._attributed(text[tail : paragraph.end])
        if match is None or tail + match.start() == paragraph.start:
            yield from self._in_marks(text, paragraph)
            return
        body = trimmed(text, paragraph.start, tail + match.start())
        if body is None:
            return
        if match.re is not self._at_end or match["plain"] is None:
            marked = tuple(self._in_marks(text, paragraph))
            if marked:
                yield from marked
                return
        begins, gaps = _beginning(text, paragraphs, at)
        name, group = self._who(match)
        yield _Found(name, group, begins, body.end, Span(tail + match.start(), paragraph.end), gaps)

    def _in_marks(self, text: str, paragraph: Paragraph) -> Iterator[_Found]:
        """Yield the words in quotation marks that name their speaker in brackets."""
        for match in self._inline.finditer(text, paragraph.start, paragraph.end):
            words = trimmed(text, *match.span("words"))
            if words is not None:
                yield _Found(*self._who(match), words.start, words.end)

    def _attributed(self, tail: str) -> re.Match[str] | None:
        return self._at_end.search(tail) or self._after_dash.search(tail)

    def _who(self, match: re.Match[str]) -> tuple[str, Group]:
        named = match.groupdict()
        role = named.get("plain") or named["role"]
        if role is None:
            return " ".join(named["code"].split()), Group.OTHER
        known = self._names.named(role)
        return known.name, known.group


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


def _quote(text: str, found: _Found, n: int, section: str | None) -> Quote:
    words = text[found.start : found.end]
    bare = words.strip("“”\u2018\u2019\"'")
    partial = bool(found.gaps) or bare.startswith(_ELLIPSES) or bare.endswith(_ELLIPSES)
    return Quote(
        n, found.attribution, found.group, section, found.start, found.end, partial, found.gaps
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
