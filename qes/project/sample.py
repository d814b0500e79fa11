"""Building the sample review: what its people decided is replayed through the services.

There is no way into the tables here but the one that people take: every decision goes through
the service that the screen and the command line call, signed by the one who made it.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from codebooks.cerqual import CerqualComponent, ConcernLevel, ConfidenceLevel
from codebooks.shipped import shipped_codebook
from corpora import samples
from corpora.reading import read_source
from corpora.samples.sample_review import CodingDecision, Decision
from corpora.source import SourceKind
from logicmodel.edge import EdgeKind, EdgeStatus, Evidence, EvidenceKind, Sign
from qes.base import SourceId
from qes.errors import UserError
from qes.project.outputs import Output, write_outputs
from qes.project.project import Project
from qes.services.agreement import pair_tables
from qes.services.appraising import NewAnswer, record_answers
from qes.services.assessing import (
    Handling,
    add_negative_case,
    assess_component,
    assess_overall,
    write_finding,
)
from qes.services.auditing import verify_project
from qes.services.coding import Stance, apply_code, mark_no_code, reject_code
from qes.services.comparing import list_disagreements
from qes.services.consensus import set_consensus
from qes.services.modelling import decide_edge, propose_edge
from qes.services.rounds import close_round, open_round
from qes.services.sourcing import AddRequest, add_sources
from qes.services.studies import add_study
from qes.services.suggesting.suggesting import suggest

CODEBOOK = "supported-employment"
LEAD = "lead"
REVIEWERS = ("alice", "bob")
TITLE = "Supported employment: the sample review (fictional)"
_SHOWN = 3
Progress = Callable[[str, int, int], None]
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """The sample review on disk."""

    project: Path
    outputs: tuple[Output, ...]
    summary: tuple[str, ...]


def build_sample(
    folder: Path, *, progress: Progress | None = None, step: Step | None = None
) -> Built:
    """Build the sample review in a new folder and write every output.

    Raises:
        UserError: the folder is there already, or cannot be written; nothing is left behind.
    """
    if folder.exists():
        raise UserError(f"{folder} is there already", hint="name another folder: qes demo DIR")
    tell = progress or (lambda _what, _done, _total: None)
    say = step or (lambda _text: None)
    try:
        (folder / "sources").mkdir(parents=True)
    except OSError as error:
        raise UserError(f"{folder} cannot be made ({error.strerror})") from error
    try:
        return _Sample(folder, tell, say).build()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@dataclass(frozen=True, slots=True)
class _Sample:
    folder: Path
    tell: Progress
    say: Step

    @property
    def file(self) -> Path:
        return self.folder / "sample-review.qes"

    @contextmanager
    def _as(self, who: str) -> Iterator[Project]:
        with Project.open(self.file, who) as project:
            yield project

    def build(self) -> Built:
        with Project.create(
            self.file, author=LEAD, title=TITLE, codebook=shipped_codebook(CODEBOOK)
        ) as project:
            self.say(f"codebook: {len(shipped_codebook(CODEBOOK))} codes")
            ids = self._add_sources(project)
            self._describe_studies(project)
            coded = self._coded_files()
            suggested = suggest(project.desk, progress=self.tell, say=self.say)
            self.say(f"suggestions: for {len(suggested.segments)} segments")
            open_round(project.desk, reviewers=REVIEWERS, sources=[ids[name] for name in coded])
        passages = self._passages(coded, ids)
        for who in REVIEWERS:
            self._code(who, passages)
        with self._as(LEAD) as project:
            close_round(project.desk, "r1", reason="both reviewers have finished")
            pair = pair_tables(project.desk, "r1")[0]
        kappa, alpha = (pair.pooled.row.measure(name).value for name in ("kappa", "alpha"))
        self.say(f"agreement: {pair.n_units} segments, kappa {kappa:.2f}")
        self._agree(passages)
        self._appraise()
        self._find(passages)
        with self._as(LEAD) as project:
            left = sum(one.settled is None for one in list_disagreements(project.desk, "r1"))
            open_round(
                project.desk,
                "round 2",
                sources=[ids[name] for name in ids if name not in coded],
            )
            outputs = write_outputs(project.desk, self.folder / "outputs", progress=self.tell)
            checked = verify_project(project.desk)
        summary = (
            f"{self.file}: {TITLE}",
            f"{len(ids)} sources, {pair.n_units} segments coded by two reviewers",
            (
                f"agreement before consensus: kappa {kappa:.3f}, alpha {alpha:.3f}; "
                f"{left} disagreements left"
            ),
            f"{checked.judgements:,} decisions, hashes {'redone: ok' if checked.ok else 'WRONG'}",
        )
        return Built(self.file, outputs, summary)

    def _add_sources(self, project: Project) -> dict[str, SourceId]:
        files = {one.name: one for one in samples.sample_files()}
        ids: dict[str, SourceId] = {}
        listed = samples.load_sources()
        for n, one in enumerate(listed):
            self.tell("reading sources", n, len(listed))
            copy = self.folder / "sources" / one.file
            copy.write_bytes(files[one.file].read_bytes())
            request = AddRequest(kind=SourceKind(one.kind), study=one.study)
            added, _ = add_sources(project.desk, [copy], request)
            ids[one.file] = added[0].source
        self.say(f"sources: {len(ids)} files")
        return ids

    def _describe_studies(self, project: Project) -> None:
        for one in samples.load_studies():
            said = {
                "year": str(one.year),
                "country": one.country,
                "design": one.design,
                "participants": one.participants,
                "setting": one.setting,
            }
            add_study(project.desk, one.id, said, label=one.label)

    def _coded_files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.file for one in samples.load_coding()))

    def _passages(
        self, coded: Sequence[str], ids: dict[str, SourceId]
    ) -> dict[tuple[str, str], str]:
        """Find, for each excerpt that a decision names, the passage it stands in."""
        kinds = {one.file: one.kind for one in samples.load_sources()}
        readings = {
            name: read_source(
                (self.folder / "sources" / name).read_bytes(), name, kind=SourceKind(kinds[name])
            )
            for name in coded
        }
        wanted = {(one.file, one.words) for one in samples.load_coding()}
        wanted |= {(one.file, one.words) for one in samples.load_consensus()}
        wanted |= {
            (case.file, case.words)
            for one in samples.load_findings()
            for case in one.negative_cases
        }
        wanted |= {
            (piece.file, piece.words) for one in samples.load_edges() for piece in one.evidence
        }
        found = {}
        for file, words in sorted(wanted):
            if file in readings:
                span = samples.find_passage(readings[file], words)
                found[file, words] = f"{ids[file]}:{span.start}-{span.end}"
        return found

    def _code(self, who: str, passages: dict[tuple[str, str], str]) -> None:
        mine = [one for one in samples.load_coding() if one.reviewer == who]
        with self._as(who) as project:
            shown = _shown_suggestions(project, self.tell)
            for n, one in enumerate(mine):
                self.tell(f"{who} codes", n, len(mine))
                _replay(project, one, passages[one.file, one.words], shown)
        counted = Counter(one.decision.value for one in mine)
        self.say(f"{who}: {', '.join(f'{n} {what}' for what, n in sorted(counted.items()))}")

    def _agree(self, passages: dict[tuple[str, str], str]) -> None:
        settled = samples.load_consensus()
        with self._as(REVIEWERS[0]) as project:
            for n, one in enumerate(settled):
                self.tell("consensus", n, len(settled))
                set_consensus(
                    project.desk,
                    passages[one.file, one.words],
                    one.code,
                    applies=one.decision is Decision.APPLY,
                    reason=one.reason,
                    panel=REVIEWERS,
                )
        self.say(f"consensus: {len(settled)} disagreements settled")

    def _appraise(self) -> None:
        answers = samples.load_appraisals()
        for who in (*REVIEWERS, "consensus"):
            given = [
                NewAnswer(
                    one.study,
                    one.item,
                    f"{one.value} ({one.modifier})" if one.modifier else one.value,
                    one.reason or None,
                )
                for one in answers
                if one.appraiser == who
            ]
            agreed = who == "consensus"
            with self._as(REVIEWERS[0] if agreed else who) as project:
                record_answers(
                    project.desk, given, consensus=agreed, panel=REVIEWERS if agreed else ()
                )
        self.say(f"appraisal: {len(answers)} answers")

    def _find(self, passages: dict[tuple[str, str], str]) -> None:
        findings = samples.load_findings()
        with self._as(LEAD) as project:
            desk = project.desk
            for one in findings:
                id_ = write_finding(desk, one.statement, group=one.group_heading, codes=one.codes)
                for part in one.components:
                    assess_component(
                        desk,
                        id_,
                        CerqualComponent(part.component.value),
                        ConcernLevel(part.level.value),
                        explanation=part.explanation,
                        assessors=one.assessors,
                    )
                assess_overall(
                    desk, id_, ConfidenceLevel(one.overall.value), explanation=one.explanation
                )
                for case in one.negative_cases:
                    add_negative_case(
                        desk,
                        id_,
                        case.description,
                        handling=Handling(case.handling.value),
                        explanation=case.explanation,
                    )
            for edge in samples.load_edges():
                rests_on = [
                    Evidence(
                        EvidenceKind(piece.kind.value),
                        study=piece.study,
                        passage=passages.get((piece.file, piece.words)),
                        phrase=piece.phrase,
                    )
                    for piece in edge.evidence
                ]
                made = propose_edge(
                    desk,
                    edge.source,
                    edge.target,
                    kind=EdgeKind(edge.kind),
                    sign=Sign(edge.sign),
                    evidence=rests_on,
                )
                decide_edge(desk, made, EdgeStatus(edge.status.value), reason=edge.reason)
        self.say(f"findings: {len(findings)}, arrows: {len(samples.load_edges())}")


def _shown_suggestions(project: Project, progress: Progress) -> dict[tuple[str, str], str]:
    """Return the suggestions a reviewer sees first, by passage and code."""
    found = suggest(project.desk, top=_SHOWN, progress=progress)
    return {
        (one.passage, each.code): each.id
        for one in found.segments
        for each in one.suggestions.items
    }


def _replay(
    project: Project, one: CodingDecision, passage: str, shown: dict[tuple[str, str], str]
) -> None:
    reason = one.reason or None
    basis = shown.get((passage, one.code or ""))
    if one.decision is Decision.NONE or one.code is None:
        mark_no_code(project.desk, passage, reason=reason)
    elif one.decision is Decision.REJECT:
        reject_code(project.desk, passage, one.code, reason=reason, basis=basis)
    else:
        stance = Stance(one.stance.value) if one.stance else Stance.SUPPORTS
        apply_code(project.desk, passage, one.code, stance=stance, reason=reason, basis=basis)
