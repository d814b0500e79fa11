"""The forms in which sets of codes and spans arrive.

`{"kind": "sets", "units": [[set or null, one a coder], ...]}` (and optionally `documents`),
`{"kind": "set_pair", "a": set, "b": set}`, `{"kind": "set_pairs", "pairs": [[set, set], ...]}`,
`{"kind": "spans", "length": n, "coders": m, "spans": [[[start, end, code], ...], one a coder]}`,
or several texts as `{"kind": "spans", "texts": [{"document", "length", "spans"}, ...]}`,
`{"kind": "spans_by_category", "begin": b, "length": n, "coders": m, "units": {code: {coder:
[[begin, length], ...]}}}`; in a CSV a cell is a set of codes with `;` between them, and `;` alone
is the empty set.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import TypeGuard

from qes.analysis.agreement.code_sets import CodeSet, SetRatings, set_ratings
from qes.analysis.agreement.estimates import Label, quoted
from qes.analysis.agreement.rating_forms import documents_from_json
from qes.analysis.agreement.spans import Span, SpannedText, spanned_text
from qes.analysis.agreement.unit_rows import rows_of_csv, says_missing
from qes.base import Json
from qes.errors import UserError

_MOST_CODERS = 1000


class OtherKind(StrEnum):
    """What a JSON dataset that is not one of ratings holds."""

    SETS = "sets"
    SET_PAIR = "set_pair"
    SET_PAIRS = "set_pairs"
    SPANS = "spans"
    SPANS_BY_CATEGORY = "spans_by_category"


@dataclass(frozen=True, slots=True)
class SetPairs:
    """Pairs of sets whose distances are asked for."""

    pairs: tuple[tuple[CodeSet, CodeSet], ...]


@dataclass(frozen=True, slots=True)
class SpannedTexts:
    """Texts with the spans that coders marked in them."""

    texts: tuple[SpannedText, ...]
    domain: tuple[str, ...] | None = None
    """All codes there were to choose from, where they are declared."""


OtherData = SetRatings | SetPairs | SpannedTexts


def sets_from_csv(text: str, categories: Sequence[str] | None = None) -> SetRatings:
    r"""Read sets of codes from CSV: unit, then optionally document, then one column a coder.

    Raises:
        UserError: If it is not of that form, or a code is not among the categories, where given.

    >>> sets_from_csv("unit,a,b\n1,pay,\n2,;,pay").sets
    (frozenset({'pay'}), frozenset())
    """
    rows = rows_of_csv(text)
    if rows.delimiter == ";":
        raise UserError(
            "the columns are set apart by semicolons, and so are the codes of a set",
            hint="save the CSV with commas or tabs between columns",
        )
    units = [[_set_in(cell) if cell.strip() else None for cell in row] for row in rows.cells]
    declared = frozenset(categories or ())
    for number, row in zip(rows.numbers, units, strict=True):
        for one in row:
            missing = [code for code in one or () if says_missing(code) and code not in declared]
            if missing:
                raise UserError(
                    f"row {number} has {quoted(missing[0])} for a code",
                    hint="leave the cell empty if it is not rated, or declare it as a category",
                )
    return _of_domain(set_ratings(units, rows.documents), categories)


def _set_in(cell: str) -> frozenset[str]:
    return frozenset(code.strip() for code in cell.split(";") if code.strip())


def other_data_from_json(
    value: Mapping[str, Json], categories: Sequence[str] | None = None
) -> OtherData:
    """Read sets or spans from parsed JSON.

    Raises:
        UserError: If they are not of the form above, or a code is not among the categories, where
            given.
    """
    kind = OtherKind(str(value.get("kind")))
    own = value.get("categories")
    if categories is None and own is not None:
        categories = [str(one) for one in _list(own, "“categories”")]
    if kind is OtherKind.SETS:
        rows = [_list(row, "a unit") for row in _list(value.get("units"), "“units”")]
        units = [[None if one is None else _set(one) for one in row] for row in rows]
        return _of_domain(set_ratings(units, documents_from_json(value)), categories)
    if kind is OtherKind.SET_PAIR:
        return _pairs(((_set(value.get("a")), _set(value.get("b"))),), categories)
    if kind is OtherKind.SET_PAIRS:
        pairs = [_list(one, "a pair") for one in _list(value.get("pairs"), "“pairs”")]
        if any(len(one) != 2 for one in pairs):
            raise UserError("a pair must be a list of two sets")
        return _pairs(tuple((_set(one[0]), _set(one[1])) for one in pairs), categories)
    texts = _texts(value) if kind is OtherKind.SPANS else (_by_category(value),)
    used = {one.code for text in texts for spans in text.coders for one in spans}
    return SpannedTexts(texts, _declared(used, categories))


def _of_domain(data: SetRatings, categories: Sequence[str] | None) -> SetRatings:
    return replace(data, domain=_declared(chain.from_iterable(data.sets), categories))


def _pairs(
    pairs: tuple[tuple[CodeSet, CodeSet], ...], categories: Sequence[str] | None
) -> SetPairs:
    _declared(chain.from_iterable(chain.from_iterable(pairs)), categories)
    return SetPairs(pairs)


def _declared(used: Iterable[Label], categories: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the declared categories, once every code that occurs is among them."""
    if categories is None:
        return None
    strange = sorted({str(one) for one in used} - set(categories))
    if strange:
        raise UserError(
            f"the code {quoted(strange[0])} is not among the declared categories",
            hint=f"they are {quoted(*categories)}",
        )
    return tuple(categories)


