"""In an open round no service that is there shows a reviewer a trace of what another decides."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import qes.services
from codebooks.cerqual import CerqualComponent, ConcernLevel, ConfidenceLevel
from corpora.cast.people import Cast
from corpora.span import Span
from logicmodel.edge import EdgeStatus, Evidence, EvidenceKind
from qes.analysis.agreement.estimates import IntervalPlan
from qes.base import SegmentId, SourceId
from qes.errors import UserError
from qes.exchange.citations import read_citations
from qes.project import Project
from qes.services import (
    anchoring,
    appraising,
    assessing,
    auditing,
    blindness,
    calibrating,
    codebook,
    codebook_versions,
    coding,
    comparing,
    comparing_answers,
    consensus,
    disputed_definitions,
    key_file,
    modelling,
    name_proposals,
    overviewing,
    pseudonymising,
    pseudonyms,
    referencing,
    replacing,
    review,
    rounds,
    screening,
    showing_sources,
    sourcing,
    speaking,
    studies,
    tabulating,
    tabulating_codes,
    undoing,
    withdrawing,
)
from qes.services.agreement import cleaning, item_tables, pairs, reporting, round_data
from qes.services.desk import Desk
from qes.services.screening_form import FORM, Decision
from qes.services.screening_form import Stage as ScreeningStage
from qes.services.suggesting import (
    advising,
    coded_corpus,
    corpus,
    embedding,
    estimating,
    following,
    grouping,
    guarding,
    learning,
    offering,
    ordering,
    placing,
    queue,
    second_looks,
    settings,
    suggesting,
)
from qes.store.sources import StoredSource, list_sources, read_text
from qes.suggest.order import Order
from tests.contracts.blind_project import (
    FIRST,
    OTHER_REFERENCE,
    OWN_WORDS,
    REFERENCE,
    all_in,
    files_in,
    make_project,
    secrets_of,
    write_sources,
)
from tests.contracts.sample_project import small_codebook
from tests.unit.services.word_counter import WordCounter

Service = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Stage:
    """Ben at his desk, in a copy of the project of his own."""

    desk: Desk
    folder: Path

    def segment(self, n: int = 1, source: str = FIRST) -> SegmentId:
        return review.read_source(self.desk, source).segments[n].id

    def source(self, name: str = FIRST) -> SourceId:
        return review.read_source(self.desk, name).id

    def file(self, name: str, text: str) -> Path:
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name

    def passages_of_anyone(self) -> list[str]:
        """Ids of passages that Anna may have cut out, as somebody would guess them."""
        found = []
        with self.desk.store.read() as connection:
            for one in list_sources(connection, ever=True):
                text = read_text(connection, one.id)
                for words in OWN_WORDS:
                    if words in text:
                        at = text.index(words)
                        found.append(f"{one.id}:{at}-{at + len(words)}")
        return found


class _Key:
    """Where a real name, which Anna's memo does not hold, is hidden."""

    @staticmethod
    def of(stage: Stage) -> key_file.KeyFile:
        return key_file.open_key(stage.desk, stage.folder / "key.json")


def _tries(stage: Stage, ask: Callable[[str], object]) -> list[object]:
    """What is said to each guess, right or wrong, without the guess: all must be told the same."""
    said = []
    for guess in stage.passages_of_anyone():
        start, _, stop = guess.rpartition(":")[2].partition("-")
        wrong = f"{guess.rpartition(':')[0]}:{int(start) + 1}-{stop}"
        said.append(_answer(ask, guess))
        assert type(said[-1]) is type(_answer(ask, wrong)), "an answer tells a right guess"
    return said


def _answer(ask: Callable[[str], object], guess: str) -> object:
    try:
        return ask(guess)
    except UserError as error:
        return type(error)(str(error).replace(guess, "#"))


