"""How good suggestions are on a team's own coded segments, beside always showing the commonest.

Everything is measured on segments the learner had not seen: by the definitions alone, with a few
accepted passages a code (30 % of the documents held out), and as a reviewer goes through the
segments in order, each learned after it was answered. Segments without a code are learned from;
hits are counted over those with one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qes.errors import UserError
from qes.suggest.calibration import DECISIONS_NEEDED
from qes.suggest.evidence import Kind
from qes.suggest.features import Features, features
from qes.suggest.learned import NO_CODE, SHOWN, Labels
from qes.suggest.learner import CodeLearner

Matrix = NDArray[np.float64]
Truth = NDArray[np.bool_]

EXAMPLES = (1, 4, 16)
SPLITS = 3
HELD_OUT = 0.3
BINS = 10
_DECIMALS = 6
"""Scores that agree so far are equal: the rest is the order in which a sum was taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Coded segments in order."""

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    truth: Truth
    """(segments, codes): which codes each has."""
    codes: tuple[str, ...]
    definitions: Matrix
    """(codes, d), see `code_rows`."""
    documents: tuple[str, ...] | None = None
    speakers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """Shares of segments, 0 to 1."""

    hit1: float
    """With a right code in the first place."""
    hit3: float
    """With a right code among the first three."""
    mrr: float
    """Mean of 1 / rank of the first right code."""


@dataclass(frozen=True, slots=True)
class FewShot:
    """Hits with so many accepted passages a code."""

    examples: int
    hits: Hits
    baseline: Hits
    """Of the codes that are commonest in the other documents."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Hits over the segments from the first to this one."""

    segments: int
    hit3: float
    baseline: float
    """Of the three codes that were commonest so far."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Probabilities of about one size."""

    probability: float
    """Their mean."""
    right: float
    """The share of them that came true."""
    n: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """Whether probabilities come true, in ten bins of equal width."""

    ece: float | None
    """Expected calibration error, 0 to 1 (Naeini, Cooper & Hauskrecht 2015); None for none."""
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """A reviewer's way through the segments."""

    checkpoints: tuple[Checkpoint, ...]
    """At 50, 100, 200, 500, 1000, 2000, 5000 … and at the last segment."""
    seconds_per_decision: float
    """Median time to learn a decision and answer the next segment."""
    calibration: Reliability
    """Of the three codes shown, from the 150th decision on."""
    nothing: Reliability
    """Of `no code`, from the 150th decision on."""
    weights: tuple[tuple[Kind, float], ...]
    """What each kind of evidence counted for in the end."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures."""

    n: int
    n_codes: int
    n_uncoded: int
    zero_shot: Hits
    baseline: Hits
    """Of always showing the codes that are commonest in these very segments."""
    few_shot: tuple[FewShot, ...]
    stream: Stream | None
    seconds: float


def evaluate(
    data: Labelled,
    *,
    stream: bool = True,
    seed: int = 0,
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None,
) -> Evaluation:
    """Measure everything `qes evaluate` prints.

    Args:
        data: the coded segments.
        stream: go through them in order as well.
        seed: of the splits into documents learned from and held out.
        progress: called with (what, done, in all).

    Raises:
        UserError: there is no segment with a code.
    """
    begin = time.perf_counter()
    coded = data.truth.any(axis=1)
    if not coded.any():
        raise UserError("no segment has a code of this codebook", hint="look at the column codes")
    segments = read(data)
    frequency = np.tile(data.truth.mean(axis=0), (len(segments), 1))
    return Evaluation(
        n=len(segments),
        n_codes=len(data.codes),
        n_uncoded=int((~coded).sum()),
        zero_shot=hits(data.vectors @ data.definitions.T, data.truth),
        baseline=hits(frequency, data.truth),
        few_shot=tuple(few_shot(data, segments, count, seed) for count in EXAMPLES),
        stream=follow(data, segments, progress=progress) if stream else None,
        seconds=time.perf_counter() - begin,
    )


def read(data: Labelled) -> tuple[Features, ...]:
    """Return what a learner knows of the segments, named by their numbers from 0."""
    names = [str(at) for at in range(len(data.texts))]
    return features(
        names, data.texts, data.vectors, documents=data.documents, speakers=data.speakers
    )


def labels(data: Labelled, row: int) -> Labels:
    """Return the labels of one segment, finished."""
    codes = frozenset(data.codes[at] for at in np.flatnonzero(data.truth[row]))
    return Labels(codes, finished=True)


def places(scores: Matrix, truth: Truth) -> NDArray[np.int_]:
    """Return for each segment with a code the place of its first right one, from 1 on.

    Of equal scores the code that comes first in the tree is placed first.
    """
    order = np.argsort(-np.round(scores, _DECIMALS), axis=1, kind="stable")
    ranked = np.take_along_axis(truth, order, axis=1)
    return np.asarray(1 + ranked[truth.any(axis=1)].argmax(axis=1), dtype=np.int_)


def hits(scores: Matrix, truth: Truth) -> Hits:
    """Return the hit rates of scores, over the segments with a code."""
    place = places(scores, truth)
    if not len(place):
        return Hits(0.0, 0.0, 0.0)
    return Hits(
        float((place == 1).mean()), float((place <= SHOWN).mean()), float((1 / place).mean())
    )


