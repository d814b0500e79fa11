"""The agreement report: what was compared, how far coders agree, and what every number rests on."""

from qes.services.agreement.reporting import ReportWish, agreement_report

__all__ = ["ReportWish", "agreement_report"]
