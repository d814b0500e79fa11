"""Which definition each number of the agreement report follows, and where it was published."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DEFINITIONS: Mapping[str, str] = MappingProxyType(
    {
        "units": (
            "what both coders have seen; seen and left without the code is an absence, not seen "
            "is not compared"
        ),
        "a, b, c, d": (
            "units to which both, only the first, only the second, and neither coder gave the code"
        ),
        "prevalence": "(2a + b + c) / 2n: of all ratings, the share that applies the code",
        "percent": "(a + d) / n",
        "positive": "2a / (2a + b + c): Cicchetti & Feinstein 1990, doi:10.1016/0895-4356(90)90159-M",
        "negative": "2d / (2d + b + c): as positive",
        "alpha": (
            "Krippendorff 2011, nominal, https://repository.upenn.edu/asc_papers/43; the headline"
        ),
        "kappa": "Cohen 1960, unweighted, doi:10.1177/001316446002000104",
        "fleiss": "Fleiss 1971, doi:10.1037/h0031619",
        "conger": "Conger 1980, doi:10.1037/0033-2909.88.2.322",
        "ac1": "Gwet 2008, doi:10.1348/000711006X126600",
        "brennan_prediger": (
            "Brennan & Prediger 1981, doi:10.1177/001316448104100307; of two categories PABAK, "
            "Byrt, Bishop & Carlin 1993, doi:10.1016/0895-4356(93)90018-V"
        ),
        "prevalence_index": "(a - d) / n: Byrt et al. 1993",
        "bias_index": "(b - c) / n: Byrt et al. 1993",
        "pooled": "from the 2x2 counts of all codes to choose from, added up",
        "within_codes": (
            "observed and expected disagreement within each code, summed: de Vries et al. 2008, "
            "doi:10.1177/1525822X08317166"
        ),
        "masi": "alpha with the distance of sets of Passonneau 2006 (MASI)",
        "jaccard": "alpha with 1 - shared / all codes of both sets as distance",
        "u_alpha, bar_u_alpha, cu_alpha, ku_alpha": (
            "Krippendorff, Mathet, Bouvry & Widlocher 2016, doi:10.1007/s11135-015-0266-1; lengths "
            "in Unicode code points of what both coders saw; overlapping spans of one code of one "
            "coder are joined; |u and (k)u take each code alone, u and cu the set of codes of a "
            "stretch"
        ),
        "exact, half_overlap": (
            "pairs of spans that begin and end alike, and whose common length is at least half of "
            "the longer; not corrected for chance"
        ),
        "tree_distance": (
            "nominal alpha of units with one code from each coder, two codes agreeing by depth of "
            "their nearest common ancestor / greatest depth"
        ),
        "ac2": "Gwet 2014, quadratic weights, over the answers that have an order",
        "ci": (
            "95 %, leaving out one document at a time (jackknife), t with documents - 1 degrees "
            "of freedom, at most 1; none below 6 documents"
        ),
        "document_bootstrap_percentile": (
            "95 %, documents drawn with replacement, from 20 documents on"
        ),
        "if_units_were_independent": (
            "95 %, linearised over units (Gwet 2008); too narrow where units of one document are "
            "alike"
        ),
        "levels": "each code replaced by the one above it at the level, once a unit",
        "drift": "pooled nominal alpha of the units of the period, independent codings only",
    }
)
"""By the name of the number."""
OF_COUNTS = ("units", "a, b, c, d")
"""Those that say what is counted, and no coefficient."""


def definitions(*, coefficients: bool) -> Mapping[str, str]:
    """Return what the numbers of a report are; without coefficients those of counts."""
    if coefficients:
        return DEFINITIONS
    return {name: DEFINITIONS[name] for name in OF_COUNTS}
