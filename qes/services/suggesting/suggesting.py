"""Having codes suggested for all units that await a decision, as a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qes.base import PassageId, SegmentId, SourceId
from qes.errors import NotFound
from qes.services.desk import Desk
from qes.services.review_views import SegmentSuggestions
from qes.services.suggesting.corpus import Corpus, read_corpus
from qes.services.suggesting.embedding import embed
from qes.services.suggesting.learning import Learned, learn, read_codes
from qes.services.suggesting.offering import Offers, Sight, Surroundings
from qes.services.suggesting.quoted import QuotedPassage
from qes.services.suggesting.showing import Way
from qes.store.passages import passage_id
from qes.store.segments import StoredSegment, still_there
from qes.store.showings import Showing, drop_unused_listings, put_showings
from qes.store.sources import list_sources
from qes.suggest.language import seems_foreign

Progress = Callable[[str, int, int], None]
_AT_ONCE = 256
"""Units suggested for and written at a time."""


@dataclass(frozen=True, slots=True)
class SuggestedSegment:
    """What is suggested for one unit."""

    passage: PassageId
    quoted: QuotedPassage
    decided: bool
    """Whether one has decided it already."""
    suggestions: SegmentSuggestions

    @property
    def segment(self) -> SegmentId:
        """The unit."""
        return self.quoted.segment


@dataclass(frozen=True, slots=True)
class Suggested:
    """What is suggested for many units, and what there is to say of it."""

    segments: tuple[SuggestedSegment, ...]
    embedded: int
    """How many texts were embedded for it."""
    decisions: int
    """From how many decided units it was learned."""
    calibrates: bool
    """Whether these are enough for probabilities."""
    foreign: tuple[str, ...]
    """Names of sources that seem not to be in English."""


def suggest(
    desk: Desk,
    source: str | None = None,
    *,
    units: Sequence[SegmentId] | None = None,
    way: Way = Way.LISTED,
    top: int = 3,
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
) -> Suggested:
    """Suggest codes for every unit of a source, or of all, and keep what was suggested.

    What has no vector yet is embedded first, by a model in a process of its own.

    Args:
        desk: Who asks; the suggestions have learned from what this person may see.
        source: Id or file name; None is every source.
        units: Only these, in this order.
        way: How the reviewer comes to the units.
        top: How many codes are shown for each.
        progress: Called with (what, done, total).
        say: Told in a sentence what takes long or is out of the ordinary.

    Raises:
        UserError: there is no codebook or no source yet, or the model fails.
    """
    with desk.store.read() as connection:
        read_codes(connection)
    embedded = embed(desk, source, progress=progress, say=say)
    corpus = read_corpus(desk, source)
    learned = learn(desk, corpus, progress=progress)
    made: list[SuggestedSegment] = []
    chosen = _chosen(corpus, units)
    with desk.store.write() as connection:
        drop_unused_listings(connection, desk.author)
    for first in range(0, len(chosen), _AT_ONCE):
        if progress is not None:
            progress("suggesting", first, len(chosen))
        made += _suggest_for(desk, learned, chosen[first : first + _AT_ONCE], way, top)
    if progress is not None:
        progress("suggesting", len(chosen), len(chosen))
    return Suggested(
        tuple(made),
        embedded,
        learned.learner.decisions,
        learned.learner.calibrates,
        _foreign(desk, corpus),
    )


def _chosen(corpus: Corpus, wanted: Sequence[SegmentId] | None) -> tuple[StoredSegment, ...]:
    if wanted is None:
        return corpus.units
    by_id = {one.id: one for one in corpus.units}
    missing = next((one for one in wanted if one not in by_id), None)
    if missing is not None:
        raise NotFound(f"no segment {missing!r} awaits a decision", hint="qes sources segments ID")
    return tuple(by_id[one] for one in wanted)


def _suggest_for(
    desk: Desk, learned: Learned, units: Sequence[StoredSegment], way: Way, top: int
) -> list[SuggestedSegment]:
    """Suggest for some units, and keep what was shown of those that were not withdrawn."""
    proposals = learned.propose([one.id for one in units], top)
    with desk.store.write() as connection:
        around = Surroundings.read(connection, desk.author)
        offers = Offers(desk, learned, around)
        there = still_there(connection, [one.id for one in units])
        found: list[SuggestedSegment] = []
        listed: list[tuple[str | None, Showing]] = []
        for unit, proposed in zip(units, proposals, strict=True):
            if unit.id not in there:
                continue
            offered = offers.of(unit, proposed, Sight(way))
            listed.append((offers.round_of(unit), offered.showing))
            passage = passage_id(unit.source, unit.start, unit.stop)
            words = learned.corpus.text(unit.id)
            quoted = QuotedPassage(unit.id, unit.source, around.sources[unit.source], words)
            own = learned.said_by(desk.author, unit.id)
            found.append(SuggestedSegment(passage, quoted, own.decided, offered))
        put_showings(connection, desk.author, desk.now(), listed)
    return found


def _foreign(desk: Desk, corpus: Corpus) -> tuple[str, ...]:
    """Return the names of the sources asked about that seem not to be in English."""
    words: dict[SourceId, list[str]] = {}
    for unit, text in zip(corpus.units, corpus.texts, strict=True):
        words.setdefault(unit.source, []).append(text)
    with desk.store.read() as connection:
        return tuple(
            one.name
            for one in list_sources(connection)
            if one.id in words and seems_foreign(words[one.id])
        )
