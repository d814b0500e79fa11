"""`qes agreement compute` and `check`: coefficients from files, without a project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from qes.analysis.agreement.coefficient_names import spelled_out
from qes.base import Json
from qes.cli.files import json_of, text_of
from qes.cli.output import as_json, beside, counted, data, raw_json, rows, say
from qes.errors import ExitCode, UserError

if TYPE_CHECKING:
    from qes.analysis.agreement.estimates import Caution, Estimate, Weighting

COEFFICIENTS = (
    "Coefficients, with other spellings (capitals, spaces and hyphens make no difference): "
    f"{spelled_out()}."
)
"""What stands below the options in the help of `compute`."""
CAUTIONS: Mapping[str, str] = MappingProxyType(
    {
        "constant_coder": "a coder used one category throughout; kappa is 0 whatever the other did",
        "one_category_used": "all ratings are of one category, so nothing had to be told apart",
        "labels_alike": "they look alike and are counted as different",
        "no_disagreement": "coders never differ; an interval without width is no certainty",
        "no_width": "all is alike; an interval without width is no certainty",
        "every_rating_differs": "no category is used twice: are these counts, or is there a level?",
        "categories_from_data": (
            "the value depends on how many categories there were: give them by --categories"
        ),
        "readings_differ": "of three coders or more, other programs read the definition otherwise",
    }
)
"""What is said of a value, by the caution's name."""


def compute(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="DATA", help="A CSV (one row a unit, one column a coder) or a JSON dataset."
        ),
    ],
    coefficient: Annotated[
        str,
        typer.Option(
            "--coefficient",
            metavar="NAME",
            help="cohen_kappa, krippendorff_alpha …; all are listed below.",
        ),
    ],
    level: Annotated[
        str | None, typer.Option("--level", help="nominal, ordinal, interval or ratio.")
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            "--weights", help="identity, linear, quadratic, ordinal, radical, ratio or bipolar."
        ),
    ] = None,
    categories: Annotated[
        str | None,
        typer.Option(
            "--categories",
            metavar="a,b,c",
            help="All there were to choose from, in their order; any other is refused.",
        ),
    ] = None,
    distance: Annotated[
        str | None, typer.Option("--distance", help="Of sets of codes: masi or jaccard.")
    ] = None,
    code: Annotated[
        str | None,
        typer.Option(
            "--code",
            help="Of (k)u-alpha, positive and negative agreement: which code it is about.",
        ),
    ] = None,
    resamples: Annotated[
        int, typer.Option("--resamples", min=0, max=100_000, help="Of the documents.")
    ] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the resamples.")] = 20_260_101,
) -> None:
    """Compute one coefficient from a file of ratings, sets of codes or spans.

    An empty cell is not rated. Of sets, codes stand in a cell with ; between them; ; alone is no
    code. A coefficient that is 0/0 has no value and says why.

    Example: qes agreement compute ratings.csv --coefficient krippendorff_alpha --level ordinal
    """
    from qes.analysis.agreement.code_sets import distance_named
    from qes.analysis.agreement.coefficients import Scale
    from qes.analysis.agreement.computation import Options, data_from_csv, data_from_json
    from qes.analysis.agreement.computation import compute as computed
    from qes.analysis.agreement.estimates import IntervalPlan
    from qes.analysis.agreement.reasons import reason_words
    from qes.analysis.agreement.scales import level_named, weighting_named

    domain = None if categories is None else _domain(categories)
    weighting = None if weights is None else weighting_named(weights)
    found = computed(
        data_from_json(json_of(file), domain)
        if file.suffix.casefold() == ".json"
        else data_from_csv(text_of(file), coefficient, domain),
        coefficient,
        Options(
            Scale(level_named(level or "nominal"), weighting),
            distance_named(distance) if distance else None,
            code,
        ),
        IntervalPlan(resamples, seed),
    )
    raw = _estimate(found, weighting)
    if as_json():
        raw_json(raw)
        return
    data(f"{found.coefficient}: {found.value if found.value is not None else 'undefined'}")
    if found.reason is not None:
        data(f"because: {found.reason} ({reason_words(found.reason)})")
    for interval in (found.headline, *found.beside):
        if interval is not None and interval.ends is not None:
            data(f"95 % {interval.ends[0]:.4f} to {interval.ends[1]:.4f} ({interval.method})")
    if found.value is not None and found.headline is not None and found.headline.reason is not None:
        why = found.headline.reason
        data(f"no interval: {why} ({reason_words(why)})")
    units, coders = counted(found.n_units, "unit", "units"), found.n_coders
    data(f"{found.n_units_used:,} of {units}, {counted(coders, 'coder', 'coders')}")
    for caution in found.cautions:
        say(f"caution: {caution} ({_in_words(caution, found)})")


