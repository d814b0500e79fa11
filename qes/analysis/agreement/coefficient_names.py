"""What coefficients are called here, and the other names that people give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from qes.errors import NotFound

SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "percent_agreement": ("percent", "pa", "agreement", "observed_agreement"),
        "positive_agreement": ("positive", "ppos", "p_pos"),
        "negative_agreement": ("negative", "pneg", "p_neg"),
        "cohen_kappa": ("kappa", "cohen", "cohens_kappa", "weighted_kappa"),
        "krippendorff_alpha": ("alpha", "krippendorff", "krippendorffs_alpha", "kalpha"),
        "scott_pi": ("pi", "scott", "scotts_pi"),
        "fleiss_kappa": ("fleiss", "multi_pi"),
        "conger_kappa": ("conger", "congers_kappa", "multi_kappa"),
        "brennan_prediger": (
            *("bp", "s", "s_score", "bennett", "pabak"),
            *("randolph", "randolph_kappa", "free_marginal_kappa"),
        ),
        "gwet_ac": ("ac1", "ac2", "gwet", "gwet_ac1", "gwet_ac2", "gwets_ac1", "gwets_ac2"),
        "krippendorff_alpha_set": (
            *("set_alpha", "alpha_set", "masi", "masi_alpha", "alpha_masi"),
            *("jaccard", "jaccard_alpha", "alpha_jaccard"),
        ),
        "set_distance": ("masi_distance", "jaccard_distance"),
        "mean_set_distance": ("mean_masi_distance", "mean_jaccard_distance"),
        "u_alpha_2016": ("u_alpha",),
        "bar_u_alpha_2016": ("bar_u_alpha", "|u_alpha", "|u_alpha_2016"),
        "cu_alpha_2016": ("cu_alpha",),
        "ku_alpha_2016": ("ku_alpha", "(k)u_alpha", "(k)u_alpha_2016", "k_u_alpha_2016"),
        "krippendorff_alpha_U_1995": ("alpha_u", "alpha_u_1995", "krippendorff_alpha_u_2004"),
    }
)
"""Every coefficient by its name, with its other spellings."""
_GREEK = {"α": "alpha", "κ": "kappa", "π": "pi"}  # noqa: RUF001 - as they stand in papers


def _folded(name: str) -> str:
    text = name.casefold().strip()
    for letter, spelled in _GREEK.items():
        text = text.replace(letter, spelled)
    return re.sub(r"[\s_-]+", "_", re.sub(r"['’]", "", text))  # noqa: RUF001 - a typeset apostrophe


_BY_SPELLING: Mapping[str, str] = MappingProxyType(
    {_folded(one): name for name, others in SPELLINGS.items() for one in (name, *others)}
)


def canonical_name(name: str) -> str:
    """Return a coefficient's name, however it is spelled.

    Case, apostrophes, and whether there are spaces, hyphens or underscores make no difference.

    Raises:
        NotFound: If there is none of that name; the nearest is named.

    >>> canonical_name("Cohen's kappa")
    'cohen_kappa'
    """
    found = _BY_SPELLING.get(_folded(name))
    if found is None:
        near = _nearest(_folded(name), _BY_SPELLING)
        meant = "" if near is None else f"did you mean {_BY_SPELLING[near]}? "
        raise NotFound(
            f"no coefficient is called {name[:60]!r}", hint=f"{meant}there are {_listed(SPELLINGS)}"
        )
    return found


def distance_in_name(name: str) -> str | None:
    """Return the distance of sets that a spelling names, if it names one.

    >>> distance_in_name("MASI alpha")
    'masi'
    """
    return next((one for one in ("masi", "jaccard") if one in _folded(name).split("_")), None)


def names_weights(name: str) -> bool:
    """Say whether a spelling is of a coefficient with weights, which must then be given."""
    return "weighted" in _folded(name).split("_")


def those_there_are(name: str, known: Iterable[str]) -> str:
    """Say which of the known names one may have meant, and list them.

    >>> those_there_are("quadrat", ["linear", "quadratic"])
    'did you mean quadratic? there are linear, quadratic'
    """
    names = list(known)
    near = _nearest(name.casefold(), names)
    return ("" if near is None else f"did you mean {near}? ") + f"there are {_listed(names)}"


def spelled_out() -> str:
    """List every coefficient with its other spellings."""
    return "; ".join(f"{name} ({', '.join(others)})" for name, others in SPELLINGS.items())


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _nearest(name: str, known: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), None)
