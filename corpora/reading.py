"""The one entrance: bytes in, a read source out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpora.cast import Cast
from corpora.manuscript import Manuscript
from corpora.paragraphs import paragraphs
from corpora.quotes import QuoteFinder, QuoteSearch
from corpora.readers import READERS, sniff
from corpora.readers.limits import check_size
from corpora.segmentation import segmenter
from corpora.segments import Piece, segments, spoken_pieces
from corpora.source import Reading, Remark, RemarkCode, Role, Segment, SourceKind
from corpora.span import Span
from corpora.text import canonical
from corpora.turns import Talk, talk
from qes.base import sha256
from qes.errors import Refused, UserError

_QUOTED = frozenset((SourceKind.PAPER, SourceKind.REPORT))


def read_source(
    data: bytes,
    name: str,
    *,
    kind: SourceKind,
    encoding: str | None = None,
    password: str | None = None,
    roles: Sequence[str] = (),
    cast: Cast | None = None,
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

    Raises:
        Refused: The file may not or cannot be read, or holds no text; the message begins with its
            name and says why.
        UserError: `encoding` is unknown.
    """
    shown = canonical(name).text.replace("\n", " ")
    try:
        manuscript = _manuscript(data, name, encoding, password)
    except Refused as error:
        raise Refused(f"{shown}: {error.message}", hint=error.hint) from error
    except UserError as error:
        raise UserError(f"{shown}: {error.message}", hint=error.hint) from error
    return _reading(data, shown, kind, manuscript, (QuoteFinder(roles), cast or Cast()))


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
    data: bytes,
    name: str,
    kind: SourceKind,
    manuscript: Manuscript,
    known: tuple[QuoteFinder, Cast],
) -> Reading:
    text = manuscript.text
    finder, cast = known
    found = manuscript.paragraphs
    if found is None:
        found = paragraphs(text, finder.ends_quote if kind in _QUOTED else None)
    spoken = talk(manuscript, found, cast) if kind is SourceKind.TRANSCRIPT else Talk()
    quoted = finder.find(text, found) if kind in _QUOTED else QuoteSearch()
    if kind is SourceKind.TRANSCRIPT:
        pieces = spoken_pieces(text, found, spoken)
    else:
        pieces = tuple(Piece(Span(p.start, p.end)) for p in found)
    cut: tuple[Segment, ...] = segments(
        text, pieces, spoken.turns, quoted.quotes, quoted.attributions
    )
    return Reading(
        name=name,
        kind=kind,
        format=manuscript.format,
        encoding=manuscript.encoding,
        text=text,
        bytes_sha256=sha256(data),
        text_sha256=sha256(text),
        page_starts=manuscript.page_starts,
        turns=spoken.turns,
        speakers=spoken.speakers,
        segments=cut,
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
        layout=manuscript.layout,
        rows=manuscript.rows,
        records=manuscript.records,
        asides=manuscript.asides,
        changes=manuscript.changes,
        resemblances=spoken.resemblances,
    )


def _only_interviewer(spoken: Talk) -> tuple[Remark, ...]:
    if not spoken.speakers or any(one.role is not Role.INTERVIEWER for one in spoken.speakers):
        return ()
    said = "only an interviewer was recognised: check how the others are labelled"
    return (Remark(RemarkCode.ONLY_INTERVIEWER, said),)
