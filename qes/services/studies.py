"""Studies: what they are called, which sources report them, which themes they speak to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import CodeId, Json, SourceId
from qes.errors import NotFound, UserError
from qes.services.coding import CodingState, read_codings
from qes.services.consensus import Settled, read_settled
from qes.services.desk import Desk
from qes.services.lookup import find_code, find_source
from qes.services.rounds import closed_rounds
from qes.store.identities import STUDIES, ensure, ids
from qes.store.judgements import Draft, Subject, SubjectKind
from qes.store.standing import Question, shared

if TYPE_CHECKING:
    from qes.store.database import Connection

THEME_ASPECT = "theme:"
_ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")


@dataclass(frozen=True, slots=True)
class Study:
    """One study of the review."""

    id: str
    label: str
    attributes: tuple[tuple[str, str], ...]
    """What was said of it: year, country, design …"""
    sources: tuple[SourceId, ...]


@dataclass(frozen=True, slots=True)
class StandingCoding:
    """One code on one passage that counts in the synthesis."""

    source: SourceId
    start: int
    stop: int
    code: CodeId


@dataclass(frozen=True, slots=True)
class ThemeLink:
    """A study speaks to a code, as its authors' themes say, without a coded passage of ours."""

    study: str
    code: CodeId
    basis: str
    """Where it is said: the text, a table."""
    note: str | None = None


def ensure_studies(connection: Connection, wanted: Iterable[str]) -> tuple[str, ...]:
    """Write the studies that are not there yet and return the new ones.

    Raises:
        UserError: an id holds other letters than a-z, 0-9, `_`, `.`, `-`, or is too long.
    """
    names = list(wanted)
    for name in names:
        if not name or len(name) > 64 or not set(name) <= _ID_LETTERS:
            raise UserError(
                f"{name!r} cannot name a study",
                hint="use letters, digits, '_', '.' and '-', as in okafor2019",
            )
    return ensure(connection, STUDIES, names)


def add_study(
    desk: Desk, id_: str, attributes: Mapping[str, str] | None = None, *, label: str | None = None
) -> Study:
    """Put a study into the review, or say more of one that is there.

    Raises:
        UserError: the id, or the name of an attribute, cannot be one.
    """
    with desk.store.write() as connection:
        ensure_studies(connection, [id_])
        said = {**({"label": label} if label else {}), **(attributes or {})}
        return _say(connection, desk, id_, said)


def describe_study(desk: Desk, study: str, attributes: Mapping[str, str]) -> Study:
    """Say what is known of a study that is there.

    Raises:
        NotFound: there is none that fits.
        UserError: the name of an attribute cannot be one.
    """
    with desk.store.write() as connection:
        return _say(connection, desk, find_study(connection, study), attributes)


def _say(connection: Connection, desk: Desk, id_: str, said: Mapping[str, str]) -> Study:
    for name in said:
        # a colon marks what is judged of a study: an appraisal, a theme, a consensus
        if not name.strip() or ":" in name or not name.isprintable():
            raise UserError(f"{name!r} cannot name what is said of a study", hint="as in year")
    subject = Subject(SubjectKind.STUDY, id_)
    standing = _said(connection).get(id_, {})
    new = [
        Draft(subject, name, value) for name, value in said.items() if standing.get(name) != value
    ]
    desk.judge(connection, new)
    return next(one for one in read_studies(connection) if one.id == id_)


def _said(connection: Connection) -> dict[str, dict[str, Json]]:
    said: dict[str, dict[str, Json]] = {}
    for one in shared(connection, Question(SubjectKind.STUDY)):
        if ":" not in one.aspect:
            said.setdefault(one.subject.id, {})[one.aspect] = one.value
    return said


def read_studies(connection: Connection) -> tuple[Study, ...]:
    """Return every study, sorted by id."""
    said = _said(connection)
    linked: dict[str, list[SourceId]] = {}
    for one in shared(connection, Question(SubjectKind.SOURCE, aspects=("study",))):
        if one.value is not None:
            linked.setdefault(str(one.value), []).append(SourceId(one.subject.id))
    return tuple(
        Study(
            id_,
            str(said.get(id_, {}).get("label", id_)),
            tuple(
                sorted(
                    (name, str(value))
                    for name, value in said.get(id_, {}).items()
                    if name != "label" and value is not None
                )
            ),
            tuple(sorted(linked.get(id_, ()))),
        )
        for id_ in ids(connection, STUDIES)
    )


