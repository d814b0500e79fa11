"""Passages far from their own code's others: worth a second look by whoever coded them.

Far away may mean a slip of the key, a code that has come to mean two things, or a theme seen from
another side. Nothing is changed here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import CodeId
from qes.services.desk import Desk
from qes.services.suggesting.quoted import QuotedPassage

if TYPE_CHECKING:
    from qes.services.suggesting.coded_corpus import CodedCorpus

_ENOUGH = 2_000
"""So many passages show what sets passages apart; where fewer are coded, others help."""
_ONE_IN = 10
"""At most one coding in so many is listed: the rest is as like its code as most are."""


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A passage that is unlike the others of one of its codes."""

    passage: QuotedPassage
    code: CodeId
    path: str
    others: int
    """How many other passages have the code."""
    likeness: float
    """Mean cosine with those, -1 to 1, in the space that sets codes apart best."""
    typical: QuotedPassage
    """The passage that is most like its code's others."""
    nearer: CodeId | None
    """A code it does not have whose passages it is more like; None where there is none."""
    nearer_path: str | None
    nearer_likeness: float | None


def second_looks(
    desk: Desk, source: str | None = None, *, limit: int = 20
) -> tuple[SecondLook, ...]:
    """Return the coded passages least like the others of their code, least like first.

    One's own codings count, and those of closed rounds. A passage that is the only one of its
    code has nothing to be compared with.

    Args:
        desk: Who asks.
        source: Id or file name; None is every source. They are compared with all passages.
        limit: How many to return at most; never more than one coding in ten.

    Raises:
        UserError: vectors are missing.
    """
    from qes.services.suggesting.coded_corpus import read_coded_corpus  # noqa: PLC0415 - numpy
    from qes.suggest.outliers import outliers  # noqa: PLC0415 - numpy
    from qes.suggest.segment_space import segment_space  # noqa: PLC0415 - numpy

    coded = read_coded_corpus(desk, source)
    units, texts, book = coded.corpus.units, coded.corpus.texts, coded.book
    rows = _rows(coded)
    codes = [coded.codes[at] for at in rows]
    points = segment_space(coded.corpus.vectors[rows], [texts[at] for at in rows], codes)
    asked = sum(len(ones) for at, ones in enumerate(coded.codes) if coded.asked(at))
    # those of one source are chosen from all
    every = outliers(points, codes, limit=sum(len(ones) for ones in codes))
    found = [one for one in every if coded.asked(rows[one.row])]
    return tuple(
        SecondLook(
            passage=coded.quoted(units[rows[one.row]].id),
            code=one.code,
            path=book.path(one.code),
            others=one.others,
            likeness=one.likeness,
            typical=coded.quoted(units[rows[one.typical]].id),
            nearer=nearer,
            nearer_path=None if nearer is None else book.path(nearer),
            nearer_likeness=None if nearer is None else one.nearest_likeness,
        )
        for one in found[: min(limit, math.ceil(asked / _ONE_IN))]
        for nearer in [one.nearest if one.nearest_likeness > one.likeness else None]
    )


def _rows(coded: CodedCorpus) -> list[int]:
    """Return where the coded passages are, with some of the others if those are few."""
    have = [at for at, ones in enumerate(coded.codes) if ones]
    others = [at for at, ones in enumerate(coded.codes) if not ones]
    wanted = min(max(_ENOUGH - len(have), 0), len(others))
    return sorted(have + [others[n * len(others) // wanted] for n in range(wanted)])
