"""A small project of our own, put into a store without reading files: quick, and the same anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from codebooks.codebook import Codebook
from corpora.source import Quote, Reading, Role, Segment, SourceKind, Speaker, Turn, Unit
from corpora.span import Span
from qes.base import SourceId, sha256
from qes.project import Project
from qes.services.desk import Desk
from qes.store.intake import add_source

INTERVIEW = (
    "ASKS: How did it begin?",
    "ANNA: With a letter that I did not open for a week. 🙂",
    "ASKS: And then?",
    "ANNA: She rang, and she let me talk. Nobody had, for years.",
    "BEN: For me it was the bus. Without the bus there is no work.",
    "ANNA: The bus, yes, and the cold.",
    "BEN: After the winter I stayed. Ça va, as my mother says.",
)
"""One turn a line."""
CODES = ("listening", "letters", "transport", "winter", "staying", "family")


def reading(name: str = "interview.txt", lines: tuple[str, ...] = INTERVIEW) -> Reading:
    """What reading a transcript yields, with a turn, a quote and a page for each line."""
    text = "\n\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 2)
    spans = [(start, after - 2) for start, after in pairwise(starts)]
    turns = tuple(
        Turn(
            n,
            line.partition(":")[0],
            Role.INTERVIEWER if line.startswith("ASKS") else Role.PARTICIPANT,
            start + line.index(":") + 2,
            stop,
            at=n * 1.5 if n % 2 else None,
        )
        for n, (line, (start, stop)) in enumerate(zip(lines, spans, strict=True), start=1)
    )
    segments = tuple(Segment(Unit.TURN, one.n, one.start, one.end, one.n) for one in turns) + tuple(
        Segment(Unit.PARAGRAPH, n, start, stop) for n, (start, stop) in enumerate(spans, start=1)
    )
    quotes = tuple(
        Quote(
            n=one.n,
            attribution=one.speaker or "",
            group="guests",
            section=None if one.n % 2 else f"3.{one.n}",
            start=one.start,
            end=one.end,
            partial=one.n % 3 == 0,
            gaps=(Span(one.start + 1, one.start + 2), Span(one.start + 3, one.start + 3)),
        )
        for one in turns
    )
    return Reading(
        name=name,
        kind=SourceKind.TRANSCRIPT,
        format="txt",
        encoding="utf-8",
        text=text,
        bytes_sha256=sha256(raw_bytes(text)),
        text_sha256=sha256(text),
        page_starts=tuple(start for start, _ in spans),
        turns=turns,
        speakers=_speakers(turns),
        segments=segments,
        quotes=quotes,
        cues=None,
        labelled=len(lines),
        warnings=(),
        segmenter="by hand 1",
    )


def _speakers(turns: tuple[Turn, ...]) -> tuple[Speaker, ...]:
    roles = {one.speaker or "": one.role for one in turns}
    counts = Counter(one.speaker for one in turns)
    return tuple(
        Speaker(label, role, counts[label], counts[label], (("site", "A"),))
        for label, role in roles.items()
    )


def raw_bytes(text: str) -> bytes:
    """The file a text came from: with Windows line ends, so that it is not the text itself."""
    return text.replace("\n", "\r\n").encode("utf-8")


def small_codebook() -> Codebook:
    """Two branches of three codes."""
    rows: list[dict[str, str | None]] = [
        {"id": "help", "parent": None, "name": "Help", "level": "domain"},
        {"id": "place", "parent": None, "name": "Place", "level": "domain"},
    ]
    rows += [
        {
            "id": code,
            "parent": "help" if n < 3 else "place",
            "name": code.title(),
            "definition": f"What is said of {code}.",
            "level": "theme",
        }
        for n, code in enumerate(CODES)
    ]
    return Codebook.model_validate({"id": "small", "title": "Small", "codes": rows})


class SteppingClock:
    """A clock that goes on by a second whenever it is read."""

    def __init__(self, hour: int = 14) -> None:
        self._moment = datetime(2026, 3, 2, hour, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._moment += timedelta(seconds=1)
        return self._moment


def take_in(desk: Desk, name: str, lines: tuple[str, ...]) -> SourceId:
    """Put one source into the project."""
    one = reading(name, lines)
    with desk.store.write() as connection:
        return add_source(
            connection,
            one,
            raw_bytes(one.text),
            unit=Unit.TURN,
            by=desk.author,
            at=desk.now(),
        )


def make_sample(target: str | Path, clock: Callable[[], datetime] | None = None) -> None:
    """Make the project: two sources, a codebook, nothing decided."""
    with Project.create(
        target,
        author="lead",
        title="Small review",
        codebook=small_codebook(),
        clock=clock or SteppingClock(hour=9),
    ) as project:
        take_in(project.desk, "interview.txt", INTERVIEW)
        take_in(project.desk, "second.txt", tuple(reversed(INTERVIEW)))
