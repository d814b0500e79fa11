"""A project with an open round in which one reviewer has worked, and what would betray that."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from qes.errors import UserError
from qes.exchange.citations import read_citations
from qes.project import Project
from qes.services import coding, review, undoing
from qes.services.appraising import NewAnswer, record_answers
from qes.services.assessing import write_finding
from qes.services.consensus import set_consensus
from qes.services.desk import Desk
from qes.services.modelling import propose_edge
from qes.services.referencing import import_references
from qes.services.replacing import replace_source
from qes.services.rounds import About, RoundWish, close_round, open_round
from qes.services.screening import screen
from qes.services.screening_form import Decision, Stage
from qes.services.sourcing import AddRequest, add_sources
from qes.services.studies import add_study, link_source
from qes.services.suggesting.embedding import embed
from qes.services.suggesting.suggesting import suggest
from qes.store.database import Store
from qes.store.schema import judgement, showing, successor
from tests.contracts.sample_project import CODES, INTERVIEW, SteppingClock, small_codebook

MARK = "zyxomarkword"
"""What Anna writes wherever she can."""
FIRST, SECOND = "interview.txt", "second.txt"
LIST = "list-before.ris"
REFERENCE, OTHER_REFERENCE = "10.1000/1", "10.1000/2"
"""Both of which Anna screens, and Ben the first."""
_OPEN = ("blind", "screened")
"""The rounds in which Ben is not to see what Anna decides."""
OWN_WORDS = ("yes, and the cold", "for years")
"""Words that only Anna has cut out; the second change in the version that comes later."""


def write_sources(folder: Path) -> list[Path]:
    """Write the documents of the project."""
    made = []
    for name, lines in ((FIRST, INTERVIEW), (SECOND, tuple(reversed(INTERVIEW)))):
        (folder / name).write_text("\n\n".join(lines), encoding="utf-8")
        made.append(folder / name)
    records = (
        f"TY  - JOUR\nTI  - {title}\nDO  - {doi}\nER  - \n"
        for title, doi in (("Boats", REFERENCE), ("Nets", OTHER_REFERENCE))
    )
    (folder / LIST).write_text("\n".join(records), encoding="utf-8")
    return made


def make_project(folder: Path, *, with_anna: bool) -> Path:
    """Make the project: an old round that is closed, and an open one, in which Ben has worked."""
    target = folder / "project.qes"
    clock = SteppingClock()
    with Project.create(
        target, author="lead", title="Small review", codebook=small_codebook(), clock=clock
    ) as lead:
        add_sources(lead.desk, write_sources(folder), AddRequest())
        add_study(lead.desk, "study-one")
        link_source(lead.desk, "study-one", [FIRST])
        write_finding(lead.desk, "The bus decides.", group="g", codes=["transport"])
        propose_edge(lead.desk, "transport", "staying")
        open_round(lead.desk, "before")
        for name in ("anna", "ben"):
            with Project.open(target, name, clock=clock) as one:
                _earlier_work(one.desk, name)
        close_round(lead.desk, "before")
        segment = review.read_source(lead.desk, FIRST).segments[1].id
        set_consensus(lead.desk, segment, "winter", applies=True, reason="we talked")
        embed(lead.desk)
        import_references(lead.desk, [folder / LIST], read_citations)
        open_round(lead.desk, "blind")
        open_round(lead.desk, "screened", wish=RoundWish(about=About.SCREENING))
        if with_anna:
            with Project.open(target, "anna", clock=clock) as anna:
                _work_of_anna(anna.desk)
        with Project.open(target, "ben", clock=clock) as ben:
            segment = review.read_source(ben.desk, FIRST).segments[5].id
            coding.apply_code(ben.desk, segment, "transport", reason="the bus")
            coding.add_memo(ben.desk, segment, "look again")
            screen(ben.desk, [REFERENCE], Stage.TITLE, Decision.UNCLEAR)
        later = folder / "second-2.txt"
        changed = (folder / SECOND).read_text("utf-8").replace("for years", "in years")
        later.write_text(changed.replace("Without the bus", "Without a car"), encoding="utf-8")
        replace_source(lead.desk, SECOND, later)
        embed(lead.desk)
    return target


def _earlier_work(desk: Desk, name: str) -> None:
    segments = review.read_source(desk, FIRST).segments
    coding.mark_seen(desk, [one.id for one in segments])
    coding.apply_code(desk, segments[1].id, "letters", reason=f"{name} says so")
    coding.apply_code(desk, segments[4].id, CODES[0 if name == "anna" else 1])
    record_answers(desk, [NewAnswer("study-one", "q1", "Y", f"{name} says so")])


def _work_of_anna(desk: Desk) -> None:
    """Do all that a reviewer does, with a word of one's own wherever words may be."""
    for name in (FIRST, SECOND):
        source = review.read_source(desk, name)
        for n, code in ((1, "winter"), (3, "letters"), (6, "winter")):
            coding.apply_code(desk, source.segments[n].id, code, reason=MARK)
        coding.reject_code(desk, source.segments[2].id, "family", reason=MARK)
        coding.mark_no_code(
            desk, source.segments[5].id, reason=f"{MARK}: a letter that I did not open for a week"
        )
        coding.add_memo(desk, source.segments[1].id, f"{MARK} is what I think", kind=MARK)
        for words, code in zip(OWN_WORDS, ("transport", "family"), strict=True):
            at = source.text.index(words)
            coding.apply_code(desk, f"{source.id}:{at}-{at + len(words)}", code, reason=MARK)
        review.remember_place(desk, source.id, source.segments[6].id)
    coding.remove_code(desk, source.segments[3].id, "letters", reason=MARK)
    undoing.undo(desk)
    record_answers(desk, [NewAnswer("study-one", "q2", "N", MARK)])
    screen(desk, [REFERENCE, OTHER_REFERENCE], Stage.TITLE, Decision.EXCLUDE, MARK)
    screen(desk, [OTHER_REFERENCE], Stage.FULL, Decision.INCLUDE, MARK)
    unit = suggest(desk, top=3).segments[0]
    coding.apply_code(desk, unit.segment, "staying", reason=MARK, shown=unit.suggestions.showing)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What nothing that Ben reads may hold."""

    marks: tuple[str, ...]

    def found_in(self, *texts: str) -> set[str]:
        """The secrets that some texts hold."""
        return {mark for mark in self.marks for text in texts if mark in text}


def secrets_of(target: Path) -> Secrets:
    """Return Anna's word, her decisions' ids, and the passages that nobody but she has cut out."""
    engine = sa.create_engine(f"sqlite:///{target}")
    with engine.connect() as connection:
        hers = sa.and_(judgement.c.author == "anna", judgement.c.value.is_not(None))
        open_ = connection.execute(
            sa.select(judgement.c.subject).where(
                judgement.c.subject_kind == "round",
                judgement.c.aspect == "title",
                judgement.c.value.in_([f'"{title}"' for title in _OPEN]),
            )
        ).scalars()
        mine = sa.and_(hers, judgement.c.round.in_(list(open_)))
        ids = connection.execute(sa.select(judgement.c.id, judgement.c.hash).where(mine)).all()
        others = sa.select(judgement.c.subject).where(sa.not_(mine))
        cut = connection.execute(
            sa.select(judgement.c.subject)
            .distinct()
            .where(mine, judgement.c.subject_kind == "passage", judgement.c.subject.not_in(others))
        ).scalars()
        segments = {
            f"{one.source}:{one.start}-{one.stop}"
            for one in connection.execute(sa.text("SELECT source, start, stop FROM segment"))
        }
        # a stretch that is a whole unit is spelt like that by whoever lists units
        alone = {one for one in cut if one not in segments}
        led = connection.execute(
            sa.select(successor.c.target).where(successor.c.subject.in_(alone))
        ).scalars()
        alone |= {one for one in led if one is not None}
        shown = connection.execute(
            sa.select(showing.c.id).where(showing.c.author == "anna")
        ).scalars()
        marks = (MARK, *(row.id for row in ids), *alone, *shown)
    engine.dispose()
    assert len(ids) > 10
    assert len(alone) >= 4
    return Secrets(marks)


_LIMIT = 400_000


def all_in(value: object) -> str:
    """Everything that can be reached from a value, as text."""
    out: list[str] = []
    known: set[int] = set()
    waiting: list[object] = [value]
    while waiting and len(out) < _LIMIT:
        one = waiting.pop()
        if one is None or isinstance(one, bool | int | float | Desk | Store | type):
            out.append(str(one) if isinstance(one, int | float) else "")
            continue
        if isinstance(one, str | Path | Enum):
            out.append(str(one))
            continue
        if isinstance(one, bytes):
            out.append(one.decode("utf-8", "replace"))
            continue
        if id(one) in known:
            continue
        known.add(id(one))
        waiting += _parts(one)
    return "\n".join(out)


def _parts(one: object) -> Iterator[object]:
    if isinstance(one, np.ndarray):
        return
    if isinstance(one, Mapping):
        yield from (*one.keys(), *one.values())
    elif isinstance(one, tuple | list | set | frozenset):
        yield from one
    elif isinstance(one, UserError):
        yield from (one.message, one.hint)
    elif type(one).__module__.startswith(("qes", "corpora", "codebooks", "logicmodel")):
        yield repr(one)
        names = {name for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ())}
        yield from (getattr(one, name, None) for name in (*names, *getattr(one, "__dict__", ())))


def files_in(folder: Path) -> str:
    """Every byte of every file of a folder, unpacked where it is packed, as text."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix not in {".qes", ".qes-wal", ".qes-shm"}:
            found += [str(file.relative_to(folder)), *_texts(file.read_bytes())]
    return "\n".join(found)


def _texts(data: bytes) -> Iterator[str]:
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield packed.read(name).decode("utf-8", "replace")
    else:
        yield data.decode("utf-8", "replace")
        # in a picture's text, tags may stand between the letters
        yield re.sub(r"<[^<>]*>", "", data.decode("utf-8", "replace"))
