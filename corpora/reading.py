"""The one entrance: bytes in, a read source out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from corpora.cast.people import Cast
from corpora.encoding import registered
from corpora.manuscript import Manuscript
from corpora.paragraphs import EndsQuote, Paragraphs, paragraphs
from corpora.prose.quotes import QuoteFinder, QuoteSearch
from corpora.readers import READERS, sniff
from corpora.readers.limits import check_size
from corpora.segmentation import Cutter, cut_here, segmenter, sentences
from corpora.segments import segments, spoken_pieces, without, written_pieces
from corpora.source import Reading, Remark, RemarkCode, SourceKind
from corpora.speech.turns import Talk, talk
from corpora.text import canonical
from qes.base import sha256
from qes.errors import Refused, UserError

_QUOTED = frozenset((SourceKind.PAPER, SourceKind.REPORT))

Progress = Callable[[int, int], None]
"""Called with how many characters are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Request:
    """How a file is to be read: what a person knows about it."""

    kind: SourceKind
    encoding: str | None = None
    """Of a plain text or subtitles, where the person knows better than the evidence."""
    password: str | None = field(default=None, repr=False)
    """Opens a protected PDF."""
    roles: tuple[str, ...] = ()
    """Attributions of quotes to know beside the default ones."""
    cast: Cast = field(default_factory=Cast)
    """Who speaks, where the person knows better than the labels."""


def read_source(
    data: bytes,
    name: str,
    *,
    kind: SourceKind,
    encoding: str | None = None,
    password: str | None = None,
    roles: Sequence[str] = (),
    cast: Cast | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read a source file into canonical text, turns, segments and quotes.

    Turns are found in transcripts, quotes in papers and reports; every source has paragraphs and
    sentences. The same bytes, name and arguments give the same reading.

    Args:
        data: The file's bytes, which are to be kept as they are beside the text.
        name: The file's name; only its suffix is looked at, and content outweighs it.
        kind: What the source is.
        encoding: Of a plain text or subtitles, where the person knows better than the evidence.
        password: Opens a protected PDF.
        roles: Attributions of quotes to know beside the default ones.
        cast: Who speaks, where the person knows better than the labels.
        progress: Called now and then while a long text is cut.

    Raises:
        Refused: The file may not or cannot be read, or holds no text; the message begins with its
            name and says why.
        UserError: `encoding` is unknown.
    """
    request = Request(kind, encoding, password, tuple(roles), cast or Cast())
    return read_requested(data, name, request, progress=progress)


def read_requested(
    data: bytes,
    name: str,
    request: Request,
    *,
    cutter: Cutter = cut_here,
    progress: Progress | None = None,
) -> Reading:
    """Do as `read_source` does, with the sentences cut by `cutter`; it makes no difference to them."""
    shown = canonical(name).text.replace("\n", " ")
    try:
        manuscript = _manuscript(data, name, request.encoding, request.password)
    except Refused as error:
        raise Refused(f"{shown}: {error.message}", hint=error.hint) from error
    except UserError as error:
        raise UserError(f"{shown}: {error.message}", hint=error.hint) from error
    return _reading(data, shown, request, manuscript, _Work(cutter, progress))


@dataclass(frozen=True, slots=True)
class _Work:
    """Who cuts, and who is told how far it is."""

    cutter: Cutter
    progress: Progress | None

    def done(self, characters: int, text: str) -> None:
        if self.progress is not None:
            self.progress(characters, len(text))


def _manuscript(data: bytes, name: str, encoding: str | None, password: str | None) -> Manuscript:
    check_size(data)
    if not data:
        raise Refused("an empty file", hint="is it the right file, and whole?")
    sniffed = sniff(data, name)
    manuscript = READERS[sniffed.format](data, encoding, password)
    if not manuscript.text.strip("\ufeff \t\n\u00a0\u200b"):
        said = "; ".join(r.message for r in manuscript.remarks if r.code is RemarkCode.SET_ASIDE)
        raise Refused(
            f"holds no text ({said})" if said else "holds no text",
            hint="is it the right file, and whole?",
        )
    if sniffed.claimed is None:
        return manuscript
    said = f"named .{sniffed.claimed}, but read as {sniffed.format}, which it is"
    wrong_name = Remark(RemarkCode.WRONG_SUFFIX, said)
    return replace(manuscript, remarks=(wrong_name, *manuscript.remarks))


def _reading(
    data: bytes, name: str, request: Request, manuscript: Manuscript, work: _Work
) -> Reading:
    text, kind = manuscript.text, request.kind
    work.done(0, text)
    finder = QuoteFinder(request.roles)
    found = _paragraphs(manuscript, finder.ends_quote if kind in _QUOTED else None)
    quoted = finder.find(text, found) if kind in _QUOTED else QuoteSearch()
    if _is_spoken(kind, manuscript):
        spoken = talk(manuscript, found, request.cast)
        pieces = spoken_pieces(text, found, spoken)
    else:
        spoken, pieces = Talk(), written_pieces(found)
    said = sentences(
        text,
        without(text, pieces, quoted.attributions),
        work.cutter,
        lambda place: work.done(place, text),
    )
    work.done(len(text), text)
    return Reading(
        name=name,
        kind=kind,
        format=manuscript.format,
        encoding=registered(manuscript.encoding),
        text=text,
        bytes_sha256=sha256(data),
        text_sha256=sha256(text),
        page_starts=manuscript.page_starts,
        turns=spoken.turns,
        speakers=spoken.speakers,
        segments=segments(spoken.turns, pieces, said, quoted.quotes),
        quotes=quoted.quotes,
        cues=manuscript.cues,
        labelled=spoken.labelled,
        warnings=(
            *manuscript.remarks,
            *spoken.remarks,
            *_only_interviewer(spoken),
            *quoted.remarks,
        ),
        segmenter=segmenter(),
        layout=manuscript.layout or spoken.layout,
        rows=manuscript.rows,
        records=manuscript.records,
        asides=manuscript.asides,
        changes=manuscript.changes,
        resemblances=spoken.resemblances,
        likely_quotes=quoted.likely,
    )


def _is_spoken(kind: SourceKind, manuscript: Manuscript) -> bool:
    """Tell whether turns are looked for; a survey has some where its format says whose words."""
    answered = kind is SourceKind.SURVEY and manuscript.utterances is not None
    return kind is SourceKind.TRANSCRIPT or answered


def _paragraphs(manuscript: Manuscript, ends_quote: EndsQuote | None) -> Paragraphs:
    """Return the paragraphs a format settles, or else those that the lines show."""
    if manuscript.paragraphs is None:
        return paragraphs(manuscript.text, ends_quote)
    return Paragraphs.of(manuscript.paragraphs)


def _only_interviewer(spoken: Talk) -> tuple[Remark, ...]:
    if not spoken.speakers or not all(one.role.asks for one in spoken.speakers):
        return ()
    said = "only an interviewer was recognised: check how the others are labelled"
    return (Remark(RemarkCode.ONLY_INTERVIEWER, said),)