def _domain(categories: str) -> list[str]:
    found = [one.strip() for one in categories.split(",")]
    if not all(found):
        raise UserError("a category in --categories has no name", hint="give them as a,b,c")
    return found


def _in_words(caution: Caution, found: Estimate) -> str:
    from qes.analysis.agreement.estimates import Caution, quoted
    from qes.analysis.agreement.estimation import labels_alike

    if caution is not Caution.LABELS_ALIKE:
        return CAUTIONS[caution]
    alike = (quoted(*those) for those in labels_alike(found.categories)[:5])
    return f"{'; '.join(alike)}: {CAUTIONS[caution]}"


def _estimate(found: Estimate, weights: Weighting | None) -> dict[str, Json]:
    from qes.exchange.agreement.code_json import interval_value

    return {
        "coefficient": found.coefficient,
        "value": found.value,
        "reason": found.reason,
        "se": found.se,
        "ci": None if found.ci is None else list(found.ci),
        "ci_method": found.ci_method,
        "ci_reason": None if found.headline is None else found.headline.reason,
        "intervals": [
            interval_value(one) for one in (found.headline, *found.beside) if one is not None
        ],
        "n_units": found.n_units,
        "n_units_used": found.n_units_used,
        "n_documents": found.n_documents,
        "n_coders": found.n_coders,
        "categories": list(found.categories),
        "level": found.level,
        "weights": weights,
        "distance": found.distance,
        "coverage": found.coverage,
        "observed_disagreement": found.observed,
        "expected_disagreement": found.expected,
        "cautions": [one.value for one in found.cautions],
    }


def check(
    file: Annotated[Path, typer.Argument(metavar="CASES.json", help="Datasets and cases.")],
) -> None:
    """Recompute a file of published examples; exit 1 unless every one comes out.

    What cannot be recomputed here, such as an unknown coefficient, is listed as not covered: it
    never counts as passed.
    """
    from qes.analysis.agreement.cases import Verdict, recompute

    found = recompute(json_of(file))
    tally = {verdict: sum(one.verdict is verdict for one in found) for verdict in Verdict}
    listed: list[dict[str, Json]] = [
        {
            "id": one.id,
            "coefficient": one.coefficient,
            "value": one.value,
            "expected": one.expected,
            "ok": one.verdict is Verdict.PASSED if one.verdict is not Verdict.NOT_COVERED else None,
            "verdict": one.verdict.value,
            "reason": one.reason,
        }
        for one in found
    ]
    if as_json():
        raw_json(
            {
                "passed": tally[Verdict.PASSED],
                "failed": tally[Verdict.FAILED],
                "not_covered": tally[Verdict.NOT_COVERED],
                "cases": listed,
            }
        )
    else:
        rows(
            listed,
            (
                ("id", "case"),
                ("coefficient", "coefficient"),
                ("value", "value"),
                ("expected", "expected"),
                ("verdict", "verdict"),
                ("reason", "reason"),
            ),
        )
        beside(
            f"{tally[Verdict.PASSED]} passed, {tally[Verdict.FAILED]} failed, "
            f"{tally[Verdict.NOT_COVERED]} not covered"
        )
    if tally[Verdict.FAILED] or tally[Verdict.NOT_COVERED]:
        raise typer.Exit(int(ExitCode.FOUND_WRONG))
