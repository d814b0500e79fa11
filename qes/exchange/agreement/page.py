"""The agreement report as one HTML page that needs nothing beside it.

It can be read, searched and printed without JavaScript; with it tables sort, and a row opens at a
click anywhere on it.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from qes.analysis.agreement.definitions import DEFINITIONS
from qes.analysis.agreement.estimates import Method
from qes.analysis.agreement.reasons import reason_words
from qes.analysis.agreement.report import AgreementReport, Grouping, Period, UnitDisagreement
from qes.exchange.agreement.columns import (
    DATA_FORM,
    answers_form,
    ends_by,
    flag_words,
    given_words,
    measure_name,
    met_words,
    step_words,
    why_words,
)
from qes.exchange.agreement.confusion_grid import confusion_grid
from qes.exchange.agreement.dispute_tables import agreed_words, disputed_words, settled_words
from qes.exchange.agreement.plots import forest, scatter
from qes.exchange.agreement.stage_tables import even_name
from qes.exchange.plain import plain

_PASSAGES = 20
"""Of a code, in its row; all of them are in the list of disagreements."""
_STEP = " > "
"""Between the codes of a path."""
_LANGUAGE = "en-GB"
_NONE = "–"  # noqa: RUF001 - the dash that stands for nothing in a table


def agreement_page(report: AgreementReport) -> bytes:
    """Write the report as HTML: texts escaped, light and dark, the same bytes for the same report."""
    script = _text("agreement.js.j2")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    main = report.main
    two = main is not None and len(main.coders) == 2
    numbers = report.coefficients and main is not None
    # of a round about studies nothing is said of codes
    answers = report.answers
    said = report.provenance.data_sha256 if answers is None else answers.data_sha256
    page = _template().render(
        report=report,
        main=main,
        two=two,
        numbers=numbers,
        about_codes=answers is None,
        data_sha256=said,
        language=_LANGUAGE,
        style=Markup(_text("agreement.css.j2")),  # noqa: S704 - a file of this package
        script=Markup(script),  # noqa: S704 - a file of this package
        script_hash=digest,
        forest=forest(main.rows, main.pooled.row) if numbers and main is not None else None,
        scatter=scatter(main.rows) if two and numbers and main is not None else None,
        grid=confusion_grid(report),
        passages=_passages(report.disagreements),
        most_passages=_PASSAGES,
        periods=_periods(report.periods),
        definitions=DEFINITIONS,
        data_form=DATA_FORM,
        answers_form=answers_form,
        Method=Method,
    )
    return plain(page).encode()


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "num": _number,
        "share": _share,
        "ends": _ends,
        "whole": _whole,
        "reason": _reason,
        "last_step": lambda path: path.rpartition(_STEP)[2],
        "above": lambda path: path.rpartition(_STEP)[0],
    }
    environment.globals |= {
        "agreed_words": agreed_words,
        "disputed_words": disputed_words,
        "ends_by": ends_by,
        "even_name": even_name,
        "flag_words": flag_words,
        "given_words": given_words,
        "measure_name": measure_name,
        "met_words": met_words,
        "settled_words": settled_words,
        "step_words": step_words,
        "why_words": why_words,
    }
    return environment.from_string(_text("agreement.html.j2"))


def _text(name: str) -> str:
    return files("qes.exchange").joinpath("templates", name).read_text(encoding="utf-8")


def _number(value: float | None, digits: int = 2) -> str:
    return _NONE if value is None else f"{value:z.{digits}f}"


def _share(value: float | None, digits: int = 1) -> str:
    return _NONE if value is None else f"{100 * value:z.{digits}f} %"


def _ends(ends: tuple[float, float] | None, digits: int = 2) -> str:
    return _NONE if ends is None else f"{ends[0]:z.{digits}f} to {ends[1]:z.{digits}f}"


def _whole(value: int) -> str:
    return f"{value:,}"


def _reason(value: str | None) -> str:
    return "" if value is None else reason_words(value)


def _passages(listed: Sequence[UnitDisagreement]) -> Mapping[str, Sequence[UnitDisagreement]]:
    """Return for each code the units in which it is in dispute."""
    found: defaultdict[str, list[UnitDisagreement]] = defaultdict(list)
    for one in listed:
        for code in one.disputed:
            found[code].append(one)
    return dict(found)


def _periods(listed: Sequence[Period]) -> Sequence[tuple[str, Sequence[Period]]]:
    groups = [(how, [one for one in listed if one.grouping is how]) for how in Grouping]
    return [(how.value, those) for how, those in groups if those]
