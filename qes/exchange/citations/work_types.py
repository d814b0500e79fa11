"""Which kind of work a record's own word for its type means, in every format."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qes.store.citation import ReferenceType

# RIS means whole proceedings by CONF, but reference managers write it for single papers
_WORDS = {
    ReferenceType.ARTICLE: (
        "JOUR JFULL MGZN NEWS ABST EJOUR INPR J article journalArticle magazineArticle "
        "newspaperArticle electronicArticle articleinpress review editorial letter note erratum "
        "shortsurvey periodical casereports comment"
    ),
    ReferenceType.BOOK: "BOOK EBOOK EDBOOK MONO B booklet manual monograph editedbook wholebook",
    ReferenceType.CHAPTER: "CHAP ECHAP S inbook incollection bookSection bookchapter chapter",
    ReferenceType.CONFERENCE_PAPER: (
        "CPAPER CONF C conference inproceedings conferencePaper proceedingspaper conferenceabstract "
        "meetingabstract"
    ),
    ReferenceType.PROCEEDINGS: "proceedings conferenceproceedings conferencereview congress",
    ReferenceType.THESIS: (
        "THES thesis phdthesis mastersthesis dissertation dissertationthesis academicdissertation"
    ),
    ReferenceType.REPORT: "RPRT report techreport GOVDOC governmentdocument STAND technicalreport",
    ReferenceType.PREPRINT: "preprint",
    ReferenceType.WEB_PAGE: "ELEC WEB BLOG webpage blogPost online electronic website ICOMM",
    ReferenceType.DATASET: "DATA DBASE dataset database onlinedatabase",
    ReferenceType.PATENT: "PAT P patent",
    ReferenceType.UNPUBLISHED: "UNPB MANSCPT unpublished manuscript unpublishedwork",
    ReferenceType.OTHER: "GEN misc generic MULTI SLIDE VIDEO",
}
_MEANT = {word.casefold(): kind for kind, words in _WORDS.items() for word in words.split()}
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_GENERAL = frozenset((ReferenceType.ARTICLE, ReferenceType.OTHER))


def type_of(given: Sequence[str]) -> tuple[ReferenceType, str | None]:
    """Return the kind of work that a record's words for its type mean, and the word that says so.

    Of several words (MEDLINE says `Journal Article` beside `Preprint`) the most telling counts.

    >>> type_of(["JOUR"])
    (<ReferenceType.ARTICLE: 'article'>, 'JOUR')
    """
    found = [
        (kind, word)
        for word in given
        if (kind := _MEANT.get(_NOT_LETTERS.sub("", word.casefold()))) is not None
    ]
    telling = [one for one in found if one[0] not in _GENERAL]
    unknown = [(ReferenceType.OTHER, word) for word in given]
    return next(iter((*telling, *found, *unknown)), (ReferenceType.OTHER, None))