CALLS: dict[Service, Callable[[Stage], object]] = {
    pairs.pair_tables: lambda one: pairs.pair_tables(one.desk, "blind"),
    item_tables.item_tables: lambda one: item_tables.item_tables(
        one.desk, "r2", IntervalPlan(9), elsewhere=True
    ),
    reporting.agreement_report: lambda one: reporting.agreement_report(one.desk),
    cleaning.blind_work: lambda one: cleaning.blind_work(one.desk, _round_before(one)),
    anchoring.list_anchors: lambda one: anchoring.list_anchors(one.desk, "second-2.txt"),
    anchoring.accept_anchors: lambda one: _tries(
        one, lambda guess: anchoring.accept_anchors(one.desk, [guess])
    ),
    anchoring.decide_anchor: lambda one: _tries(
        one, lambda guess: anchoring.decide_anchor(one.desk, guess, Span(1, 5))
    ),
    anchoring.reject_anchors: lambda one: _tries(
        one, lambda guess: anchoring.reject_anchors(one.desk, [guess])
    ),
    appraising.record_answers: lambda one: appraising.record_answers(
        one.desk, [appraising.NewAnswer("study-one", "q2", "Y")]
    ),
    appraising.read_appraisals: lambda one: appraising.read_appraisals(one.desk),
    assessing.write_finding: lambda one: assessing.write_finding(
        one.desk, "Cold.", codes=["winter"]
    ),
    assessing.add_negative_case: lambda one: assessing.add_negative_case(
        one.desk, "f1", "x", handling=assessing.Handling.EXPLAINED, explanation="x"
    ),
    assessing.assess_component: lambda one: assessing.assess_component(
        one.desk,
        "f1",
        CerqualComponent.COHERENCE,
        ConcernLevel.MINOR,
        explanation="x",
    ),
    assessing.assess_overall: lambda one: assessing.assess_overall(
        one.desk, "f1", ConfidenceLevel.HIGH, explanation="x"
    ),
    assessing.list_findings: lambda one: assessing.list_findings(one.desk),
    assessing.check_findings: lambda one: assessing.check_findings(one.desk),
    auditing.verify_project: lambda one: auditing.verify_project(one.desk),
    auditing.note_heads: lambda one: [
        (head.author, head.seq) for head in auditing.note_heads(one.desk)
    ],
    auditing.read_log: lambda one: auditing.read_log(one.desk),
    calibrating.hold_to_rule: lambda one: calibrating.hold_to_rule(one.desk, "blind"),
    codebook.import_codebook: lambda one: codebook.import_codebook(one.desk, small_codebook()),
    codebook.add_code: lambda one: codebook.add_code(one.desk, "Cold"),
    codebook.current_codebook: lambda one: codebook.current_codebook(one.desk),
    codebook.count_codings: lambda one: codebook.count_codings(one.desk),
    codebook_versions.by_codebook_version: lambda one: codebook_versions.by_codebook_version(
        one.desk, "blind"
    ),
    coding.apply_code: lambda one: coding.apply_code(one.desk, one.segment(), "winter"),
    coding.reject_code: lambda one: coding.reject_code(one.desk, one.segment(), "winter"),
    coding.remove_code: lambda one: coding.remove_code(one.desk, one.segment(5), "transport"),
    coding.mark_no_code: lambda one: coding.mark_no_code(one.desk, one.segment(3)),
    coding.mark_seen: lambda one: coding.mark_seen(one.desk, [one.segment()]),
    coding.add_memo: lambda one: coding.add_memo(one.desk, one.segment(), "hm"),
    coding.list_codings: lambda one: coding.list_codings(one.desk, everyone=True),
    comparing.compare: lambda one: comparing.compare(one.desk),
    comparing.list_disagreements: lambda one: comparing.list_disagreements(one.desk, "blind"),
    comparing_answers.compare_answers: lambda one: [
        comparing_answers.compare_answers(one.desk, appraising.appraisal_form()),
        _answer(
            lambda name: comparing_answers.compare_answers(one.desk, FORM, name),
            "screened",
        ),
    ],
    consensus.set_consensus: lambda one: consensus.set_consensus(
        one.desk, one.segment(), "winter", applies=True, reason="x"
    ),
    consensus.settle: lambda one: consensus.settle(
        one.desk, one.segment(), [consensus.Agreed("winter", applies=True)], reason="x"
    ),
    consensus.undo_consensus: lambda one: consensus.undo_consensus(
        one.desk, one.segment(), "winter"
    ),
    disputed_definitions.disputed_definitions: lambda one: (
        disputed_definitions.disputed_definitions(one.desk)
    ),
    blindness.blindness_of: lambda one: [
        blindness.blindness_of(one.desk, "before"),
        blindness.blindness_of(one.desk, None),
        _answer(lambda name: blindness.blindness_of(one.desk, name), "blind"),
    ],
    key_file.key_path: lambda one: key_file.key_path(one.desk),
    key_file.open_key: lambda one: key_file.open_key(one.desk, one.folder / "key.json"),
    modelling.propose_edge: lambda one: modelling.propose_edge(one.desk, "winter", "staying"),
    modelling.decide_edge: lambda one: modelling.decide_edge(
        one.desk, "e1", EdgeStatus.ACCEPTED, reason="x"
    ),
    modelling.add_evidence: lambda one: modelling.add_evidence(
        one.desk, "e1", Evidence(EvidenceKind.THEORY, phrase="x")
    ),
    modelling.put_together: lambda one: modelling.put_together(one.desk),
    name_proposals.names_sources: lambda one: name_proposals.names_sources(one.desk, ()),
    name_proposals.propose_names: lambda one: name_proposals.propose_names(
        one.desk,
        _Key.of(one).key,
        name_proposals.names_sources(one.desk, ()),
        recogniser=False,
    ),
    overviewing.look: lambda one: overviewing.look(one.desk),
    pseudonymising.give_pseudonyms: lambda one: pseudonymising.give_pseudonyms(
        one.desk, _Key.of(one), name_proposals.names_sources(one.desk, ()), None
    ),
    pseudonymising.original_of: lambda one: pseudonymising.original_of(
        one.desk, _Key.of(one).key, FIRST
    ),
    pseudonyms.names_elsewhere: lambda one: pseudonyms.names_elsewhere(one.desk, _Key.of(one).key),
    pseudonyms.names_leaving: lambda one: pseudonyms.names_leaving(one.desk, "Anna said"),
    referencing.import_references: lambda one: referencing.import_references(
        one.desk,
        [one.file("list.ris", "TY  - JOUR\nTI  - Buses\nER  - \n")],
        read_citations,
    ),
    referencing.show_references: lambda one: referencing.show_references(one.desk),
    referencing.show_reference: lambda one: referencing.show_reference(one.desk, "x"),
    screening.screen: lambda one: screening.screen(
        one.desk, [REFERENCE], ScreeningStage.TITLE, Decision.INCLUDE
    ),
    screening.undo_screening: lambda one: [
        screening.undo_screening(one.desk, REFERENCE, ScreeningStage.TITLE),
        _answer(
            lambda name: screening.undo_screening(one.desk, name, ScreeningStage.TITLE),
            OTHER_REFERENCE,
        ),
    ],
    screening.agree_on_reference: lambda one: screening.agree_on_reference(
        one.desk, REFERENCE, ScreeningStage.TITLE, Decision.INCLUDE, reason="x"
    ),
    screening.undo_agreement: lambda one: screening.undo_agreement(
        one.desk, REFERENCE, ScreeningStage.TITLE
    ),
    screening.read_screening: lambda one: [
        screening.read_screening(one.desk, stage) for stage in ScreeningStage
    ],
    screening.left_to_screen: lambda one: [
        screening.left_to_screen(one.desk, stage) for stage in ScreeningStage
    ],
    replacing.replace_source: lambda one: replacing.replace_source(
        one.desk,
        FIRST,
        one.file(
            "new.txt",
            (one.folder / FIRST).read_text("utf-8").replace("bus", "tram").replace("years", "ages"),
        ),
    ),
    replacing.replace_by_bytes: lambda one: replacing.replace_by_bytes(
        one.desk, _stored(one), FIRST, (one.folder / FIRST).read_bytes() + b"\n\nBEN: No.", str
    ),
    replacing.restore_source: lambda one: replacing.restore_source(one.desk, "second-2.txt"),
    review.sources: lambda one: review.sources(one.desk),
    review.read_source: lambda one: review.read_source(one.desk, FIRST),
    review.decisions: lambda one: [
        review.decisions(one.desk, name) for name in (FIRST, "second-2.txt")
    ],
    review.codebook: lambda one: review.codebook(one.desk),
    review.round_state: lambda one: review.round_state(one.desk, FIRST),
    review.has_vectors: lambda one: review.has_vectors(one.desk),
    review.place: lambda one: review.place(one.desk),
    review.place_of: lambda one: review.place_of(one.desk, one.segment()),
    review.remember_place: lambda one: review.remember_place(
        one.desk,
        one.source(),
        one.segment(),
    ),
    rounds.assign: lambda one: rounds.assign(one.desk, "blind", reviewers=["eva"]),
    rounds.assigned_segments: lambda one: rounds.assigned_segments(one.desk, "blind"),
    rounds.own_units: lambda one: [
        rounds.own_units(one.desk, name) for name in ("blind", "screened")
    ],
    rounds.open_round: lambda one: rounds.open_round(one.desk, "more"),
    rounds.split_round: lambda one: rounds.split_round(one.desk, "before", overlap=0.2),
    rounds.progress: lambda one: rounds.progress(one.desk, "blind"),
    rounds.overlook: lambda one: [
        rounds.overlook(one.desk, name) for name in ("blind", "screened")
    ],
    rounds.begin_consensus: lambda one: rounds.begin_consensus(one.desk, "before"),
    rounds.list_rounds: lambda one: rounds.list_rounds(one.desk),
    showing_sources.show_sources: lambda one: showing_sources.show_sources(one.desk),
    showing_sources.show_source: lambda one: showing_sources.show_source(one.desk, FIRST),
    showing_sources.show_beside: lambda one: showing_sources.show_beside(one.desk, FIRST),
    showing_sources.show_segments: lambda one: showing_sources.show_segments(one.desk, FIRST),
    showing_sources.show_constructs: lambda one: showing_sources.show_constructs(
        one.desk, FIRST, [found for found, _ in showing_sources.show_segments(one.desk, FIRST)]
    ),
    sourcing.add_sources: lambda one: sourcing.add_sources(
        one.desk, [one.file("third.txt", "ANNA: Yes.\n\nBEN: No.")], sourcing.AddRequest()
    ),
    speaking.list_speakers: lambda one: speaking.list_speakers(one.desk),
    speaking.describe_speaker: lambda one: speaking.describe_speaker(
        one.desk, FIRST, "BEN", speaking.Said(name="Ben")
    ),
    speaking.apply_cast: lambda one: speaking.apply_cast(one.desk, Cast()),
    studies.add_study: lambda one: studies.add_study(one.desk, "study-two"),
    studies.describe_study: lambda one: studies.describe_study(one.desk, "study-one", {"n": "3"}),
    studies.list_studies: lambda one: studies.list_studies(one.desk),
    studies.link_source: lambda one: studies.link_source(one.desk, "study-one", ["second-2.txt"]),
    studies.link_themes: lambda one: studies.link_themes(one.desk, []),
    coded_corpus.read_coded_corpus: lambda one: coded_corpus.read_coded_corpus(one.desk),
    coded_corpus.passages_to_group: lambda one: coded_corpus.passages_to_group(
        one.desk, coded_corpus.read_coded_corpus(one.desk), lambda *_: None
    ),
    corpus.read_corpus: lambda one: corpus.read_corpus(one.desk),
    embedding.embedder_of: lambda one: repr(type(embedding.embedder_of(one.desk))),
    embedding.embed: lambda one: embedding.embed(one.desk),
    embedding.embed_texts: lambda one: embedding.embed_texts(one.desk, ["a bus"]),
    estimating.remaining_of: lambda one: estimating.remaining_of(one.desk, "winter"),
    estimating.remaining_of_codes: lambda one: estimating.remaining_of_codes(one.desk),
    grouping.find_groups: lambda one: grouping.find_groups(one.desk, count=2),
    grouping.dismiss_group: lambda one: grouping.dismiss_group(one.desk, _group(one), "x"),
    grouping.merge_groups: lambda one: grouping.merge_groups(one.desk, _groups(one)),
    grouping.make_code: lambda one: grouping.make_code(one.desk, _group(one), "Cold"),
    guarding.report_on_suggestions: lambda one: guarding.report_on_suggestions(one.desk),
    learning.learn: lambda one: learning.learn(one.desk, corpus.read_corpus(one.desk)),
    ordering.work_order: lambda one: [ordering.work_order(one.desk, order) for order in Order],
    placing.plain_line: lambda one: placing.plain_line(
        one.desk, queue.Queue(one.desk), Order.RANDOM, None
    ),
    second_looks.second_looks: lambda one: second_looks.second_looks(one.desk),
    settings.set_settings_of_suggestions: lambda one: settings.set_settings_of_suggestions(
        one.desk, withheld=0.5
    ),
    suggesting.suggest: lambda one: suggesting.suggest(one.desk, top=9),
    tabulating.appraisal_matrix: lambda one: tabulating.appraisal_matrix(one.desk),
    tabulating.appraisal_table: lambda one: [
        _answer(lambda name: tabulating.appraisal_table(one.desk, appraiser=name), name)
        for name in ("anna", "ben")
    ],
    tabulating.appraisal_long: lambda one: tabulating.appraisal_long(one.desk),
    tabulating.summary_of_findings: lambda one: tabulating.summary_of_findings(one.desk),
    tabulating.evidence_profile: lambda one: tabulating.evidence_profile(one.desk),
    tabulating_codes.code_by_study: lambda one: tabulating_codes.code_by_study(one.desk),
    tabulating_codes.coded_passages: lambda one: tabulating_codes.coded_passages(one.desk),
    undoing.undo: lambda one: undoing.undo(one.desk),
    undoing.redo: lambda one: (undoing.undo(one.desk), undoing.redo(one.desk)),
    withdrawing.preview_withdrawal: lambda one: [
        withdrawing.preview_withdrawal(one.desk, FIRST),
        withdrawing.preview_withdrawal(one.desk, FIRST, "ANNA"),
    ],
    withdrawing.withdraw: lambda one: withdrawing.withdraw(one.desk, "second-2.txt"),
    # classes that are given a desk
    advising.Advisor: lambda one: advising.Advisor(one.desk).offer(one.segment(2)),
    following.Follower: lambda one: following.Follower(one.desk).learned(
        lambda connection: corpus.corpus_at_hand(connection, one.desk)
    ),
    ordering.WorkOrder: lambda one: ordering.WorkOrder(one.desk, Order.DOUBTFUL).next(),
    queue.Queue: lambda one: _caught_up(queue.Queue(one.desk)),
}
"""How each service is asked by Ben."""

