"""Which answers a command is about: those of an appraisal, or of screening."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qes.services.answer_form import AnswerForm
    from qes.services.rounds import About


def form_of(about: About, instrument: str | None = None) -> AnswerForm:
    """Return what is asked in a round in which studies are appraised or references screened.

    Raises:
        NotFound: there is no such instrument.
    """
    if about.value == "screening":
        from qes.services.screening_form import FORM

        return FORM
    from qes.services.appraising import DEFAULT_INSTRUMENT, appraisal_form

    return appraisal_form(instrument or DEFAULT_INSTRUMENT)
