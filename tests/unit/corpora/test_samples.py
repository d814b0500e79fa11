"""The sample review is complete, hangs together, and says that it is fictional."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from types import MappingProxyType

import pytest

from corpora.reading import read_source
from corpora.samples import (
    CodingDecision,
    Component,
    Concern,
    Decision,
    EdgeStatus,
    SampleFinding,
    SampleSource,
    find_passage,
    load_appraisals,
    load_coding,
    load_consensus,
    load_edges,
    load_findings,
    load_sources,
    load_studies,
    sample_files,
)
from corpora.source import Reading, Role, SourceKind

_REVIEWERS = frozenset({"alice", "bob"})
_ITEMS = tuple(f"q{n}" for n in range(1, 11))
_FREE_TEXT = "q10"
_SOURCES = load_sources()
_TRANSCRIPTS = tuple(source for source in _SOURCES if source.kind is SourceKind.TRANSCRIPT)
_REPORTS = tuple(source for source in _SOURCES if source.kind is SourceKind.REPORT)

Passage = tuple[str, str]
"""A file and the words that name a passage in it."""


@cache
def _readings() -> Mapping[str, Reading]:
    return MappingProxyType(
        {
            source.file: read_source(file.read_bytes(), source.file, kind=source.kind)
            for source, file in zip(_SOURCES, sample_files(), strict=True)
        }
    )


def _applied(reviewer: str) -> Mapping[Passage, frozenset[str]]:
    """Every passage the reviewer looked at, with the codes they applied."""
    found: defaultdict[Passage, set[str]] = defaultdict(set)
    for row in load_coding():
        if row.reviewer == reviewer:
            codes = found[row.file, row.words]
            if row.decision is Decision.APPLY and row.code is not None:
                codes.add(row.code)
    return {passage: frozenset(codes) for passage, codes in found.items()}


def _agreed() -> Mapping[Passage, frozenset[str]]:
    """The codes of each passage after consensus."""
    alice, bob = _applied("alice"), _applied("bob")
    agreed = {passage: set(codes & bob[passage]) for passage, codes in alice.items()}
    for row in load_consensus():
        if row.decision is Decision.APPLY:
            agreed[row.file, row.words].add(row.code)
        else:
            agreed[row.file, row.words].discard(row.code)
    return {passage: frozenset(codes) for passage, codes in agreed.items()}


def _named_passages() -> Iterator[Passage]:
    yield from ((row.file, row.words) for row in load_coding())
    yield from ((row.file, row.words) for row in load_consensus())
    for finding in load_findings():
        for case in finding.negative_cases:
            yield case.file, case.words
    for edge in load_edges():
        for evidence in edge.evidence:
            yield evidence.file, evidence.words


def test_the_transcripts_cover_formats_groups_and_sites() -> None:
    assert len(_TRANSCRIPTS) >= 8
    assert {source.file.rsplit(".", 1)[1] for source in _TRANSCRIPTS} == {
        "docx",
        "pdf",
        "txt",
        "vtt",
    }
    assert len({source.group for source in _TRANSCRIPTS}) == 4
    assert len({source.site for source in _TRANSCRIPTS}) == 3


@pytest.mark.parametrize("source", _SOURCES, ids=lambda source: source.file)
def test_a_source_says_that_it_is_fictional(source: SampleSource) -> None:
    reading = _readings()[source.file]
    raw = sample_files()[_SOURCES.index(source)].read_bytes()
    head = raw[:200].decode() if reading.format == "vtt" else reading.text[:200]
    assert "Fictional" in head.split("\n", 1)[0]


@pytest.mark.parametrize("source", _TRANSCRIPTS, ids=lambda source: source.file)
def test_a_transcript_has_at_least_forty_turns_of_labelled_speakers(source: SampleSource) -> None:
    reading = _readings()[source.file]
    assert len(reading.turns) >= 40
    assert all(turn.speaker for turn in reading.turns)
    assert reading.turns[0].role.asks
    roles = [speaker.role for speaker in reading.speakers]
    assert sum(role.asks for role in roles) == 1
    assert roles.count(Role.PARTICIPANT) == len(roles) - 1


@pytest.mark.parametrize("source", _REPORTS, ids=lambda source: source.file)
def test_a_report_prints_quotes_and_says_who_speaks(source: SampleSource) -> None:
    reading = _readings()[source.file]
    assert len(reading.quotes) >= 8
    assert all(quote.attribution for quote in reading.quotes)
    assert {quote.section for quote in reading.quotes} >= {"3.1", "3.2", "3.3"}


def test_every_source_belongs_to_the_study_that_lists_it() -> None:
    listed = {file: study.id for study in load_studies() for file in study.sources}
    assert listed == {source.file: source.study for source in _SOURCES}
    assert len({study.country for study in load_studies()}) == len(load_studies())


def test_every_passage_named_anywhere_is_found_once_in_its_source() -> None:
    for file, words in frozenset(_named_passages()):
        passage = find_passage(_readings()[file], words)
        assert words in _readings()[file].text[passage.start : passage.end]


def test_no_two_decisions_name_one_passage_by_different_words() -> None:
    named = frozenset((row.file, row.words) for row in load_coding())
    places = {(file, find_passage(_readings()[file], words)) for file, words in named}
    assert len(places) == len(named)


def test_what_is_coded_in_a_transcript_is_said_by_a_participant() -> None:
    participants = {
        (source.file, turn.start)
        for source in _TRANSCRIPTS
        for turn in _readings()[source.file].turns
        if turn.role is Role.PARTICIPANT
    }
    files = {source.file for source in _TRANSCRIPTS}
    for file, words in {(row.file, row.words) for row in load_coding() if row.file in files}:
        assert (file, find_passage(_readings()[file], words).start) in participants


def test_words_that_are_not_there_name_no_passage() -> None:
    reading = _readings()[_SOURCES[0].file]
    with pytest.raises(ValueError, match="not there exactly once"):
        find_passage(reading, "words that nobody in the sample says")
    with pytest.raises(ValueError, match="in no turn"):
        find_passage(reading, "Fictional transcript written for")


def test_both_reviewers_judge_every_passage() -> None:
    assert {row.reviewer for row in load_coding()} == _REVIEWERS
    assert _applied("alice").keys() == _applied("bob").keys()


def test_a_passage_is_never_both_coded_and_without_code() -> None:
    def key(row: CodingDecision) -> tuple[str, str, str]:
        return row.reviewer, row.file, row.words

    for _, rows in groupby(sorted(load_coding(), key=key), key=key):
        decisions = [(row.decision, row.code) for row in rows]
        assert len(set(decisions)) == len(decisions)
        made = {decision for decision, _ in decisions}
        assert not made >= {Decision.APPLY, Decision.NONE}
        codes = [code for decision, code in decisions if decision is not Decision.NONE]
        assert None not in codes
        assert len(set(codes)) == len(codes)


def test_only_a_code_applied_has_a_stance() -> None:
    for row in load_coding():
        assert (row.stance is not None) == (row.decision is Decision.APPLY)
        assert (row.code is None) == (row.decision is Decision.NONE)


def test_the_consensus_settles_every_difference_and_gives_a_reason() -> None:
    alice, bob = _applied("alice"), _applied("bob")
    differing = {
        (*passage, code) for passage, codes in alice.items() for code in codes ^ bob[passage]
    }
    settled = [(row.file, row.words, row.code) for row in load_consensus()]
    assert differing <= set(settled)
    assert len(set(settled)) == len(settled)
    assert all(row.reason for row in load_consensus())
    assert all(row.decision is not Decision.NONE for row in load_consensus())


def test_the_reviewers_agree_mostly_but_not_wholly() -> None:
    alice, bob = _applied("alice"), _applied("bob")
    shared = sum(len(codes & bob[passage]) for passage, codes in alice.items())
    made = sum(map(len, alice.values())) + sum(map(len, bob.values()))
    assert 0.7 < 2 * shared / made < 0.9


def test_every_item_is_answered_by_both_appraisers_and_the_consensus() -> None:
    answered = {(row.study, row.item, row.appraiser) for row in load_appraisals()}
    assert len(answered) == len(load_appraisals())
    assert answered == {
        (study.id, item, who)
        for study in load_studies()
        for item in _ITEMS
        for who in (*_REVIEWERS, "consensus")
    }


def test_an_appraisal_gives_a_reason_where_one_is_asked_for() -> None:
    answers = {(row.study, row.item, row.appraiser): row for row in load_appraisals()}
    for (study, item, who), row in answers.items():
        if item != _FREE_TEXT:
            assert row.value in {"Y", "U", "N"}
            assert row.reason or row.value == "Y"
        differ = answers[study, item, "alice"].value != answers[study, item, "bob"].value
        if who == "consensus" and differ:
            assert row.reason


def test_the_mixed_methods_study_is_marked_where_its_qualitative_part_is_appraised() -> None:
    marked = {(row.study, row.item) for row in load_appraisals() if row.modifier == "MM"}
    assert marked == {("marsh2020", "q2")}


@pytest.mark.parametrize("finding", load_findings(), ids=lambda finding: finding.id)
def test_a_finding_rests_on_the_studies_whose_passages_hold_its_codes(
    finding: SampleFinding,
) -> None:
    study_of = {source.file: source.study for source in _SOURCES}
    contributing = {
        study_of[file] for (file, _), codes in _agreed().items() if codes & set(finding.codes)
    }
    assert contributing == set(finding.studies)


@pytest.mark.parametrize("finding", load_findings(), ids=lambda finding: finding.id)
def test_a_finding_is_a_sentence_assessed_in_four_components(finding: SampleFinding) -> None:
    assert len(finding.statement.split()) >= 12
    assert finding.statement.endswith(".")
    assert [one.component for one in finding.components] == list(Component)
    assert all(
        one.explanation for one in finding.components if one.level is not Concern.NO_OR_VERY_MINOR
    )
    assert finding.explanation
    assert set(finding.assessors) == _REVIEWERS
    assert finding.negative_cases or finding.searched_for_negative


def test_a_concern_about_methods_names_a_study_or_an_item() -> None:
    labels = [study.label for study in load_studies()]
    for finding in load_findings():
        said = finding.components[0].explanation
        assert any(label in said for label in labels), finding.id


def test_one_edge_each_is_accepted_parked_and_rejected() -> None:
    edges = load_edges()
    assert sorted(edge.status for edge in edges) == sorted(EdgeStatus)
    assert all(edge.reason and edge.decided_by in _REVIEWERS for edge in edges)
    assert all(edge.source != edge.target for edge in edges)


def test_the_evidence_of_an_edge_holds_the_phrase_that_claims_it() -> None:
    study_of = {source.file: source.study for source in _SOURCES}
    for edge in load_edges():
        for evidence in edge.evidence:
            reading = _readings()[evidence.file]
            passage = find_passage(reading, evidence.words)
            said = " ".join(reading.text[passage.start : passage.end].split())
            assert evidence.phrase in said
            assert evidence.study == study_of[evidence.file]
