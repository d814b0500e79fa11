"""All passages with what is decided of them: what groups are made from and outliers found in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from codebooks.code import CodeStatus
from codebooks.codebook import Codebook
from qes.base import CodeId, SegmentId, SourceId
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.reading_codebook import read_codebook
from qes.services.suggesting.corpus import Corpus, read_corpus
from qes.services.suggesting.decided import Decided, read_decisions
from qes.services.suggesting.learning import learn
from qes.services.suggesting.quoted import QuotedPassage
from qes.store.sources import list_sources
from qes.suggest.calibration import DECISIONS_NEEDED
from qes.suggest.groups import Passages
from qes.suggest.learned import Labels

Progress = Callable[[str, int, int], None]
_AT_ONCE = 1_000
"""Passages looked at between two reports of progress."""
_UNDECIDED = Labels()


@dataclass(frozen=True)
class CodedCorpus:
    """The passages of all sources and what one reviewer may know to be decided of them."""

    corpus: Corpus
    labels: Mapping[SegmentId, Labels]
    book: Codebook
    names: Mapping[SourceId, str]
    """The sources' names, in reading order."""
    source: SourceId | None
    """The one source that is asked about; None is all."""

    @cached_property
    def sources(self) -> Mapping[SegmentId, SourceId]:
        """Where each passage stands."""
        return {one.id: one.source for one in self.corpus.units}

    @cached_property
    def codes(self) -> tuple[tuple[CodeId, ...], ...]:
        """The codes of each passage, in the corpus's order."""
        said = (self.labels.get(one.id, _UNDECIDED).accepted for one in self.corpus.units)
        return tuple(tuple(CodeId(code) for code in sorted(each)) for each in said)

    def quoted(self, segment: SegmentId) -> QuotedPassage:
        """Return a passage as it is shown."""
        source = self.sources[segment]
        return QuotedPassage(segment, source, self.names[source], self.corpus.text(segment))

    def asked(self, at: int) -> bool:
        """Say whether the passage at a place stands in what is asked about."""
        return self.source in {None, self.corpus.units[at].source}


def read_coded_corpus(desk: Desk, source: str | None = None) -> CodedCorpus:
    """Read the passages, those coded in other sources too: from all that is coded is learned.

    Their labels come from one's own decisions and those of closed rounds.

    Raises:
        NotFound: there is no such source.
        UserError: vectors of what is asked about are missing.
    """
    corpus = read_corpus(desk, source)
    with desk.store.read() as connection:
        sources = list_sources(connection)
        # the sources in which something is decided are there as well
        corpus.ask_about(one.id for one in sources if one.id in corpus)
        decided = Decided(corpus.units_of)
        for one in read_decisions(connection, desk):
            decided.take(one)
        return CodedCorpus(
            corpus,
            decided.labels,
            read_codebook(connection),
            {one.id: one.name for one in sources},
            None if source is None else find_source(connection, source).id,
        )


def passages_to_group(desk: Desk, coded: CodedCorpus, tell: Progress) -> Passages:
    """Return what is to be grouped and what is coded; not what was finished without a code."""
    units, codes, texts = coded.corpus.units, coded.codes, coded.corpus.texts
    rows = [
        at
        for at, unit in enumerate(units)
        if codes[at] or (coded.asked(at) and not coded.labels.get(unit.id, _UNDECIDED).finished)
    ]
    vectors = coded.corpus.vectors
    return Passages(
        keys=[units[at].id for at in rows],
        vectors=vectors if len(rows) == len(units) else vectors[rows],
        texts=[texts[at] for at in rows],
        codes=[codes[at] for at in rows],
        explained=_explained(desk, coded, rows, tell),
    )


def _explained(
    desk: Desk, coded: CodedCorpus, rows: Sequence[int], tell: Progress
) -> NDArray[np.float64] | None:
    """Return how likely each passage's likeliest code is; None before that can be said."""
    in_use = any(code.status is CodeStatus.ACTIVE for code in coded.book.codes)
    if len(coded.labels) < DECISIONS_NEEDED or not in_use:
        return None
    learner = learn(desk, coded.corpus, progress=tell).learner
    if not learner.calibrates:
        return None
    found = np.zeros(len(rows))
    for first in range(0, len(rows), _AT_ONCE):
        tell("asking what codes explain", first, len(rows))
        some = [
            (place, features)
            for place, at in enumerate(rows[first : first + _AT_ONCE], start=first)
            if not coded.codes[at]
            and (features := coded.corpus.features(coded.corpus.units[at].id)) is not None
        ]
        if some:
            chances = learner.predict_proba([features for _, features in some])
            found[[place for place, _ in some]] = chances[:, 1:].max(axis=1)
    return found
