"""`qes rounds size`: how many units to code twice."""

from __future__ import annotations

from qes.analysis.sample_size import Expected, Material, size_for_lower_end, size_for_width
from qes.cli.output import as_json, counted, data, raw_json
from qes.errors import UserError

_WIDTH_FORMULA = "Bloch & Kraemer 1989, doi:10.2307/2532052"
_LOWER_FORMULA = "Donner & Eliasziw 1992, doi:10.1002/sim.4780111109"


def show_size(
    width: float | None,
    lower: float | None,
    expected: tuple[float, float],
    documents: int | None,
    likeness: float,
) -> None:
    """Print how many units it takes, and what that rests on.

    Args:
        width: Of the interval that is wanted.
        lower: Or where it is to begin.
        expected: Agreement and prevalence.
        documents: How many there are; None takes units as independent.
        likeness: Of agreement within a document.

    Raises:
        UserError: neither or both were asked for, or something is out of its range.
    """
    if (width is None) == (lower is None):
        raise UserError("say how narrow the interval is to be", hint="--width .2, or --lower .6")
    code = Expected(*expected)
    material = None if documents is None else Material(documents, likeness)
    if width is not None:
        found, formula = size_for_width(width, code, material), _WIDTH_FORMULA
        wanted = f"an interval {width:g} wide"
    else:
        found, formula = size_for_lower_end(lower or 0.0, code, material), _LOWER_FORMULA
        wanted = f"an interval from {lower:g}"
    if as_json():
        raw_json(
            {
                "units": found.units,
                "documents": documents,
                "independent_units": found.independent_units,
                "design_effect": found.design_effect,
                "width": width,
                "lower": lower,
                "alpha": code.agreement,
                "prevalence": code.prevalence,
                "icc": None if material is None else likeness,
                "confidence": 0.95,
                "formula": formula,
            }
        )
        return
    data(f"{counted(found.units, 'unit', 'units')} for {wanted}")
    with_code = f"alpha {code.agreement:g}, the code on {code.prevalence:.0%} of the units"
    data(f"expected: {with_code}; two coders; {formula}")
    if material is None:
        data("if units of one document are no more alike than others; else say --documents")
    else:
        data(
            f"of {documents} documents, agreement within them alike by {likeness:g} (--icc): "
            f"{found.independent_units:,} independent units x {found.design_effect:.2f}, and t for z"
        )