def few_shot(data: Labelled, segments: Sequence[Features], examples: int, seed: int = 0) -> FewShot:
    """Learn so many passages a code and answer the held-out documents; mean of three splits."""
    ours, theirs = [], []
    for split in range(SPLITS):
        chance = np.random.default_rng([seed, split, examples])
        held_out = _held_out(data, chance)
        rest = np.flatnonzero(~held_out)
        learner = CodeLearner(data.codes, data.definitions)
        for row in _examples(data.truth, rest, examples, chance):
            learner.partial_fit((segments[row],), (labels(data, row),))
        asked = np.flatnonzero(held_out).tolist()
        shares = learner.shares([segments[row] for row in asked])
        scores = np.vstack(
            [
                _standing(learner, share, segments[row])
                for share, row in zip(np.round(shares, _DECIMALS), asked, strict=True)
            ]
        )
        frequency = np.tile(data.truth[rest].sum(axis=0, dtype=float), (len(asked), 1))
        ours.append(hits(scores, data.truth[asked]))
        theirs.append(hits(frequency, data.truth[asked]))
    return FewShot(examples, _mean(ours), _mean(theirs))


def follow(
    data: Labelled,
    segments: Sequence[Features],
    *,
    kinds: Sequence[Kind] = tuple(Kind),
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None,
) -> Stream:
    """Answer each segment in order and learn its codes after it.

    Args:
        data: the coded segments.
        segments: as from `read`.
        kinds: what evidence is used.
        progress: called with (what, done, in all).
    """
    learner = CodeLearner(data.codes, data.definitions, kinds=kinds)
    uncoded = np.asarray(~data.truth.any(axis=1)).reshape(-1)
    scores = np.empty((len(segments), len(data.codes)))
    chances = np.full((len(segments), 1 + len(data.codes)), np.nan)
    seconds = []
    for row, segment in enumerate(segments):
        begin = time.perf_counter()
        share = np.round(learner.shares((segment,)), _DECIMALS)
        if learner.calibrates:
            chances[row] = learner.calibrated(share)[0]
        scores[row] = _standing(learner, share[0], segment)
        learner.partial_fit((segment,), (labels(data, row),))
        seconds.append(time.perf_counter() - begin)
        progress("going through the segments", row + 1, len(segments))
    return Stream(
        tuple(_checkpoints(scores, data.truth)),
        float(np.median(seconds)),
        shown_reliability(scores, chances[:, 1:], data.truth),
        _reliability(chances[DECISIONS_NEEDED:, NO_CODE], uncoded[DECISIONS_NEEDED:]),
        tuple(learner.weights.items()),
    )


def _standing(learner: CodeLearner, share: Matrix, segment: Features) -> Matrix:
    """Return (codes,) numbers that are the higher the earlier a code is shown."""
    found = np.full(len(share), -1.0)
    shown = learner.order(share, segment)
    found[shown] = np.arange(len(shown), 0, -1)
    return found[1:]


def shown_reliability(scores: Matrix, chances: Matrix, truth: Truth) -> Reliability:
    """Return how the probabilities of the three codes shown came true.

    Args:
        scores: (segments, codes) what the codes are ordered by.
        chances: (segments, codes) probabilities; NaN where none was shown.
        truth: (segments, codes).
    """
    shown = np.argsort(-np.round(scores, _DECIMALS), axis=1, kind="stable")[:, :SHOWN]
    probability = np.take_along_axis(chances, shown, axis=1).ravel()
    right = np.take_along_axis(truth, shown, axis=1).ravel()
    known = np.flatnonzero(np.isfinite(probability))
    return _reliability(probability[known], right[known])


def _reliability(probability: Matrix, right: Truth) -> Reliability:
    if not len(probability):
        return Reliability(None, ())
    at = np.minimum((probability * BINS).astype(int), BINS - 1)
    bins = tuple(
        Bin(float(probability[at == one].mean()), float(right[at == one].mean()), int(n))
        for one, n in zip(*np.unique(at, return_counts=True), strict=True)
    )
    error = sum(one.n * abs(one.probability - one.right) for one in bins) / len(probability)
    return Reliability(error, bins)


def _checkpoints(scores: Matrix, truth: Truth) -> Iterator[Checkpoint]:
    counted = np.cumsum(truth, axis=0, dtype=float) - truth
    coded = np.cumsum(truth.any(axis=1))
    ours = np.cumsum(places(scores, truth) <= SHOWN)
    theirs = np.cumsum(places(counted, truth) <= SHOWN)
    for segments in _steps(len(truth)):
        among = int(coded[segments - 1])
        if among:
            yield Checkpoint(
                segments, float(ours[among - 1] / among), float(theirs[among - 1] / among)
            )


def _steps(n: int) -> list[int]:
    steps = [base * factor for factor in (10, 100, 1_000, 10_000, 100_000) for base in (5, 10, 20)]
    inside = [one for one in steps if one < n]
    return [*inside, n]


def _held_out(data: Labelled, chance: np.random.Generator) -> Truth:
    documents = data.documents
    if documents is None or len(set(documents)) < 2:
        documents = tuple(str(at) for at in range(len(data.texts)))
    every = chance.permutation(sorted(set(documents)))
    chosen = set(every[: max(1, round(HELD_OUT * len(every)))].tolist())
    return np.array([one in chosen for one in documents])


def _examples(
    truth: Truth, rows: NDArray[np.intp], examples: int, chance: np.random.Generator
) -> list[int]:
    """Draw so many rows of each code, all different, in order."""
    drawn: set[int] = set()
    for column in range(truth.shape[1]):
        having = rows[truth[rows, column]]
        drawn.update(chance.permutation(having)[:examples].tolist())
    return sorted(drawn)


def _mean(found: Sequence[Hits]) -> Hits:
    return Hits(
        float(np.mean([one.hit1 for one in found])),
        float(np.mean([one.hit3 for one in found])),
        float(np.mean([one.mrr for one in found])),
    )