def list_studies(desk: Desk) -> tuple[Study, ...]:
    """Return every study of the review."""
    with desk.store.read() as connection:
        return read_studies(connection)


def find_study(connection: Connection, text: str) -> str:
    """Return the study a person means by id, label, or the start of an id.

    Raises:
        NotFound: nothing fits, or several do.
    """
    studies = read_studies(connection)
    wanted = text.strip().casefold()
    exact = [one.id for one in studies if wanted in {one.id.casefold(), one.label.casefold()}]
    fitting = exact or [one.id for one in studies if one.id.casefold().startswith(wanted)]
    if len(fitting) != 1:
        known = ", ".join(one.id for one in studies[:6]) or "none yet: qes studies add ID"
        raise NotFound(f"no study {text!r} in this project", hint=f"there are: {known}")
    return fitting[0]


def link_source(desk: Desk, study: str, sources: Sequence[str]) -> None:
    """Say that sources report a study."""
    with desk.store.write() as connection:
        chosen = find_study(connection, study)
        link_in(connection, desk, chosen, [find_source(connection, one).id for one in sources])


def link_in(connection: Connection, desk: Desk, study: str, sources: Sequence[SourceId]) -> None:
    """Say that sources report a study, in the caller's transaction; the study may be new."""
    ensure_studies(connection, [study])
    desk.judge(
        connection, [Draft(Subject(SubjectKind.SOURCE, one), "study", study) for one in sources]
    )


def link_themes(desk: Desk, links: Sequence[ThemeLink]) -> int:
    """Say which codes studies speak to by their authors' own themes; return how many were new.

    Raises:
        NotFound: a code is not in the codebook.
    """
    with desk.store.write() as connection:
        ensure_studies(connection, [one.study for one in links])
        question = Question(SubjectKind.STUDY, aspects=(f"{THEME_ASPECT}*",))
        known = {
            (one.subject.id, one.aspect)
            for one in shared(connection, question)
            if one.value is not None
        }
        drafts: dict[tuple[str, str], Draft] = {}
        for one in links:
            aspect = f"{THEME_ASPECT}{find_code(connection, one.code)}"
            if (one.study, aspect) not in known:
                value: Json = {"basis": one.basis, "note": one.note}
                subject = Subject(SubjectKind.STUDY, one.study)
                drafts.setdefault((one.study, aspect), Draft(subject, aspect, value))
        desk.judge(connection, list(drafts.values()))
        return len(drafts)


def studies_by_code(connection: Connection, desk: Desk) -> dict[CodeId, frozenset[str]]:
    """Return, for each code itself, the studies that speak to it.

    A study counts by a theme link, by a consensus on a passage of one of its sources, or, where
    there is no consensus about the passage and code, by anyone's coding that may be seen.
    """
    found: dict[CodeId, set[str]] = {}
    for one in shared(connection, Question(SubjectKind.STUDY, aspects=(f"{THEME_ASPECT}*",))):
        if one.value is not None:
            code = CodeId(one.aspect.removeprefix(THEME_ASPECT))
            found.setdefault(code, set()).add(one.subject.id)
    study_of = {source: study.id for study in read_studies(connection) for source in study.sources}
    for coding in standing_codings(connection, desk):
        if coding.source in study_of:
            found.setdefault(coding.code, set()).add(study_of[coding.source])
    return {code: frozenset(studies) for code, studies in found.items()}


def standing_codings(connection: Connection, desk: Desk) -> tuple[StandingCoding, ...]:
    """Return every coding that counts, one for each passage and code.

    A consensus overrules what single reviewers said of the same code on the same words.
    """
    counted: dict[tuple[SourceId, int, int, CodeId], bool] = {}
    settled: dict[tuple[SourceId, CodeId], list[Settled]] = {}
    for one in read_settled(connection):
        settled.setdefault((one.source, one.code), []).append(one)
        counted[one.source, one.start, one.stop, one.code] = one.applies
    for coding in read_codings(
        connection, desk, None, others_in=closed_rounds(connection), others_outside=True
    ):
        about = settled.get((coding.source, coding.code), ())
        overruled = any(one.start < coding.stop and coding.start < one.stop for one in about)
        if coding.state is CodingState.APPLIED and not overruled:
            counted[coding.source, coding.start, coding.stop, coding.code] = True
    return tuple(
        StandingCoding(source, start, stop, code)
        for (source, start, stop, code), stands in sorted(counted.items())
        if stands
    )
