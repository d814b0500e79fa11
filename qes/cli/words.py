"""Words of a closed list, as people type them."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from qes.errors import UserError

_Word = TypeVar("_Word", bound=StrEnum)


def one_of(kind: type[_Word], text: str) -> _Word:
    """Return the word of a closed list that a person typed.

    Raises:
        UserError: it is not in the list.
    """
    try:
        return kind(text.strip().casefold().replace(" ", "_").replace("-", "_"))
    except ValueError as error:
        known = ", ".join(one.value for one in kind)
        raise UserError(f"{text!r} is not known here", hint=f"it may be {known}") from error
