"""The options of `qes suggest` that settle, for the whole project, how suggestions are made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.cli.output import say
from qes.cli.words import one_of

if TYPE_CHECKING:
    from qes.services.desk import Desk

SHIPPED = "shipped"
"""The word for the model that comes with qes."""

ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="FOLDER",
        help=f"Settle which sentence-transformers model; '{SHIPPED}' is the one that comes with qes.",
    ),
]
PrecisionOption = Annotated[
    str | None,
    typer.Option("--precision", metavar="exact|fast", help="Settle how exactly the model is run."),
]
WithholdOption = Annotated[
    float | None,
    typer.Option(
        "--withhold",
        metavar="SHARE",
        help="Settle the share of segments, 0 to 1, whose suggestions wait for your decision.",
    ),
]


def settle(desk: Desk, model: str | None, precision: str | None, withhold: float | None) -> None:
    """Write what was given on the command line, and say what stands; None leaves a thing as it is.

    Raises:
        UserError: there is no such folder, precision or share.
    """
    if model is None and precision is None and withhold is None:
        return
    from qes.services.suggesting.settings import set_settings_of_suggestions
    from qes.suggest.model import Precision

    stands = set_settings_of_suggestions(
        desk,
        folder=None if model is None or model == SHIPPED else Path(model),
        shipped=model == SHIPPED,
        precision=None if precision is None else one_of(Precision, precision),
        withheld=withhold,
    )
    say(
        f"settled for everyone: model {stands.folder or SHIPPED}, precision {stands.precision}, "
        f"suggestions withheld on {100 * stands.withheld:g} % of segments until decided"
    )
