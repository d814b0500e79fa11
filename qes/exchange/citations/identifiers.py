"""The numbers that works go by, in one spelling each: DOI, PubMed's, and the year."""

from __future__ import annotations

import re
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{1,9}(?:\.\d+)*/\S+")
_RESOLVER = re.compile(r"(?:https?:/{1,2})?(?:[\w-]+\.)*doi\.org/(?:doi/|doi:\s*)?", re.IGNORECASE)
_SAID = re.compile(r"(?:url|doi)\s*[:=]?\s*", re.IGNORECASE)
_MARK = re.compile(r"\s*\[doi\]\s*$", re.IGNORECASE)
_AFTER = ".,;:"
"""What ends a sentence or an item, not a DOI."""
_PUBMED = re.compile(
    r"(?:pmid\s*[:=]?\s*|medline\s*[:=]\s*"
    r"|https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)"
    r"(?P<id>\d{1,8})\b",
    re.IGNORECASE,
)
_PLAIN_NUMBER = re.compile(r"\d{1,8}")
_CENTRAL = re.compile(r"\bPMC\s?(\d{1,9})\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20|21)\d\d(?=(?:\d{4})?(?!\d))")


def doi_of(text: str) -> str | None:
    """Return the DOI that a text is: lower case, bare, without a stop at its end.

    A resolver before it, a `doi:` or MEDLINE's `[doi]` is taken off; what is more than a DOI is
    none. DOIs do not tell capitals from small letters (DOI Handbook, 2.4,
    doi:10.1000/182).

    >>> doi_of("https://doi.org/10.1000/ABC.")
    '10.1000/abc'
    >>> doi_of("see there") is None
    True
    """
    bare = _MARK.sub("", text.strip())
    bare = _SAID.sub("", bare, count=1) if _SAID.match(bare) else bare
    if (resolver := _RESOLVER.match(bare)) is not None:
        # in a URL a DOI's own signs may be percent-encoded
        bare = unquote(bare[resolver.end() :])
    bare = bare.strip().rstrip(_AFTER).rstrip()
    return bare.lower() if _DOI.fullmatch(bare) else None


def pmid_of(text: str) -> str | None:
    """Return the PubMed number that a text is or names: bare, after `PMID:`, or in an address.

    >>> pmid_of("https://pubmed.ncbi.nlm.nih.gov/123/")
    '123'
    """
    bare = text.strip()
    if _PLAIN_NUMBER.fullmatch(bare):
        return bare.lstrip("0") or None
    return named_pmid(bare)


def named_pmid(text: str) -> str | None:
    """Return the PubMed number that a text names as such; a bare number may be anything."""
    found = _PUBMED.search(text)
    return None if found is None else found["id"].lstrip("0") or None


def pmcid_of(text: str) -> str | None:
    """Return the number in PubMed Central that a text names, as in `PMC12`."""
    found = _CENTRAL.search(text)
    return None if found is None else f"PMC{found[1]}"


def year_of(text: str) -> int | None:
    """Return the first year that a date names.

    >>> year_of("2022/11/05/")
    2022
    >>> year_of("in press") is None
    True
    """
    found = _YEAR.search(text)
    return None if found is None else int(found.group()[:4])
