"""Open the files that ratings and published examples arrive in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from qes.analysis.cases import CaseResult, recompute
from qes.analysis.rating_forms import dataset_from_json, ratings_from_csv
from qes.analysis.ratings import Dataset
from qes.base import Json
from qes.errors import Refused, UserError

_MOST_BYTES = 200 * 2**20


def read_dataset(path: Path, categories: Sequence[str] | None = None) -> Dataset:
    """Read ratings from a CSV or a JSON file, as `qes.analysis.rating_forms` describes them.

    Raises:
        UserError: If the file cannot be opened, is too large, or is not of either form.
    """
    match path.suffix.lower():
        case ".csv":
            return ratings_from_csv(_text(path), categories)
        case ".json":
            return dataset_from_json(_json(path), categories)
        case _:
            raise UserError(
                f"{path.name!r}: ratings are read from .csv and .json files",
                hint="export the data as CSV, one row a unit and one column a coder",
            )


def check_cases(path: Path) -> tuple[CaseResult, ...]:
    """Recompute a file of published examples.

    Raises:
        UserError: If the file cannot be opened or is not of the form of `qes.analysis.cases`.
    """
    return recompute(_json(path))


def _json(path: Path) -> Json:
    try:
        value: Json = json.loads(_text(path), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(
            f"{path.name!r} is not JSON{where}", hint="mend or export it again"
        ) from error
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UserError(
            f"{str(path)!r} cannot be opened", hint=error.strerror or "see that it is there"
        ) from error
    if len(data) > _MOST_BYTES:
        raise Refused(f"{path.name!r} is larger than {_MOST_BYTES // 2**20} MB", hint="split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{path.name!r} is not UTF-8", hint="save it as UTF-8") from error
