"""What the screen tests work on: two transcripts, a codebook and suggestions, all our own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from codebooks.codebook import Codebook
from qes.base import CodeId
from qes.project import Project
from qes.services import review
from qes.store.suggestions import StoredReason, StoredSuggestion, store_suggestions

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


def suggest_everywhere(project: Project, codes: Sequence[tuple[str, float]]) -> None:
    """Store suggestions for every segment of every source: codes with probabilities."""
    desk = project.desk
    made = []
    for source in review.sources(desk):
        segments = review.read_source(desk, source.id).segments
        for segment in segments:
            for rank, (code, probability) in enumerate([*codes, ("", 0.07)]):
                reason = StoredReason(
                    segments[-1].id,
                    "Nobody. The bus did not run early enough, so I walked.",
                    CodeId(code),
                )
                made.append(
                    StoredSuggestion(
                        id=f"{segment.id}-{rank}",
                        segment=segment.id,
                        code=CodeId(code) if code else None,
                        rank=rank,
                        score=probability,
                        probability=probability,
                        because=(reason,) if code else (),
                        model="test",
                        basis="test",
                        author=None,
                        made_at="2026-03-02T14:00:00.000000Z",
                    )
                )
    with desk.store.write() as connection:
        store_suggestions(connection, made)