ENDS_BLINDNESS: frozenset[Service] = frozenset({rounds.close_round, rounds.compare_round})
"""What is there to end blindness, for a reason that is kept; a server lets only its leads do so."""
PARTS: frozenset[Service] = frozenset({offering.Offers})
"""What only other services make, from what was learned: `Advisor` and `suggest` show all of it."""


REFUSED: frozenset[Service] = frozenset(
    {
        # these ask for the open round
        pairs.pair_tables,
        item_tables.item_tables,
        codebook_versions.by_codebook_version,
        comparing.list_disagreements,
        consensus.set_consensus,
        consensus.settle,
        consensus.undo_consensus,
        screening.agree_on_reference,
        screening.undo_agreement,
        # these cannot do what they are asked for, whoever asks
        assessing.assess_overall,
        modelling.decide_edge,
        pseudonymising.original_of,
        referencing.show_reference,
        rounds.assign,
        rounds.open_round,
        rounds.split_round,
        rounds.begin_consensus,
        grouping.merge_groups,
    }
)
"""What answers with an error; the others must not, for then they would show nothing at all."""


def _stored(one: Stage) -> StoredSource:
    with one.desk.store.read() as connection:
        return next(each for each in list_sources(connection) if each.name == FIRST)


def _round_before(one: Stage) -> round_data.RoundData:
    with one.desk.store.read() as connection:
        return round_data.read_round(connection, "before")


