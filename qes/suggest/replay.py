"""The one order in which decisions are learned, so that every copy of a project learns the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qes.suggest.features import Features
from qes.suggest.learned import Labels
from qes.suggest.learner import CodeLearner
from qes.suggest.processors import one_thread


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one decision left the labels of a segment at."""

    at: str
    """When, as a timestamp whose text order is time order."""
    author: str
    origin: str
    """The machine it was made on."""
    seq: int
    """Its number among the author's decisions on that machine."""
    segment: str
    labels: Labels

    @property
    def key(self) -> tuple[str, str, str, int, str]:
        """What its place in the order follows from; a decision on a passage touches segments."""
        return (self.at, self.origin, self.author, self.seq, self.segment)


def in_order(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return verdicts as they are to be learned, each once: by time, origin, author and number.

    The key is total, so two copies of a project that hold the same decisions, merged in whatever
    order, learn them alike.
    """
    keyed = {one.key: one for one in verdicts}
    return tuple(keyed[key] for key in sorted(keyed))


def replay(
    learner: CodeLearner, segments: Mapping[str, Features], verdicts: Iterable[Verdict]
) -> CodeLearner:
    """Learn verdicts in their one order; those about segments that are not here are passed over.

    To undo a decision, either learn the labels that stood before it (a new verdict) or replay
    without it into a fresh learner.

    Args:
        learner: a fresh one.
        segments: by name.
        verdicts: of one reviewer, or whatever that reviewer may see.
    """
    with one_thread():
        for one in in_order(verdicts):
            segment = segments.get(one.segment)
            if segment is not None:
                learner.partial_fit((segment,), (one.labels,))
    return learner
