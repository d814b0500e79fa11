"""From scores to honest probabilities: that a code applies, and that none does."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qes.suggest.ranking import Scores

Probabilities = NDArray[np.float64]
"""One row a segment, one column a code, each between 0 and 1."""

DECISIONS_NEEDED = 150
"""From so many decisions of its own on, a project has a link of its own."""
RECENT_DECISIONS = 300
"""So many of the last decisions should a link be fitted to: the ranker learns on, so older
leads were made by another one. On the three corpora of `PRIOR_LINK` the calibration error of the
codes shown is then 1.1 to 1.3 points, with the last 600 1.5 to 1.7, with all 4.0 to 5.4 (the
number was chosen by these figures).
"""

_UNRELATED = 0.13
"""The mean cosine of a segment and a definition: what a lone code's score is held against."""
_EXCLUSION = 1.5
"""Codes exclude one another: so much faster than for independent ones does `none` fade."""


@dataclass(frozen=True, slots=True)
class Link:
    """A logistic curve from a code's lead over the others to the probability that it applies.

    P = 1 / (1 + exp(-(intercept + slope * lead - ln n))), where n is the number of codes: with
    twice as many codes a code with the same lead has half the odds. The slope is never negative,
    so a higher score never means a lower probability.
    """

    intercept: float
    slope: float

    def probabilities(self, scores: Scores) -> Probabilities:
        """Return for each segment and code the probability that the code applies."""
        if scores.shape[1] == 0:
            return np.zeros_like(scores)
        return _logistic(self.intercept + self.slope * leads(scores) - math.log(scores.shape[1]))


PRIOR_LINK = Link(intercept=-0.246, slope=6.468)
"""For projects with fewer than 150 decisions of their own: fitted on three coded corpora.

Usability interviews (22 codes), abstracts (11) and counselling transcripts (12), with 0, 1, 4 and
16 accepted passages a code, and with some codes hidden so that a quarter of the segments have no
code. Fitted on two of the corpora and measured on the third, with up to 4 accepted passages, the
expected calibration error of the three codes shown is 1.4 to 3.5 points on two of them and 2.3
to 10.0 on the interviews, where it promises too little; over all codes it is 0.6 to 3.0. The
absolute score and the distance to the best other code were tried and add nothing.
"""


def leads(scores: Scores) -> NDArray[np.float64]:
    """Return how far each score lies above the mean of the segment's other scores."""
    others = scores.shape[1] - 1
    if others < 1:
        return scores - _UNRELATED
    rest = (scores.sum(axis=1, keepdims=True) - scores) / others
    return np.asarray(scores - rest, dtype=np.float64)


def none_probability(probabilities: Probabilities) -> NDArray[np.float64]:
    """Return for each segment the probability that no code applies.

    Were the codes independent, it would be the product of (1 - P); as a segment seldom has two,
    that is too much, and the product is raised to the power 1.5 (the best fit on every pair of
    the three corpora of `PRIOR_LINK`). It is 1 without codes, 0 where one code is certain, and
    falls as any P rises. Cosines hardly know what lies outside a codebook: in those corpora the
    area under the ROC curve is 0.51 to 0.61 and the calibration error 2.2 to 11.2 points. So this
    is little more than a base rate: it may be shown, nothing may be decided by it.
    """
    # a certain code is -inf in logarithms, and rightly 0 in the end
    with np.errstate(divide="ignore"):
        together = np.log1p(-probabilities).sum(axis=1)
    return np.asarray(np.exp(_EXCLUSION * together), dtype=np.float64)


def fit_link(
    lead: NDArray[np.float64], applies: NDArray[np.bool_], n_codes: int | NDArray[np.int_]
) -> Link:
    """Fit the link to a project's own decisions; too few or one-sided ones give the prior link.

    Method: Platt 1999 with his smoothed targets, as in Lin, Lin & Weng 2007,
    doi:10.1007/s10994-007-5018-6, and the slope held at 0 or above.

    Args:
        lead: the lead (see `leads`) of each decided code when it was decided, in one dimension;
            of the last `RECENT_DECISIONS` only.
        applies: whether it was accepted.
        n_codes: how many codes there were to choose from, once for all or for each decision.
    """
    accepted, rejected = int(applies.sum()), int((~applies).sum())
    if len(lead) < DECISIONS_NEEDED or not accepted or not rejected:
        return PRIOR_LINK
    from scipy.optimize import minimize  # noqa: PLC0415 - heavy, and seldom needed

    target = np.where(applies, (accepted + 1) / (accepted + 2), 1 / (rejected + 2))
    inputs = np.column_stack([np.ones_like(lead), lead])

    def loss(link: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logit = inputs @ link - np.log(n_codes)
        gradient = inputs.T @ (_logistic(logit) - target) / len(lead)
        return float(np.mean(np.logaddexp(0, logit) - target * logit)), gradient

    found = minimize(
        loss,
        np.array([PRIOR_LINK.intercept, PRIOR_LINK.slope]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), (0, None)],
    )
    return Link(float(found.x[0]), float(found.x[1]))


def _logistic(logit: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(0.5 * (1 + np.tanh(logit / 2)), dtype=np.float64)