def _groups(one: Stage) -> list[grouping.OfferedGroup]:
    return list(grouping.find_groups(one.desk, count=2))


def _group(one: Stage) -> grouping.OfferedGroup:
    found = _groups(one)
    if not found:
        raise UserError("no group is offered")
    return found[0]


def _caught_up(one: queue.Queue) -> object:
    one.catch_up()
    return one


def services() -> Iterator[Service]:
    """Every public function and class of the services that is given a desk first."""
    for found in pkgutil.walk_packages(qes.services.__path__, "qes.services."):
        module = importlib.import_module(found.name)
        for name, one in vars(module).items():
            public = not name.startswith("_") and getattr(one, "__module__", "") == found.name
            if public and (inspect.isfunction(one) or inspect.isclass(one)):
                try:
                    first = next(iter(inspect.signature(one).parameters.values()), None)
                except ValueError:
                    continue
                if first is not None and first.annotation in {"Desk", Desk}:
                    yield one


def test_every_service_is_asked() -> None:
    asked = {*CALLS, *ENDS_BLINDNESS, *PARTS}
    there = set(services())
    assert {f"{one.__module__}.{one.__qualname__}" for one in there - asked} == set()
    assert asked <= there


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blind")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qes.suggest.embedder.Embedder", WordCounter)
        make_project(folder, with_anna=True)
    return folder


