"""Having segments embedded: each text once for each model, and kept in the project.

What is done is on disk after every thousand texts, so a run that is stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from codebooks.code import Code, CodeStatus
from codebooks.codebook import Codebook
from qes.base import SourceId, sha256
from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.reading_codebook import read_codebook
from qes.services.suggesting.decided import read_decisions
from qes.services.suggesting.settings import read_settings_of_suggestions
from qes.services.suggesting.units import SourceUnits, kept_vectors, read_units
from qes.store.judgements import SubjectKind, newest_about
from qes.store.passages import span_of
from qes.store.sources import list_sources
from qes.store.vectors import kept_models, store_vectors
from qes.suggest.vectors import pack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qes.store.database import Connection
    from qes.suggest.embedder import Embedder, Identity

Progress = Callable[[str, int, int], None]
_AT_ONCE = 1_024
"""Texts embedded and written at a time."""
_WHAT_TAKES_WORDS_AWAY = (SubjectKind.SOURCE, SubjectKind.SPEAKER)
"""A withdrawal is a judgement about one of these."""


def embedder_of(desk: Desk, say: Callable[[str], None] | None = None) -> Embedder:
    """Return the embedder that the project's settings ask for; nothing runs yet."""
    from qes.suggest.embedder import Embedder  # noqa: PLC0415 - numpy: only where it is needed

    with desk.store.read() as connection:
        chosen = read_settings_of_suggestions(connection)
    return Embedder(folder=chosen.folder, precision=chosen.precision, say=say)


def model_at_hand(connection: Connection) -> Identity | None:
    """Return which model's vectors are to be read, without running any; None if none are kept.

    It is the model of the project's settings. Where this machine has not used it yet, as after
    a project has moved, it is the one whose vectors the project holds, if they are of one only.
    """
    from qes.suggest.embedder import Embedder, Identity  # noqa: PLC0415 - numpy

    chosen = read_settings_of_suggestions(connection)
    known = Embedder(folder=chosen.folder, precision=chosen.precision).at_hand()
    kept = kept_models(connection)
    if known is not None:
        return known if known.model_id in kept else None
    return Identity(*next(iter(kept.items()))) if len(kept) == 1 else None


def embed(
    desk: Desk,
    source: str | None = None,
    *,
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
) -> int:
    """Embed every unit of a source, or of all, and all units that are decided, and the codebook.

    Args:
        desk: Who asks.
        source: Id or file name; None is every source.
        progress: Called with (what, done, total).
        say: Told in a sentence what takes long or is out of the ordinary.

    Returns:
        How many texts were embedded; others were already.

    Raises:
        UserError: there is no source yet, or the model fails.
    """
    with desk.store.read() as connection:
        codes = words_of(read_codebook(connection))
        wanted = _sources_wanted(connection, desk, source)
        texts = [text for one in wanted for text in one.texts]
        read_at = newest_about(connection, _WHAT_TAKES_WORDS_AWAY)
    if not texts:
        raise UserError("there is nothing to suggest codes for", hint="qes sources add FILE…")

    def still_allowed(connection: Connection) -> None:
        if newest_about(connection, _WHAT_TAKES_WORDS_AWAY) != read_at:
            raise UserError(
                "a source or who speaks in it was changed meanwhile", hint="start it again"
            )

    return embed_texts(
        desk, [*codes, *texts], progress=progress, say=say, still_allowed=still_allowed
    )


def words_of(book: Codebook) -> tuple[str, ...]:
    """Return all that is embedded of the codes in use."""
    return tuple(
        text
        for code in book.codes
        if code.status is CodeStatus.ACTIVE
        for text in (code.name, definition_of(code), *code.examples)
    )


def definition_of(code: Code) -> str:
    """Return what a code means, with what belongs under it, which says as much."""
    return f"{code.definition} {code.include}".strip()


def embed_texts(
    desk: Desk,
    texts: Iterable[str],
    *,
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
    still_allowed: Callable[[Connection], None] = lambda _connection: None,
) -> int:
    """Embed those of some texts that have no vector yet, and keep the vectors.

    Args:
        desk: Who asks.
        texts: A blank one needs no vector.
        progress: Called with (what, done, total).
        say: Told in a sentence what takes long or is out of the ordinary.
        still_allowed: Called in each transaction before vectors are written; it raises where
            the texts may no longer be kept.

    Returns:
        How many that were.

    Raises:
        UserError: the model cannot be run.
    """
    tell = progress or (lambda _what, _done, _total: None)
    with embedder_of(desk, say) as embedder:
        if embedder.at_hand() is None:
            tell("making the model ready", 0, 1)
        model = embedder.model_id
        missing = _missing(desk, model, embedder.dimensions, texts)
        for first in range(0, len(missing), _AT_ONCE):
            some = missing[first : first + _AT_ONCE]

            def report(done: int, _all: int, first: int = first) -> None:
                tell("embedding", first + done, len(missing))

            rows = pack(embedder.embed(some, progress=report))
            with desk.store.write() as connection:
                still_allowed(connection)
                store_vectors(
                    connection,
                    model,
                    [(sha256(text), row) for text, row in zip(some, rows, strict=True)],
                )
            tell("embedding", first + len(some), len(missing))
    return len(missing)


def _missing(desk: Desk, model: str, dimensions: int, texts: Iterable[str]) -> list[str]:
    distinct = [text for text in dict.fromkeys(texts) if text.strip()]
    with desk.store.read() as connection:
        kept = kept_vectors(connection, model, dimensions, distinct)
    return [text for text in distinct if text not in kept]


def _sources_wanted(
    connection: Connection, desk: Desk, source: str | None
) -> tuple[SourceUnits, ...]:
    sources = list_sources(connection)
    if source is not None:
        wanted: set[SourceId] = {find_source(connection, source).id}
        wanted |= {span_of(one.subject.id)[0] for one in read_decisions(connection, desk)}
        sources = tuple(one for one in sources if one.id in wanted)
    return tuple(read_units(connection, one) for one in sources)


def rows_of(
    connection: Connection, model: Identity, texts: Sequence[str]
) -> NDArray[np.float32] | None:
    """Return the kept vectors of texts, (texts, dimensions), or None where one is missing."""
    import numpy as np  # noqa: PLC0415 - only where it is needed

    found = kept_vectors(connection, model.model_id, model.dimensions, texts)
    if any(text not in found for text in texts):
        return None
    return (
        np.vstack([found[text] for text in texts])
        if texts
        else np.zeros((0, model.dimensions), np.float32)
    )
