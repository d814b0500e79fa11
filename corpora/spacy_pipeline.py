"""Our sentences in spaCy: a pipeline for what is to be done with spaCy's tokens.

Reading a source does without it. The boundaries do not come from spaCy, and importing it takes two
seconds and a quarter of a gigabyte where torch is installed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corpora.prose.sentences import sentence_starts

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

COMPONENT = "qes_sentences"
"""The pipeline component's name in spaCy's registry."""
_MAX_LENGTH = 1_000_000_000


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """Return the shared pipeline: spaCy's English tokens, our sentence boundaries."""
    import spacy  # noqa: PLC0415 - light commands import this room
    from spacy.language import Language  # noqa: PLC0415

    Language.component(COMPONENT, func=set_sentences)
    language = spacy.blank("en")
    language.max_length = _MAX_LENGTH  # the limit guards parsers; this pipeline has none
    language.add_pipe(COMPONENT)
    return language


def set_sentences(doc: Doc) -> Doc:
    """Mark the first token of each sentence; a boundary inside a token moves to its start."""
    import numpy as np  # noqa: PLC0415 - light commands import this room
    from spacy.attrs import IDX, SENT_START  # noqa: PLC0415

    starts = np.asarray(sentence_starts(doc.text), dtype=np.int64)
    begins = np.full(len(doc), -1, dtype=np.int64)
    if len(doc):
        # all at once: setting them one by one makes spaCy look through the whole text each time
        begins[
            np.maximum(doc.to_array(IDX).astype(np.int64).searchsorted(starts, "right") - 1, 0)
        ] = 1
        begins[0] = 1
        column = begins.astype(np.uint64)[:, np.newaxis]
        doc.from_array([SENT_START], column)  # type: ignore[arg-type]  # its alias is too narrow
    return doc