@pytest.fixture
def stage(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr("qes.suggest.embedder.Embedder", WordCounter)
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(made / "project.qes", tmp_path / "project.qes")
    write_sources(tmp_path)
    with Project.open(tmp_path / "project.qes", "ben") as ben:
        yield Stage(ben.desk, tmp_path)


@pytest.mark.parametrize(
    "service",
    CALLS,
    ids=lambda one: f"{one.__module__.removeprefix('qes.services.')}.{one.__name__}",
)
def test_no_service_shows_a_trace(
    service: Service, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets = secrets_of(stage.folder / "project.qes")
    try:
        said: object = CALLS[service](stage)
    except UserError as error:
        said = error
    assert isinstance(said, UserError) == (service in REFUSED), said
    out, err = capsys.readouterr()
    assert secrets.found_in(all_in(said), files_in(stage.folder), out, err) == set()


def test_who_has_worked_finds_their_own_traces(made: Path) -> None:
    secrets = secrets_of(made / "project.qes")
    with Project.open(made / "project.qes", "anna") as anna:
        own = all_in(auditing.read_log(anna.desk))
        assert len(secrets.found_in(own)) > len(secrets.marks) * 0.6
        listed = all_in(review.decisions(anna.desk, FIRST))
        assert len(secrets.found_in(listed)) > 5
