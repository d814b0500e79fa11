"""The units in the order in which they are to be looked at, put together from what is known."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from qes.base import SegmentId, SourceId
from qes.services.desk import Desk
from qes.services.suggesting.corpus import Corpus
from qes.services.suggesting.learning import Learned
from qes.services.suggesting.queue import Queue
from qes.services.suggesting.settings import read_settings_of_suggestions
from qes.store.segments import StoredSegment
from qes.suggest.blend import shares
from qes.suggest.learned import NO_CODE
from qes.suggest.learner import CodeLearner
from qes.suggest.order import (
    Doubt,
    Order,
    Places,
    Waiting,
    doubtful_order,
    novel_order,
    random_order,
)

_CLOSELY = 3_000
"""Of so many units the doubt is worked out in full."""
_COMPETING = 8
"""Answers by which a unit's doubt is judged at sight: the others hardly share in it."""


Line = tuple[SegmentId, ...]


def plain_line(desk: Desk, queue: Queue, order: Order, source: SourceId | None) -> Line:
    """Return all units in an order that needs no vectors, those decided too."""
    asked = waiting(queue.units, (), source)
    ids = [one.id for one, wanted in zip(queue.units, asked, strict=True) if wanted]
    if order is Order.DOCUMENT:
        return tuple(ids)
    with desk.store.read() as connection:
        seed = read_settings_of_suggestions(connection).seed
    return tuple(ids[at] for at in random_order(ids, asked[asked], seed=seed).tolist())


def line_by_vectors(
    corpus: Corpus, learned: Learned | None, decided: frozenset[SegmentId], source: SourceId | None
) -> Line:
    """Return the undecided units, most doubtful first; without a learner, most novel first."""
    asked = waiting(corpus.units, decided, source)
    places = (
        novel_places(corpus, asked, decided) if learned is None else doubtful_places(learned, asked)
    )
    return tuple(corpus.units[at].id for at in places.tolist())


def waiting(
    units: Sequence[StoredSegment], decided: Collection[SegmentId], source: SourceId | None
) -> Waiting:
    """Say of each unit whether it is undecided and of the source, if one is named."""
    return np.fromiter(
        (one.id not in decided and (source is None or one.source == source) for one in units),
        dtype=np.bool_,
        count=len(units),
    )


def novel_places(corpus: Corpus, asked: Waiting, decided: Collection[SegmentId]) -> Places:
    """Return the places of the units asked for, those least like any decided one first."""
    known = np.fromiter((one.id in decided for one in corpus.units), np.bool_, len(asked))
    # an undecided unit of another source is neither offered nor known
    taking_part = np.flatnonzero(asked | known)
    order = novel_order(corpus.vectors[taking_part], asked[taking_part])
    return np.asarray(taking_part[order], dtype=np.intp)


def doubtful_places(learned: Learned, asked: Waiting) -> Places:
    """Return the places of the units asked for, the most doubtful first.

    Doubt is how little the likeliest answer, `no code` among them, leads the second. Where there
    are very many units, all are judged by meaning and frequency alone, and then the most doubtful
    of them by everything that is known.
    """
    learner, corpus = learned.learner, learned.corpus
    places = np.flatnonzero(asked)
    if not learner.offered:
        return places
    if len(places) > _CLOSELY:
        rows = corpus.vectors if len(places) == len(asked) else corpus.vectors[places]
        places = places[np.argsort(_lead_at_sight(learner, rows), kind="stable")]
    closely = places[:_CLOSELY]
    known = [learned.features(corpus.units[at].id) for at in closely.tolist()]
    features = [one for one in known if one is not None]
    probabilities = np.full((len(closely), 1 + len(learner.classes_)), np.nan)
    if features:
        probabilities[[one is not None for one in known]] = learner.predict_proba(features)
    answers = probabilities[:, [NO_CODE, *learner.offered]]
    everyone = np.ones(len(closely), dtype=np.bool_)
    first = doubtful_order(answers, everyone, by=Doubt.MARGIN)
    return np.concatenate([closely[first], places[_CLOSELY:]])


def _lead_at_sight(learner: CodeLearner, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return by how much of each unit the likeliest answer leads the second."""
    _, scores = learner.survey(rows, _COMPETING)
    share = shares(scores.astype(np.float64))
    return np.asarray(share[:, 0] - share[:, 1], dtype=np.float64)
