"""What coders said, with the words they said it of and the names that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codebooks.codebook import Codebook
from qes.base import CodeId, SourceId
from qes.services.comparison import Stand, Statement
from qes.services.ratings import Stated
from qes.store.passages import passage_id
from qes.store.sources import read_text

if TYPE_CHECKING:
    from qes.store.database import Connection

NO_CODE_APPLIES = "no code applies"


class Wording:
    """Reads the words of passages and the paths of codes, each once."""

    def __init__(self, connection: Connection, book: Codebook) -> None:
        self._connection = connection
        self._paths = {code.id: book.path(code.id) for code in book.codes}
        self._texts: dict[SourceId, str] = {}
        self._statements: dict[str, Statement] = {}

    def path(self, code: CodeId) -> str:
        """Return a code's path, or its id where it has left the codebook."""
        return self._paths.get(code, code)

    def quote(self, source: SourceId, start: int, stop: int) -> str:
        """Return the words of a passage."""
        text = self._texts.get(source)
        if text is None:
            text = self._texts[source] = read_text(self._connection, source)
        return text[start:stop]

    def statement(self, one: Stated) -> Statement:
        """Return what a coder said as it is shown to others."""
        known = self._statements.get(one.judgement.id)
        if known is None:
            known = self._statements[one.judgement.id] = Statement(
                value=one.code,
                label=NO_CODE_APPLIES if one.code is None else self.path(one.code),
                stand=_stand(one),
                reason=one.judgement.reason,
                at=one.judgement.at,
                judgement=one.judgement.id,
                passage=passage_id(one.source, one.start, one.stop),
                quote=self.quote(one.source, one.start, one.stop),
            )
        return known


def _stand(one: Stated) -> Stand:
    if one.code is None:
        return Stand.NO_CODE
    return Stand.GIVEN if one.applied else Stand.REFUSED
