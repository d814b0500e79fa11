"""The agreement report: what was compared, how far coders agree, and what every number rests on."""

from qes.services.agreement.pairs import pair_tables
from qes.services.agreement.reporting import agreement_report
from qes.services.agreement.wishes import ReportWish

__all__ = ["ReportWish", "agreement_report", "pair_tables"]
