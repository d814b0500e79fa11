"""scikit-learn's interface without importing it: parameters by name, and checked input."""

from __future__ import annotations

from inspect import signature
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Parameters:
    """`get_params` and `set_params` of whatever `__init__` takes, so that `clone` works."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002, ARG002 - scikit-learn's signature
        """Return the parameters by name."""
        return {
            name: getattr(self, name)
            for name in signature(type(self).__init__).parameters
            if name != "self"
        }

    def set_params(self, **params: Any) -> Self:  # noqa: ANN401 - scikit-learn's signature
        """Set parameters by name; an unknown one is a ValueError."""
        known = self.get_params()
        for name, value in params.items():
            if name not in known:
                raise ValueError(
                    f"Invalid parameter {name!r} for estimator {type(self).__name__};"
                    f" there are {', '.join(known)}"
                )
            setattr(self, name, value)
        return self


def checked_matrix(values: ArrayLike) -> NDArray[np.float64]:
    """Return values as a matrix of finite numbers, or raise ValueError."""
    if hasattr(values, "tocsr"):
        raise TypeError("Sparse data was passed, but dense data is required: use toarray()")
    matrix = np.asarray(values)
    if matrix.ndim != 2:
        raise ValueError(f"Expected 2D array, got {matrix.ndim}D array. Reshape your data")
    if np.iscomplexobj(matrix):
        raise ValueError("Complex data not supported")
    for size, what in zip(matrix.shape, ("sample", "feature"), strict=True):
        if not size:
            raise ValueError(
                f"0 {what}(s) (shape={matrix.shape}) while a minimum of 1 is required."
            )
    return _finite(matrix)


def checked_rows(values: ArrayLike, rows: int) -> NDArray[np.float64]:
    """Return values as a matrix of so many rows, none being allowed, or raise ValueError."""
    matrix = np.asarray(values)
    if matrix.ndim != 2 or len(matrix) != rows:
        raise ValueError(f"there are {rows} codes, but definitions of shape {matrix.shape}")
    return _finite(matrix)


def checked_targets(values: ArrayLike, rows: int) -> tuple[NDArray[np.float64], bool]:
    """Return values as (rows, codes) targets, and whether they were given in one dimension."""
    if values is None:
        raise ValueError("requires y to be passed, but the target y is None")
    given = np.asarray(values)
    if given.ndim not in (1, 2) or len(given) != rows:
        raise ValueError(f"inconsistent numbers of samples: {rows} rows, targets {given.shape}")
    return _finite(given.reshape(rows, -1)), given.ndim == 1


def _finite(matrix: NDArray[Any]) -> NDArray[np.float64]:
    numbers = matrix.astype(np.float64, copy=False)
    if not np.isfinite(numbers).all():
        raise ValueError("Input contains NaN or infinity")
    return numbers
