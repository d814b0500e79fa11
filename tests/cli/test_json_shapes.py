"""The keys that scripts and documentation rely on; more may be there, none may be gone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.unit.services.word_counter import WordCounter

pytestmark = pytest.mark.usefixtures("work")
Qes = Callable[..., CompletedProcess[str]]
REPORT = """\
3 Findings

3.1 Getting there

Nearly all had been driven at first.

I would not have gone on my own, not that winter. Service User

Some managers wished for a van.

We asked for a van every single year. Service Manager
"""


def said(done: CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def has(found: Mapping[str, object], **kinds: type | tuple[type, ...]) -> None:
    for key, kind in kinds.items():
        assert isinstance(found[key], kind), (key, found[key])


def every(found: Sequence[Mapping[str, object]], **kinds: type | tuple[type, ...]) -> None:
    assert found
    for one in found:
        has(one, **kinds)


MAYBE_TEXT = (str, type(None))
MAYBE_NUMBER = (int, float, type(None))


def test_sources_add(qes: Qes, folder: Path) -> None:
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    (folder / "talk.txt").write_text("EVA: Yes.\n\nEVA: No.\n\nJAN: So?\n", encoding="utf-8")
    (report,) = said(qes("sources", "add", "report.txt", "--kind", "report", "--json"))
    has(
        report, file=str, source=str, kind=str, format=str, encoding=str, characters=int,
        pages=int, turns=int, speakers=list, segments=dict, quotes=list, warnings=list,
    )  # fmt: skip
    assert report["quotes"] == [
        {"attribution": "Service User", "n": 1},
        {"attribution": "Service Manager", "n": 1},
    ]
    assert set(report["segments"]) == {"turn", "sentence", "paragraph", "quote"}
    (talk,) = said(qes("sources", "add", "talk.txt", "--json"))
    assert (talk["turns"], talk["labelled"]) == (2, 3)
    every(talk["speakers"], label=str, role=str, turns=int)
    every(talk["warnings"] or [{"code": "", "message": "", "where": None}],
          code=str, message=str, where=MAYBE_TEXT)  # fmt: skip


@pytest.mark.parametrize("unit", ["turn", "sentence", "paragraph"])
def test_sources_segments_lie_in_the_text(qes: Qes, unit: str) -> None:
    text = said(qes("sources", "show", "rita.txt", "--json"))["text"]
    found = said(qes("sources", "segments", "rita.txt", "--unit", unit, "--json"))
    every(found, id=str, unit=str, start=int, end=int, text=str)
    assert all(one["text"] == text[one["start"] : one["end"]] for one in found)
    assert {one["unit"] for one in found} == {unit}


def test_sources_turns_and_quotes_lie_in_the_text(qes: Qes, folder: Path) -> None:
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    qes("sources", "add", "report.txt", "--kind", "report")
    for what, name, kinds in (
        ("turns", "rita.txt", {"n": int, "speaker": MAYBE_TEXT, "at": MAYBE_NUMBER}),
        ("quotes", "report.txt", {"n": int, "attribution": str, "group": str, "partial": bool}),
    ):
        text = said(qes("sources", "show", name, "--json"))["text"]
        found = said(qes("sources", what, name, "--json"))
        every(found, start=int, end=int, text=str, **kinds)
        assert all(one["text"] == text[one["start"] : one["end"]] for one in found)
    assert {one["section"] for one in found} == {"3.1"}


def test_sources_list(qes: Qes) -> None:
    (one,) = said(qes("sources", "list", "--json"))
    has(one, source=str, file=str, kind=str, study=MAYBE_TEXT, characters=int, segments=int)
    assert one["segments"] == 4


def test_codebook_show_is_a_flat_list_in_tree_order(qes: Qes) -> None:
    found = said(qes("codebook", "show", "--json"))
    every(
        found, id=str, parent=MAYBE_TEXT, path=str, name=str, level=str, kind=MAYBE_TEXT,
        status=str, n=int,
    )  # fmt: skip
    assert len(found) == 84
    seen: dict[str, str] = {}
    for one in found:
        above = f"{seen[one['parent']]} > " if one["parent"] else ""
        assert one["path"] == f"{above}{one['name']}"
        seen[one["id"]] = one["path"]


def test_code_apply_prints_the_judgements_id(qes: Qes) -> None:
    words = ("code", "apply", "rita.txt.t2", "A1.practical", "--reason", "said so")
    id_ = qes(*words, "--stance", "qualifies").stdout.strip()
    assert re.fullmatch(r"[0-9a-f-]{36}", id_)
    (one,) = said(qes("code", "list", "--json"))
    assert (one["judgement"], one["stance"], one["reason"]) == (id_, "qualifies", "said so")
    assert set(said(qes(*words, "--json"))) == {"judgement"}


def test_suggest(qes: Qes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qes.suggest.embedder.Embedder", WordCounter)
    done = qes("suggest", "--top", "2", "--json")
    found = said(done)
    every(found, segment=str, suggestions=list, none_probability=MAYBE_NUMBER)
    assert "2 segments, from the codebook's definitions alone" in done.stderr
    for one in found:
        assert len(one["suggestions"]) == 2
        every(
            one["suggestions"], id=str, code=str, path=str, probability=MAYBE_NUMBER,
            strength=str, because=list, words=list, definition=str,
        )  # fmt: skip
    first, second = (one["segment"] for one in found)
    qes("code", "apply", second, found[0]["suggestions"][0]["code"])
    done = qes("suggest", "--json")
    assert "learned from 1 decided segment" in done.stderr
    best = next(one for one in said(done) if one["segment"] == first)["suggestions"]
    reasons = [reason for one in best for reason in one["because"]]
    every(reasons, segment=MAYBE_TEXT, text=str, code=str)
    assert [one["segment"] for one in reasons] == [second]


def test_agreement_report(qes: Qes) -> None:
    qes("rounds", "open", "first")
    for who, verb in (("ann", "apply"), ("bo", "reject")):
        qes("code", verb, "rita.txt.t2", "A1.practical", "--as", who)
        qes("code", "apply", "rita.txt.t4", "B2", "--as", who)
    qes("rounds", "close")
    found = said(qes("agreement", "report", "--json"))
    has(
        found, round=str, unit=str, coders=list, n_units=int, n_documents=int, dropped=list,
        codes=list, pooled=dict, provenance=dict,
    )  # fmt: skip
    assert (found["coders"], found["n_units"]) == (["ann", "bo"], 2)
    every(
        found["codes"], code=str, path=str, a=int, b=int, c=int, d=int, prevalence=MAYBE_NUMBER,
        percent=MAYBE_NUMBER, positive=MAYBE_NUMBER, negative=MAYBE_NUMBER, alpha=MAYBE_NUMBER,
        kappa=MAYBE_NUMBER, flag=MAYBE_TEXT,
    )  # fmt: skip
    first = {"ac1", "ci"} & {key for one in found["codes"] for key in one}
    assert first == {"ac1", "ci"}
    for key in ("sets", "spans"):
        assert found[key] is not None or key in found["not_computed"]
    has(found["pooled"], a=int, b=int, c=int, d=int, kappa=MAYBE_NUMBER, alpha=MAYBE_NUMBER)


def test_agreement_compute(qes: Qes, folder: Path) -> None:
    (folder / "r.csv").write_text("unit,document,ann,bo\n1,d,x,x\n2,d,y,y\n3,d,x,\n", "utf-8")
    found = said(
        qes("agreement", "compute", "r.csv", "--coefficient", "krippendorff_alpha", "--json")
    )
    assert {"se", "ci", "ci_method", "weights", "reason"} <= set(found)
    assert found["coefficient"] == "krippendorff_alpha"
    assert (found["value"], found["n_units"], found["n_units_used"]) == (1.0, 3, 2)
    assert (found["n_documents"], found["n_coders"], found["categories"]) == (1, 2, ["x", "y"])


def test_an_undefined_coefficient_is_null_with_its_reason(qes: Qes, folder: Path) -> None:
    (folder / "r.csv").write_text("unit,ann,bo\n1,x,x\n2,x,x\n", "utf-8")
    found = said(qes("agreement", "compute", "r.csv", "--coefficient", "cohen_kappa", "--json"))
    assert found["value"] is None
    assert found["reason"]


def test_agreement_check_recomputes_published_examples(qes: Qes, shared: Path) -> None:
    done = qes("agreement", "check", shared / "agreement_goldens.json", "--json")
    found = said(done)
    has(found, passed=int, failed=int, cases=list)
    every(found["cases"], id=str, coefficient=str, value=MAYBE_NUMBER, expected=MAYBE_NUMBER)
    assert found["failed"] == 0
    assert found["passed"] > 0
    assert len(found["cases"]) == found["passed"] + found["not_covered"]


def test_model_export(qes: Qes, folder: Path) -> None:
    edge = qes("model", "add", "A1.practical", "C", "--evidence", "author_claim").stdout.strip()
    assert qes("model", "accept", edge, "--reason", "said so").returncode == 0
    assert qes("model", "export", "--out", "m.json").returncode == 0
    found = json.loads((folder / "m.json").read_text("utf-8"))
    has(found, preset=str, columns=list, nodes=list, edges=list)
    every(found["nodes"], id=str, kind=str, column=str, title=str, bullets=list)
    every(found["nodes"][0]["bullets"], code=str, text=str, n_studies=int)
    every(
        found["edges"], id=str, source=str, target=str, kind=str, sign=str, status=str,
        evidence=list,
    )  # fmt: skip
    assert said(qes("model", "show", "--json")) == found


def test_verify(qes: Qes) -> None:
    found = said(qes("verify", "--json"))
    has(found, ok=bool, judgements=int, authors=list, sources_ok=bool, files_ok=bool)
    assert (found["ok"], found["first_bad"], found["authors"]) == (True, None, ["lead"])


def test_heads_noted_now_are_found_again(qes: Qes, folder: Path) -> None:
    noted = qes("log", "--heads").stdout
    (folder / "heads.json").write_text(noted, "utf-8")
    qes("code", "apply", "rita.txt.t2", "A1.practical")
    assert qes("verify", "--heads", "heads.json").returncode == 0
    changed = noted.replace('"hash": "', '"hash": "0')
    (folder / "heads.json").write_text(changed, "utf-8")
    assert qes("verify", "--heads", "heads.json").returncode == 1
    for text in ("[]", "{}", "[1]", "x", '[{"author": 1}]', "[" * 100_000):
        (folder / "heads.json").write_text(text, "utf-8")
        done = qes("verify", "--heads", "heads.json")
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