def _texts(value: Mapping[str, Json]) -> tuple[SpannedText, ...]:
    if "texts" not in value:
        return (_text(value, "1"),)
    texts = []
    for number, one in enumerate(_list(value["texts"], "“texts”"), start=1):
        if not isinstance(one, Mapping):
            raise UserError(f"text {number} is not an object")
        texts.append(_text(one, str(one.get("document", number))))
    return tuple(texts)


def _text(value: Mapping[str, Json], document: str) -> SpannedText:
    coders = [_list(one, "a coder's spans") for one in _list(value.get("spans"), "“spans”")]
    spans = []
    for those in coders:
        mine = []
        for one in those:
            parts = _list(one, "a span")
            if len(parts) != 3:
                raise UserError("a span must be its start, its end and its code")
            mine.append(Span(_whole(parts[0]), _whole(parts[1]), _code(parts[2])))
        spans.append(mine)
    if value.get("coders") is not None and _whole(value["coders"]) != len(spans):
        raise UserError(
            f"“coders” says {_whole(value['coders'])}, and there are spans of {len(spans)}",
            hint="give a coder who marked nothing an empty list",
        )
    return spanned_text(document, _whole(value.get("length")), spans)


def _by_category(value: Mapping[str, Json]) -> SpannedText:
    begin, length = _whole(value.get("begin", 0)), _whole(value.get("length"))
    coders, units = _whole(value.get("coders")), value.get("units")
    if not isinstance(units, Mapping) or not 0 <= coders <= _MOST_CODERS:
        raise UserError("spans by category need “units”, by code and coder, and “coders”")
    spans: list[list[Span]] = [[] for _ in range(coders)]
    for code, by_coder in units.items():
        if not isinstance(by_coder, Mapping):
            raise UserError(f"the units of {str(code)[:40]!r} must be an object, by coder")
        for coder, those in by_coder.items():
            if not str(coder).isdecimal() or int(coder) >= coders:
                raise UserError(f"there is no coder {str(coder)[:40]!r} of {coders}")
            for one in _list(those, "a coder's units"):
                place = _list(one, "a unit")
                if len(place) != 2:
                    raise UserError("a unit must be its begin and its length")
                start = _whole(place[0]) - begin
                spans[int(coder)].append(Span(start, start + _whole(place[1]), _code(code)))
    return spanned_text("1", length, spans)


def _set(value: Json) -> CodeSet:
    codes = _list(value, "a set of codes")
    made = [one for one in codes if _is_code(one)]
    if len(made) != len(codes):
        raise UserError("a code must be a text or a number")
    return frozenset(made)


def _code(value: Json) -> str:
    if _is_code(value):
        return str(value)
    raise UserError("the code of a span must be a text or a number")


def _is_code(value: Json) -> TypeGuard[Label]:
    if isinstance(value, str):
        return bool(value.strip())
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and math.isfinite(value)
    )


def _whole(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value % 1 == 0:
        raise UserError(f"a place or a length must be a whole number, not {str(value)[:40]!r}")
    return round(value)


def _list(value: Json, what: str) -> Sequence[Json]:
    if isinstance(value, list | tuple):
        return value
    raise UserError(f"{what} must be a list")
