"""The learner as a whole."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qes.suggest.calibration import DECISIONS_NEEDED, Strength
from qes.suggest.codes import code_rows
from qes.suggest.evidence import Kind
from qes.suggest.features import Features, features
from qes.suggest.learned import NO_CODE, Labels
from qes.suggest.learner import CodeLearner
from qes.suggest.proposals import propose
from qes.suggest.replay import Verdict, replay

Matrix = NDArray[np.float64]
CODES = ("fear", "hope", "cost")
WORDS = ("afraid", "better", "money")
D = 6


def finished(*codes: str) -> Labels:
    return Labels(frozenset(codes), finished=True)


def learner(codes: Sequence[str] = CODES, kinds: Sequence[Kind] = tuple(Kind)) -> CodeLearner:
    return CodeLearner(codes, np.eye(len(codes), D), kinds=kinds)


def material(n: int, seed: int = 0) -> tuple[tuple[Features, ...], list[str]]:
    """Make segments that mean, say and follow what their code is."""
    chance = np.random.default_rng(seed)
    codes = chance.integers(0, len(CODES), n)
    vectors = 0.6 * np.eye(D)[codes] + 0.5 * chance.normal(size=(n, D))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"They said {WORDS[code]} number {at}." for at, code in enumerate(codes)]
    names = [f"s{at}" for at in range(n)]
    documents = [f"d{at // 7}" for at in range(n)]
    return features(names, texts, vectors, documents=documents), [CODES[code] for code in codes]


def verdict(seq: int, segment: str, labels: Labels, author: str = "ann") -> Verdict:
    return Verdict(f"2026-01-01T00:00:{seq // 10:02}Z", author, "laptop", seq, segment, labels)


def test_a_code_learned_from_one_segment_comes_first_for_one_like_it() -> None:
    row = np.eye(D)[4]
    one, two = features(["a", "b"], ["a queue", "the queue"], np.vstack([row, row]))
    asked = learner()
    assert propose(asked, (two,))[0].codes[0].code == "fear"  # nothing known: tree order
    asked.partial_fit((one,), (finished("cost"),))
    assert propose(asked, (two,))[0].codes[0].code == "cost"


def test_learning_beats_the_definitions_on_what_follows() -> None:
    segments, codes = material(300)
    asked = learner()
    before = asked.shares(segments[200:])[:, 1:].argmax(axis=1)
    asked.partial_fit(segments[:200], [finished(code) for code in codes[:200]])
    after = asked.shares(segments[200:])[:, 1:].argmax(axis=1)
    right = np.array([CODES.index(code) for code in codes[200:]])
    assert (after == right).mean() > (before == right).mean() + 0.1
    assert (after == right).mean() > 0.95


decided = st.lists(
    st.tuples(
        st.integers(0, 7),
        st.sets(st.sampled_from(CODES)),
        st.sets(st.sampled_from(CODES)),
        st.booleans(),
    ),
    max_size=14,
)


@given(steps=decided, order=st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_replaying_gives_the_live_learner_bit_for_bit_in_whatever_order_copies_were_merged(
    steps: list[tuple[int, set[str], set[str], bool]], order: st.DrawFn
) -> None:
    segments, _ = material(8)
    live = learner()
    verdicts = []
    for seq, (at, accepted, rejected, done) in enumerate(steps):
        labels = Labels(frozenset(accepted), frozenset(rejected - accepted), done)
        live.partial_fit((segments[at],), (labels,))
        verdicts.append(verdict(seq, segments[at].name, labels))
    merged = [*verdicts, *verdicts[::2]]
    order.shuffle(merged)  # type: ignore[attr-defined]
    again = replay(learner(), {one.name: one for one in segments}, merged)
    np.testing.assert_array_equal(again.shares(segments), live.shares(segments))
    np.testing.assert_array_equal(again.predict_proba(segments), live.predict_proba(segments))


@given(seed=st.integers(0, 1000))
@settings(max_examples=25)
def test_what_is_counted_and_solved_depends_on_the_order_only_in_the_last_digits(
    seed: int,
) -> None:
    segments, codes = material(40, seed)
    order = np.random.default_rng(seed).permutation(40).tolist()
    one, two = learner(), learner()
    one.partial_fit(segments, [finished(code) for code in codes])
    two.partial_fit([segments[at] for at in order], [finished(codes[at]) for at in order])
    for segment in segments:
        said = [
            asked.state_.evidence.said(segment, asked.state_.ridge.scores(segment.vector))
            for asked in (one, two)
        ]
        np.testing.assert_allclose(said[0], said[1], rtol=1e-9, atol=1e-9)


def test_the_last_of_contradictory_decisions_stands() -> None:
    segments, codes = material(30)
    straight, winding = learner(), learner()
    straight.partial_fit(segments, [finished(code) for code in codes])
    for segment, code in zip(segments, codes, strict=True):
        other = CODES[(CODES.index(code) + 1) % 3]
        winding.partial_fit((segment,), (Labels(rejected=frozenset({other})),))
        winding.partial_fit((segment,), (Labels(frozenset({other})),))
        winding.partial_fit((segment,), (Labels(),))
        winding.partial_fit((segment,), (finished(code),))
    for code in CODES:
        np.testing.assert_allclose(
            winding.linear_weights(code), straight.linear_weights(code), atol=1e-9
        )
        assert winding.accepted(code) == straight.accepted(code)
    np.testing.assert_array_equal(winding.state_.evidence.prior(), straight.state_.evidence.prior())


def test_undone_decisions_leave_the_linear_scores_and_counts_as_they_were() -> None:
    segments, codes = material(20)
    asked = learner()
    asked.partial_fit(segments[:10], [finished(code) for code in codes[:10]])
    weights, prior = asked.linear_weights("fear"), asked.state_.evidence.prior()
    asked.partial_fit(segments[10:], [finished(code) for code in codes[10:]])
    assert np.abs(asked.linear_weights("fear") - weights).max() > 0.01
    asked.partial_fit(segments[10:], [Labels()] * 10)
    np.testing.assert_allclose(asked.linear_weights("fear"), weights, atol=1e-9)
    np.testing.assert_array_equal(asked.state_.evidence.prior(), prior)
    assert asked.decisions == 10


def test_a_rejected_code_sinks_and_undecided_ones_stay() -> None:
    (segment,) = features(["a"], ["so it goes"], np.full((1, D), 0.4))
    asked = learner()
    before = (
        segment.vector @ asked.linear_weights("hope"),
        segment.vector @ asked.linear_weights("fear"),
    )
    asked.partial_fit((segment,), (Labels(rejected=frozenset({"hope"})),))
    assert segment.vector @ asked.linear_weights("hope") < before[0] - 0.1
    assert segment.vector @ asked.linear_weights("fear") == pytest.approx(before[1])
    assert asked.decisions == 0


def test_what_is_not_chosen_on_a_finished_segment_counts_as_rejected() -> None:
    (segment,) = features(["a"], ["so it goes"], np.full((1, D), 0.4))
    asked = learner()
    before = segment.vector @ asked.linear_weights("hope")
    asked.partial_fit((segment,), (finished("fear"),))
    assert segment.vector @ asked.linear_weights("hope") < before - 0.1


def test_no_code_is_learned_from_segments_finished_without_one() -> None:
    chance = np.random.default_rng(3)
    idle = chance.random(400) < 0.4
    rows = np.where(idle[:, None], np.eye(D)[5], np.eye(D)[chance.integers(0, 3, 400)])
    rows = rows + 0.15 * chance.normal(size=rows.shape)
    segments = features([str(at) for at in range(400)], ["mm hm"] * 400, rows)
    found = [CODES[int(np.argmax(row[:3]))] for row in rows]
    said = [finished() if none else finished(code) for none, code in zip(idle, found, strict=True)]
    asked = learner()
    asked.partial_fit(segments[:300], said[:300])
    answers = propose(asked, segments[300:])
    assert np.mean([one.probably_nothing for one in answers] == idle[300:]) > 0.95
    chances = np.array([one.nothing.probability for one in answers], dtype=float)
    assert chances[idle[300:]].mean() > 0.8
    assert chances[~idle[300:]].mean() < 0.2


def test_there_is_no_probability_before_150_decided_segments() -> None:
    segments, codes = material(DECISIONS_NEEDED + 5)
    asked = learner()
    early = DECISIONS_NEEDED - 1
    asked.partial_fit(segments[:early], [finished(code) for code in codes[:early]])
    answer = propose(asked, segments[-1:])[0]
    assert {one.chance.probability for one in answer.codes} == {None}
    assert answer.nothing.probability is None
    assert answer.codes[0].chance.strength is Strength.STRONG
    asked.partial_fit(segments[early : early + 1], [finished(codes[early])])
    answer = propose(asked, segments[-1:])[0]
    chances = [one.chance.probability for one in answer.codes]
    assert all(one is not None and 0 <= one <= 1 for one in chances)
    assert answer.nothing.probability is not None


def test_where_nothing_can_be_learned_the_three_commonest_codes_are_shown() -> None:
    chance = np.random.default_rng(1)
    names = tuple(f"c{at}" for at in range(12))
    odds = np.array([0.02, 0.3, 0.02, 0.25, 0.02, 0.2, 0.02, 0.05, 0.03, 0.03, 0.03, 0.03])
    codes = chance.choice(12, 600, p=odds)
    rows = chance.normal(size=(600, 20))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    texts = [" ".join(chance.choice(list("abcdefghij"), 5)) for _ in range(600)]
    documents = [str(at // 10) for at in range(600)]
    segments = features([str(at) for at in range(600)], texts, rows, documents=documents)
    definitions = chance.normal(size=(12, 20))
    asked = CodeLearner(names, definitions / np.linalg.norm(definitions, axis=1, keepdims=True))
    counts = np.zeros(12)
    ours, commonest = [], []
    for segment, code in zip(segments, codes, strict=True):
        best = np.argsort(-asked.shares((segment,))[0, 1:], kind="stable")[:3]
        ours.append(code in best)
        commonest.append(code in np.argsort(-counts, kind="stable")[:3])
        counts[code] += 1
        asked.partial_fit((segment,), (finished(names[code]),))
    for decided in (50, 100, 200, 600):
        assert sum(ours[:decided]) >= sum(commonest[:decided]) - 4


def test_a_parent_is_never_less_probable_than_its_child_and_not_proposed_on_its_account() -> None:
    segments, codes = material(160)
    tree = ("feeling", *CODES)
    asked = CodeLearner(tree, np.eye(4, D, k=-1), parents=(-1, 0, 0, -1))
    asked.partial_fit(segments, [finished(code) for code in codes])
    probabilities = asked.predict_proba(segments)
    assert (probabilities[:, 1] >= probabilities[:, 2]).all()
    assert (probabilities[:, 1] >= probabilities[:, 3]).all()
    shares = asked.shares(segments)
    for row, answer in zip(shares, propose(asked, segments, top=4), strict=True):
        proposed = [one.code for one in answer.codes]
        assert ("feeling" in proposed) is bool(row[1] >= row[2:4].max())
        assert proposed == sorted(proposed, key=lambda code: -row[asked.column(code)])


def test_a_dormant_code_is_proposed_once_a_reviewer_has_given_it() -> None:
    segments, codes = material(40)
    asked = CodeLearner(CODES, np.eye(3, D), dormant=("hope",))
    others = [finished(code) for code in codes if code != "hope"]
    theirs = [one for one, code in zip(segments, codes, strict=True) if code != "hope"]
    asked.partial_fit(theirs, others)
    assert all("hope" not in [one.code for one in each.codes] for each in propose(asked, segments))
    first = codes.index("hope")
    asked.partial_fit(segments[first : first + 1], [finished("hope")])
    assert any("hope" in [one.code for one in each.codes] for each in propose(asked, segments))


def test_a_retired_code_is_not_offered_and_its_decisions_are_passed_over() -> None:
    segments, codes = material(40)
    asked = learner()
    asked.partial_fit(segments[:20], [finished(code) for code in codes[:20]])
    asked.retire_code("hope")
    assert "hope" not in {one.code for answer in propose(asked, segments) for one in answer.codes}
    assert asked.predict_proba(segments)[:, 2].max() == 0.0
    asked.partial_fit(segments[20:], [finished(code) for code in codes[20:]])
    asked.restore_code("hope")
    assert "hope" in {one.code for answer in propose(asked, segments) for one in answer.codes}
    fresh = learner(("fear", "cost"))
    fresh.partial_fit(segments, [finished(code) for code in codes])
    assert fresh.decisions == len([code for code in codes if code != "hope"])
    assert not fresh.state_.evidence.prior()[NO_CODE] > 0.1  # a lost code is not `no code`


def test_a_code_added_half_way_is_learned_from_then_on() -> None:
    segments, codes = material(60)
    asked = learner(("fear", "hope"))
    usable = [at for at, code in enumerate(codes[:30]) if code != "cost"]
    asked.partial_fit([segments[at] for at in usable], [finished(codes[at]) for at in usable])
    asked.add_code("cost", np.eye(D)[2])
    np.testing.assert_array_equal(asked.linear_weights("cost"), np.eye(D)[2])
    asked.partial_fit(segments[30:], [finished(code) for code in codes[30:]])
    # an early segment gets the late code as well
    asked.partial_fit(segments[usable[0] : usable[0] + 1], [finished(codes[usable[0]], "cost")])
    best = asked.shares(segments)[:, 1:].argmax(axis=1)
    right = np.array([["fear", "hope", "cost"].index(code) for code in codes])
    assert (best[30:] == right[30:]).mean() > 0.9
    with pytest.raises(ValueError, match="there already"):
        asked.add_code("cost", np.eye(D)[2])


def test_once_a_code_is_accepted_the_one_it_often_comes_with_is_next() -> None:
    segments, _ = material(12)
    asked = learner(kinds=(Kind.FREQUENCY, Kind.TOGETHER))
    asked.partial_fit(segments[:4], [finished("fear", "cost")] * 4)
    asked.partial_fit(segments[4:10], [finished("hope")] * 6)
    assert propose(asked, segments[11:])[0].codes[0].code == "hope"
    asked.partial_fit(segments[11:], [Labels(frozenset({"fear"}))])
    left = [one.code for one in propose(asked, segments[11:])[0].codes if one.code != "fear"]
    assert left == ["cost", "hope"]


def test_edge_cases_give_an_answer() -> None:
    blank = features(["a", "b"], ["", " "], np.zeros((2, D)), documents=["d", "d"])
    for codes in (("only",), tuple(f"c{at}" for at in range(5_000))):
        asked = CodeLearner(codes, np.zeros((len(codes), D)))
        asked.partial_fit(blank[:1], [finished(codes[0])])
        answer = propose(asked, blank[1:])[0]
        assert answer.codes[0].code == codes[0]
        assert np.isfinite(asked.predict_proba(blank)).all()
    assert propose(learner(()), blank)[0].probably_nothing
    assert propose(learner(), ()) == ()
    with pytest.raises(ValueError, match="2 codes, but definitions of shape"):
        propose(CodeLearner(("a", "b"), np.eye(3)), blank)


def test_it_can_be_cloned_and_its_parameters_set() -> None:
    from sklearn.base import clone  # noqa: PLC0415 - heavy

    segments, codes = material(10)
    asked = learner(kinds=(Kind.MEANING,))
    asked.partial_fit(segments, [finished(code) for code in codes])
    copy = clone(asked)
    assert copy.decisions == 0
    assert copy.get_params()["kinds"] == (Kind.MEANING,)
    assert copy.set_params(ridge=2.0).ridge == 2.0
    with pytest.raises(ValueError, match="Invalid parameter 'gamma'"):
        copy.set_params(gamma=1)
    np.testing.assert_array_equal(
        asked.fit(segments, [finished(code) for code in codes]).shares(segments),
        copy.set_params(ridge=1.0)
        .fit(segments, [finished(code) for code in codes])
        .shares(segments),
    )


def test_a_survey_ranks_as_meaning_and_frequency_do() -> None:
    segments, codes = material(200)
    asked = learner(kinds=(Kind.MEANING, Kind.FREQUENCY))
    asked.partial_fit(segments, [finished(code) for code in codes])
    asked.retire_code("hope")
    vectors = np.vstack([one.vector for one in segments]).astype(np.float32)
    columns, scores = asked.survey(vectors, 3)
    exact = asked.decision_function(segments)
    np.testing.assert_allclose(
        scores, np.take_along_axis(exact, columns, axis=1), rtol=1e-4, atol=1e-4
    )
    assert 2 not in columns
    assert (np.diff(scores, axis=1) <= 0).all()


def test_code_rows_mix_name_and_definition_and_take_the_name_alone_where_there_is_none() -> None:
    names, definitions = np.eye(2, 3, dtype=np.float32), np.zeros((2, 3), np.float32)
    definitions[0, 2] = 1.0
    rows = code_rows(names, definitions)
    np.testing.assert_allclose(rows[0], np.array([0.25, 0.0, 1.0]) / np.hypot(0.25, 1.0))
    np.testing.assert_allclose(rows[1], [0.0, 1.0, 0.0])


def test_learning_imports_nothing_heavy() -> None:
    program = (
        "import sys, numpy as np\n"
        "from qes.suggest.evaluation import Labelled, evaluate\n"
        "import qes.suggest.proposals, qes.suggest.reasons, qes.suggest.replay\n"
        "rows = np.eye(4, dtype=np.float32)\n"
        "evaluate(Labelled(tuple('abcd'), rows, rows > 0, tuple('wxyz'), np.eye(4)))\n"
        "heavy = {'torch', 'sklearn', 'scipy', 'pandas', 'spacy', 'textual', 'onnxruntime'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
