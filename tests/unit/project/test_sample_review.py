from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora import samples
from corpora.samples.sample_review import Decision
from qes.errors import UserError
from qes.project import Project
from qes.project import sample as sample_module
from qes.project.sample import Built, build_sample
from qes.services.agreement import pair_tables
from qes.services.appraising import read_appraisals
from qes.services.assessing import check_findings, list_findings
from qes.services.auditing import verify_project
from qes.services.coding import CodingState, list_codings
from qes.services.comparing import list_disagreements
from qes.services.desk import Desk
from qes.services.modelling import put_together
from qes.services.rounds import list_rounds
from qes.services.showing_sources import show_sources
from qes.services.suggesting.suggesting import suggest


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample review, built once with the real model."""
    return build_sample(tmp_path_factory.mktemp("sample") / "demo")


@pytest.fixture(scope="module")
def lead(built: Built) -> Iterator[Desk]:
    with Project.open(built.project, "lead") as project:
        yield project.desk


def test_every_step_leaves_its_output(built: Built) -> None:
    names = {one.file.name for one in built.outputs}
    assert len(names) == len(built.outputs)
    assert all(one.file.stat().st_size > 100 for one in built.outputs)
    stems = {name.partition(".")[0] for name in names}
    assert stems == {
        "logic-model",
        "codebook",
        "codes-by-study",
        "coded-passages",
        "appraisal-consensus",
        "appraisal-alice",
        "appraisal-bob",
        "appraisal-long",
        "summary-of-findings",
        "evidence-profile",
        "agreement-r1",
    }


def test_every_hash_can_be_redone(lead: Desk) -> None:
    found = verify_project(lead)
    assert found.ok
    assert found.authors == ("alice", "bob", "lead")


def test_every_decision_of_the_reviewers_is_in_the_project(lead: Desk) -> None:
    wanted = Counter(
        (one.reviewer, one.decision) for one in samples.load_coding() if one.code is not None
    )
    states = {CodingState.APPLIED: Decision.APPLY, CodingState.REJECTED: Decision.REJECT}
    found = Counter(
        (str(one.judgement.author), states[one.state]) for one in list_codings(lead, everyone=True)
    )
    assert found == wanted


def test_accepted_suggestions_are_pointed_back_to(lead: Desk) -> None:
    based = [one for one in list_codings(lead, everyone=True) if one.judgement.basis is not None]
    assert based


def test_every_disagreement_is_settled_and_the_round_closed(lead: Desk) -> None:
    first, second = list_rounds(lead)
    assert (first.blind, second.blind) == (False, True)
    found = list_disagreements(lead, "r1")
    assert found
    assert all(one.settled is not None for one in found)


def test_agreement_is_measured_before_consensus_and_is_that_of_people(lead: Desk) -> None:
    (pair,) = pair_tables(lead, "r1")
    kappa = pair.pooled.row.measure("kappa").value
    assert kappa is not None
    assert 0.6 < kappa < 0.95
    assert pair.n_units > 300


def test_both_appraisals_and_their_consensus_are_there(lead: Desk) -> None:
    wanted = Counter(one.appraiser for one in samples.load_appraisals())
    found = read_appraisals(lead)
    assert {str(who): len(cells) for who, cells in found.by_appraiser.items()} == {
        "alice": wanted["alice"],
        "bob": wanted["bob"],
    }
    assert len(found.consensus) == wanted["consensus"]


def test_every_finding_is_assessed_and_stands_up_to_a_careful_reader(lead: Desk) -> None:
    findings = list_findings(lead)
    assert len(findings) == len(samples.load_findings())
    assert all(one.overall is not None and one.studies for one in findings)
    assert check_findings(lead) == ()


def test_the_model_draws_only_what_was_accepted(lead: Desk, built: Built) -> None:
    model = put_together(lead)
    accepted = [one for one in samples.load_edges() if one.status.value == "accepted"]
    assert len(model.drawn_edges) == len(accepted)
    assert len(model.boxes) == 9
    file = next(one.file for one in built.outputs if one.file.name == "logic-model.json")
    drawn = json.loads(file.read_text("utf-8"))
    assert [node["title"] for node in drawn["nodes"]] == [box.title for box in model.boxes]


def test_every_awaited_unit_has_suggestions(lead: Desk) -> None:
    assert len(show_sources(lead)) == len(samples.load_sources())
    assert len(suggest(lead).segments) > 400


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="is there already"):
        build_sample(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_nothing_is_left_of_a_build_that_is_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sample_module, "suggest", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build_sample(tmp_path / "demo")
    assert not (tmp_path / "demo").exists()
