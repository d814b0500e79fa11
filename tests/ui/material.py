"""What the screen tests work on: two transcripts, a codebook and suggestions, all our own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Event

from codebooks.codebook import Codebook
from qes.base import CodeId, SegmentId
from qes.project import Project
from qes.services import review
from qes.services.desk import Desk
from qes.services.review import Because, SegmentSuggestions, SuggestionView, decisions
from qes.services.suggesting.grouping import OfferedGroup
from qes.services.suggesting.quoted import QuotedPassage
from qes.services.suggesting.showing import Showing, ShownCode, Way
from qes.suggest.calibration import strength
from qes.suggest.phrases import Phrase

TRANSCRIPT = """\
MODERATOR: What changed after you started with the service?

MARIA: I used to think nobody would take me. She sat with me and went through every form, and \
when I had a bad week she just moved the meeting. That was new.

MODERATOR: And at work?

TOMASZ: My boss asked her, not me. That was strange. It took a month before he looked at me.

MARIA: Mine too. But after a month he asked me.

TOMASZ: On the good days I forget that I was ever away. On the others I count the hours.

MODERATOR: Who helped with that?

MARIA: My sister, mostly. And the woman at the service, who rang every Friday.

TOMASZ: Nobody. The bus did not run early enough, so I walked.
"""
LAST = "Nobody. The bus did not run early enough, so I walked."
SECOND = """\
INTERVIEWER: How did you hear of it?

JOEL: A leaflet at the doctor's. I kept it for a year before I rang.

INTERVIEWER: And then?

JOEL: They came to my house. It was easier there.
"""


def codebook() -> Codebook:
    """A small codebook with four branches."""
    rows = [
        ("elements", None, "Programme elements", "What the service does."),
        ("nature", "elements", "Nature of support", "How support is given."),
        ("practical", "nature", "Practical help", "Forms, transport, appointments, money."),
        ("flexible", "nature", "Flexible support", "Support that bends to the person's week."),
        ("relation", "elements", "Trusting relationship", "Being known and not judged."),
        ("factors", None, "Influencing factors", "What helps or hinders."),
        ("employer", "factors", "Employer's understanding", "What the employer knows and does."),
        ("transport", "factors", "Transport", "Getting to work and back."),
        ("short", None, "Short-term effects", "What changes in the first months."),
        ("outlook", "short", "Changed outlook", "Seeing oneself differently."),
        ("long", None, "Longer-term effects", "What lasts."),
        ("staying", "long", "Staying in work", "Keeping a job for a year or more."),
    ]
    return Codebook.model_validate(
        {
            "id": "small",
            "title": "A small codebook",
            "version": "1",
            "codes": [
                {
                    "id": id_,
                    "parent": parent,
                    "name": name,
                    "definition": definition,
                    "level": "domain" if parent is None else "theme",
                }
                for id_, parent, name, definition in rows
            ],
        }
    )


class StillClock:
    """A clock that goes on by a second whenever it is read."""

    def __init__(self) -> None:
        self._moment = datetime(2026, 3, 2, 14, 2, 11, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._moment += timedelta(seconds=1)
        return self._moment


class FixedAdviser:
    """Suggests the same codes for every segment that awaits a decision; learns nothing.

    It answers as the real one does: with what it was asked, and nothing where it is kept back.
    """

    def __init__(self, desk: Desk, codes: Sequence[tuple[str, float]]) -> None:
        self.codes = list(codes)
        self.none = 0.07
        self.calibrated = True
        self.withholds = False
        self.asked: list[tuple[SegmentId, Way, bool]] = []
        self.forgotten = 0
        self.held = Event()
        """Cleared, it keeps an answer back until it is set."""
        self.held.set()
        self._desk = desk
        self._names = {one.id: one for one in review.codebook(desk)}
        self._sources = {
            segment.id: (one, source.segments)
            for one in review.sources(desk)
            for source in [review.read_source(desk, one.id)]
            for segment in source.segments
            if segment.awaited
        }

    def forget(self) -> None:
        self.forgotten += 1

    def offer(
        self,
        segment: SegmentId,
        *,
        way: Way = Way.DOCUMENT,
        unseen: int | None = None,
        reveal: bool = False,
    ) -> SegmentSuggestions | None:
        self.asked.append((segment, way, reveal))
        self.held.wait(10)
        if segment not in self._sources:
            return None
        source, segments = self._sources[segment]
        decided = segment in decisions(self._desk, source.id).decided
        withheld = self.withholds and not reveal and not decided
        shown = [] if withheld else self.codes
        items = tuple(
            self._view(code, share, Because(segments[-1].id, source.name, LAST, CodeId(code), LAST))
            for code, share in shown
        )
        return SegmentSuggestions(
            items,
            None if withheld else self._probability(self.none),
            strength(self.none),
            probably_nothing=not withheld and self.none > self.codes[0][1],
            decisions=212 if self.calibrated else 12,
            withheld=withheld,
            showing=Showing(
                segment,
                way,
                unseen,
                tuple(
                    ShownCode(CodeId(code), rank, share, self._probability(share))
                    for rank, (code, share) in enumerate(shown, 1)
                ),
                None if withheld else self.none,
                None if withheld else self._probability(self.none),
                withheld,
                "test",
                "test",
            ),
        )

    def _probability(self, share: float) -> float | None:
        return share if self.calibrated else None

    def _view(self, code: str, share: float, nearest: Because) -> SuggestionView:
        one = self._names[CodeId(code)]
        return SuggestionView(
            id=f"test.{code}",
            code=one.id,
            path=one.path,
            name=one.name,
            probability=self._probability(share),
            strength=strength(share),
            because=(nearest,) if share > 0.3 else (),
            words=("early enough", "walked"),
            definition=one.definition,
            state=None,
        )


def passages(project: Project) -> list[QuotedPassage]:
    """Return all that is said by participants, in reading order."""
    return [
        QuotedPassage(one.id, source.id, source.name, source.text[one.start : one.end])
        for each in review.sources(project.desk)
        for source in [review.read_source(project.desk, each.id)]
        for one in source.segments
        if one.awaited
    ]


def group(id_: str, members: list[QuotedPassage], *phrases: str) -> OfferedGroup:
    """Return a group near the code for transport; all its passages are typical."""
    return OfferedGroup(
        id=id_,
        members=tuple(one.segment for one in members),
        sources=tuple(dict.fromkeys(one.source for one in members)),
        phrases=tuple(Phrase(one, 2) for one in phrases),
        typical=tuple(members[:5]),
        nearest=CodeId("transport"),
        nearest_path="Influencing factors > Transport",
        distance=0.4,
        before=None,
        before_path=None,
    )
