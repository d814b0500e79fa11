"""The vectors of texts, by the text's hash and the model: derived data, rebuilt when missing.

They are kept as bytes; whoever reads them says whether they are whole (`qes.suggest.vectors`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from qes.store.database import in_parts
from qes.store.schema import embedding

_BYTES_A_NUMBER = 2


def known_vectors(connection: sa.Connection, model: str, hashes: Iterable[str]) -> dict[str, bytes]:
    """Return the stored vectors of these texts, by the texts' hash."""
    wanted = list(dict.fromkeys(hashes))
    found: dict[str, bytes] = {}
    for some in in_parts(wanted):
        rows = connection.execute(
            sa.select(embedding.c.text_sha256, embedding.c.vector).where(
                embedding.c.model == model,
                embedding.c.text_sha256.in_(some),
            )
        )
        found.update({text: bytes(vector) for text, vector in rows})
    return found


def store_vectors(
    connection: sa.Connection, model: str, vectors: Sequence[tuple[str, bytes]]
) -> None:
    """Keep vectors by the hash of their text, in the place of what is kept of it."""
    rows = [
        {"text_sha256": text, "model": model, "vector": vector}
        for text, vector in dict(vectors).items()
    ]
    for some in in_parts(rows):
        # a row that is there is damaged, or of the same words: anew is right either way
        connection.execute(
            sa.delete(embedding).where(
                embedding.c.model == model,
                embedding.c.text_sha256.in_([row["text_sha256"] for row in some]),
            )
        )
        connection.execute(sa.insert(embedding), some)


def kept_models(connection: sa.Connection) -> dict[str, int]:
    """Return the models whose vectors are kept, and how many numbers a vector of each has."""
    names = connection.execute(sa.select(embedding.c.model).distinct()).scalars().all()
    return {
        str(name): connection.execute(
            sa.select(sa.func.length(embedding.c.vector)).where(embedding.c.model == name).limit(1)
        ).scalar_one()
        // _BYTES_A_NUMBER
        for name in sorted(map(str, names))
    }
