"""How many processors a computation may take."""

from __future__ import annotations

from contextlib import AbstractContextManager


def one_thread() -> AbstractContextManager[object]:
    """Keep products to one processor within: sums then are taken in one order, on any machine.

    The products of a single decision are small; a second processor would wait more than it works.
    """
    from threadpoolctl import (  # type: ignore[import-untyped] # noqa: PLC0415 - seldom needed
        threadpool_limits,
    )

    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits
