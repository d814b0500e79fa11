from __future__ import annotations

import pytest

from codebooks.cerqual import CerqualComponent, ConcernLevel, ConfidenceLevel
from qes.base import CodeId
from qes.errors import NotFound, UserError
from qes.services.appraising import NewAnswer, record_answers
from qes.services.assessing import (
    Handling,
    add_negative_case,
    assess_component,
    assess_overall,
    check_findings,
    list_findings,
    write_finding,
)
from qes.services.desk import Desk
from qes.services.studies import ThemeLink, add_study, link_themes
from qes.services.tabulating import evidence_profile, summary_of_findings

STATEMENT = (
    "People who were driven to work by a neighbour kept the job through the winter, "
    "while those who walked gave up."
)


def assess_all(
    desk: Desk, finding: str, level: ConcernLevel = ConcernLevel.NO_OR_VERY_MINOR
) -> None:
    for component in CerqualComponent:
        assess_component(
            desk, finding, component, level, explanation="As read.", assessors=["alice", "bob"]
        )


def asked(desk: Desk) -> set[str]:
    return {one.code for one in check_findings(desk)}


def test_a_finding_keeps_its_words_and_gets_its_studies_from_its_codes(alice: Desk) -> None:
    link_themes(alice, [ThemeLink("a2020", CodeId("help.rides"), "text")])
    id_ = write_finding(alice, f"  {STATEMENT}\n", group="Getting there", codes=["The support"])
    (one,) = list_findings(alice)
    assert (one.id, one.statement, one.group) == (id_, STATEMENT, "Getting there")
    assert (one.codes, one.studies) == (("help.support",), ("a2020",))


def test_studies_may_be_named_instead_if_they_are_there(alice: Desk) -> None:
    link_themes(alice, [ThemeLink("a2020", CodeId("help.rides"), "text")])
    with pytest.raises(NotFound, match="no study 'b2020'"):
        write_finding(alice, STATEMENT, studies=["b2020"])
    add_study(alice, "b2020", label="Bo 2020")
    write_finding(alice, STATEMENT, codes=["help.rides"], studies=["Bo 2020"])
    assert list_findings(alice)[0].studies == ("b2020",)


def test_a_finding_needs_a_statement_and_codes_that_are_there(alice: Desk) -> None:
    with pytest.raises(UserError, match="needs a statement"):
        write_finding(alice, " ")
    with pytest.raises(NotFound):
        write_finding(alice, STATEMENT, codes=["no such code"])
    with pytest.raises(NotFound, match="no finding 'f9'"):
        write_finding(alice, STATEMENT, finding="f9")
    assert list_findings(alice) == ()


def test_rewriting_keeps_the_id_and_what_was_assessed(alice: Desk) -> None:
    id_ = write_finding(alice, "Rides helped.")
    assess_all(alice, id_)
    assert write_finding(alice, STATEMENT, finding=id_) == id_
    (one,) = list_findings(alice)
    assert one.statement == STATEMENT
    assert len(one.components) == 4


def test_concerns_need_an_explanation(alice: Desk) -> None:
    id_ = write_finding(alice, STATEMENT)
    component = CerqualComponent.COHERENCE
    assess_component(alice, id_, component, ConcernLevel.NO_OR_VERY_MINOR, explanation="")
    with pytest.raises(UserError, match="coherence: concerns need an explanation"):
        assess_component(alice, id_, component, ConcernLevel.MINOR, explanation=" ")
    found = list_findings(alice)[0].component(component)
    assert found is not None
    assert found.level is ConcernLevel.NO_OR_VERY_MINOR


def test_overall_waits_for_the_four_components(alice: Desk) -> None:
    id_ = write_finding(alice, STATEMENT)
    for component in list(CerqualComponent)[:3]:
        assess_component(alice, id_, component, ConcernLevel.NO_OR_VERY_MINOR, explanation="")
    with pytest.raises(UserError, match="judge first: relevance"):
        assess_overall(alice, id_, ConfidenceLevel.HIGH, explanation="")
    assert list_findings(alice)[0].overall is None


def test_no_level_is_computed_from_the_components(alice: Desk) -> None:
    id_ = write_finding(alice, STATEMENT)
    assess_all(alice, id_, ConcernLevel.SERIOUS)
    (row,) = summary_of_findings(alice).rows
    assert row.cells[3] == "not assessed"
    assess_overall(alice, id_, ConfidenceLevel.HIGH, explanation="")
    found = list_findings(alice)[0].overall
    assert found is not None
    assert found.level is ConfidenceLevel.HIGH


def test_less_than_high_confidence_needs_an_explanation(alice: Desk) -> None:
    id_ = write_finding(alice, STATEMENT)
    assess_all(alice, id_)
    with pytest.raises(UserError, match="less than high needs an explanation"):
        assess_overall(alice, id_, ConfidenceLevel.MODERATE, explanation="")
    assess_overall(alice, id_, ConfidenceLevel.MODERATE, explanation="One site only.")


def test_a_case_set_aside_needs_a_reason_and_cases_keep_their_order(alice: Desk) -> None:
    id_ = write_finding(alice, STATEMENT)
    with pytest.raises(UserError, match="set aside needs a reason"):
        add_negative_case(
            alice, id_, "Otto walked and stayed.", handling=Handling.SET_ASIDE, explanation=""
        )
    with pytest.raises(UserError, match="needs a description"):
        add_negative_case(alice, id_, " ", handling=Handling.EXPLAINED, explanation="")
    for n in range(12):
        add_negative_case(alice, id_, f"case {n}", handling=Handling.EXPLAINED, explanation="")
    assert list_findings(alice)[0].negative_cases == tuple(f"case {n}" for n in range(12))


def test_what_a_careful_reader_asks_about_a_bare_finding(alice: Desk) -> None:
    write_finding(alice, "Rides helped.")
    assert asked(alice) == {"components", "statement", "studies", "assessors"}


def test_a_finding_without_fault_is_asked_nothing(alice: Desk) -> None:
    link_themes(alice, [ThemeLink("a2020", CodeId("help.rides"), "text")])
    id_ = write_finding(alice, STATEMENT, codes=["help.rides"])
    assess_all(alice, id_)
    assess_overall(alice, id_, ConfidenceLevel.HIGH, explanation="")
    assert asked(alice) == {"appraisal"}
    record_answers(alice, [NewAnswer("a2020", "q1", "Y")], consensus=True)
    assert asked(alice) == set()


@pytest.mark.parametrize(
    ("components", "overall", "message"),
    [
        (ConcernLevel.SERIOUS, ConfidenceLevel.HIGH, "although one component has serious concerns"),
        (ConcernLevel.NO_OR_VERY_MINOR, ConfidenceLevel.LOW, "although no component has concerns"),
    ],
)
def test_levels_that_do_not_fit_each_other_are_asked_about(
    alice: Desk, components: ConcernLevel, overall: ConfidenceLevel, message: str
) -> None:
    id_ = write_finding(alice, STATEMENT)
    assess_all(alice, id_, components)
    assess_overall(alice, id_, overall, explanation="As read.")
    (one,) = (one for one in check_findings(alice) if one.code == "overall")
    assert message in one.message


def test_the_same_explanation_twice_is_asked_about(alice: Desk) -> None:
    first, second = (write_finding(alice, STATEMENT) for _ in range(2))
    for id_ in (first, second):
        assess_all(alice, id_)
        assess_overall(alice, id_, ConfidenceLevel.HIGH, explanation="Word for word.")
    (one,) = (one for one in check_findings(alice) if one.code == "same-explanation")
    assert one.finding == second
    assert one.message == f"the explanation is word for word that of {first}"


def test_the_profile_prints_label_and_explanation_of_every_component(alice: Desk) -> None:
    id_ = write_finding(alice, STATEMENT, group="Getting there")
    assess_all(alice, id_, ConcernLevel.MINOR)
    table = evidence_profile(alice)
    assert [column.key for column in table.columns][2:6] == [one.value for one in CerqualComponent]
    (row,) = table.rows
    assert row.group == "Getting there"
    assert set(row.cells[2:6]) == {"Minor concerns: As read."}
