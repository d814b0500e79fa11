"""How high in the tree codes are compared: as they were given, or what stands above them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from codebooks.codebook import Codebook
from qes.base import CodeId
from qes.errors import UserError


class CodeLevel(StrEnum):
    """A level of the tree at which coders are compared."""

    LEAF = "leaf"
    """Codes as they were given."""
    PARENT = "parent"
    """Each code's parent; a root stands for itself."""
    THEME = "theme"
    DOMAIN = "domain"


def level_named(text: str) -> CodeLevel:
    """Return the level of that name.

    Raises:
        UserError: there is none.
    """
    try:
        return CodeLevel(text.strip().casefold())
    except ValueError:
        known = ", ".join(CodeLevel)
        raise UserError(f"no level {text[:40]!r}", hint=f"it may be {known}") from None


def raised_codes(book: Codebook, level: CodeLevel) -> Mapping[str, CodeId]:
    """Map each code to the one that stands for it at a level.

    Where nothing above a code is of the level, its root stands for it.
    """
    if level is CodeLevel.LEAF:
        return {code.id: code.id for code in book.codes}
    if level is CodeLevel.PARENT:
        return {code.id: CodeId(code.parent or code.id) for code in book.codes}
    raised: dict[str, CodeId] = {}
    for code in book.codes:
        line = (code, *book.ancestors(code.id))
        raised[code.id] = next((up.id for up in line if up.level.value == level.value), line[-1].id)
    return raised
