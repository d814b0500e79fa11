"""What a code is to a learner before anything is decided."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_NAME_SHARE = 0.25
"""The name's part beside a definition; without a definition the name stands alone."""


def code_rows(names: NDArray[np.float32], definitions: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return (codes, d) unit rows of what a codebook says of its codes.

    Args:
        names: (codes, d) vectors of the names.
        definitions: (codes, d) vectors of the definitions, a zero row where there is none.
    """
    defined = definitions.any(axis=1, keepdims=True)
    rows = definitions.astype(np.float64) + np.where(defined, _NAME_SHARE, 1.0) * names
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return np.asarray(unit, dtype=np.float64)
