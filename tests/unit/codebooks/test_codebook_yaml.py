from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebooks.code import Code, CodeStatus, ColumnKind, Level, Origin, level_below
from codebooks.codebook import Codebook
from codebooks.yaml_format import MAX_CODES, CodebookRefused, dump_codebook, load_codebook
from qes.base import CodeId
from qes.errors import Refused

_WILD = st.characters(exclude_categories=["Cc", "Cs"])
_PROSE = st.text(st.one_of(_WILD, st.sampled_from("\n\t :#-'\"&*!%@`{}[]|>~")), max_size=60)
_LINE = st.text(_WILD, max_size=30)
_NAME = _LINE.filter(lambda text: bool(text.strip()))
_ID = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=";>"), min_size=1)


@st.composite
def _codebooks(draw: st.DrawFn) -> Codebook:
    ids = draw(
        st.lists(
            _ID.map(lambda text: text.strip()[:64].strip()).filter(bool), max_size=6, unique=True
        )
    )
    codes: list[Code] = []
    for position, code_id in enumerate(ids):
        above = draw(st.none() | st.sampled_from(codes)) if codes else None
        codes.append(
            Code(
                id=CodeId(code_id),
                parent=None if above is None else above.id,
                name=f"{position} {draw(_LINE)}",
                definition=draw(_PROSE),
                include=draw(_PROSE),
                exclude=draw(_PROSE),
                examples=tuple(draw(st.lists(_PROSE, max_size=3))),
                level=level_below(None if above is None else above.level),
                origin=draw(st.sampled_from(Origin)),
                kind=draw(st.none() | st.sampled_from(ColumnKind)),
                status=draw(st.sampled_from(CodeStatus)),
            )
        )
    return Codebook(
        id=CodeId("drawn"),
        title=draw(_LINE),
        version=draw(_LINE),
        language=draw(_LINE),
        licence=draw(_LINE),
        note=draw(_PROSE),
        codes=tuple(codes),
    )


@given(_codebooks())
def test_a_codebook_written_and_read_is_the_same(codebook: Codebook) -> None:
    text = dump_codebook(codebook)
    again = load_codebook(text, "any.yaml")
    assert again == codebook
    assert dump_codebook(again) == text


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_one_printable_line(text: str) -> None:
    refusal = _refusal(text)
    assert refusal is None or refusal.startswith("any.yaml, line ")
    assert refusal is None or refusal.isprintable()


@given(st.lists(st.sampled_from(["codes:", "\n", "- ", "id: a", "  ", "name: b", "[", "}", "&a "])))
def test_broken_yaml_is_refused_with_its_line(pieces: list[str]) -> None:
    refusal = _refusal("".join(pieces))
    assert refusal is None or refusal.startswith("any.yaml, line ")


def _refusal(text: str) -> str | None:
    try:
        load_codebook(text, "any.yaml")
    except Refused as refusal:
        return str(refusal)
    return None


def test_what_a_file_leaves_out_comes_from_its_place() -> None:
    text = """\
codes:
- {id: top, name: Top}
- {id: mid, name: Mid, parent: top}
- {id: low, name: Low, parent: mid, examples: One sentence.}
- {id: deep, name: Deep, parent: low}
"""
    codebook = load_codebook(text, "some folder/My codes (2).yaml")
    assert codebook.id == "My-codes-2"
    assert [code.level for code in codebook.codes] == ["domain", "theme", "subtheme", "subtheme"]
    assert codebook.code("low").examples == ("One sentence.",)


def test_words_that_yaml_takes_for_other_things_stay_text() -> None:
    text = "id: x\nversion: 0.10\ncodes:\n- {id: 1, name: no, definition: 2024-01-01}\n"
    codebook = load_codebook(text, "x.yaml")
    assert (codebook.version, codebook.codes[0].id) == ("0.10", "1")
    assert (codebook.codes[0].name, codebook.codes[0].definition) == ("no", "2024-01-01")


def test_a_written_codebook_leaves_out_what_says_nothing() -> None:
    code = Code(id=CodeId("a"), name="Alpha", level=Level.DOMAIN)
    written = dump_codebook(Codebook(id=CodeId("x"), codes=(code,)))
    assert (
        written == "id: x\ncodes:\n- id: a\n  name: Alpha\n  level: domain\n  origin: inductive\n"
    )


def test_ids_of_other_programs_are_kept() -> None:
    text = 'codes:\n- {id: "parent:Home tab", name: Home tab}\n'
    assert load_codebook(text, "x.yaml").codes[0].id == "parent:Home tab"


@pytest.mark.parametrize("text", ["id: x\n", "codes: none\n", "- id: a\n", "just words\n"])
def test_a_file_without_a_list_of_codes_is_refused(text: str) -> None:
    with pytest.raises(CodebookRefused, match="there is no list of codes"):
        load_codebook(text, "x.yaml")


def test_a_codebook_without_codes_may_be_read() -> None:
    assert load_codebook("id: x\ncodes: []\n", "x.yaml").codes == ()


def test_too_many_codes_are_refused() -> None:
    with pytest.raises(CodebookRefused, match="more than the"):
        load_codebook("codes: [" + "a," * (MAX_CODES + 1) + "]", "x.yaml")


def test_codebooks_made_elsewhere_are_read_whole(shared: Path) -> None:
    counts = {}
    for file in sorted((shared / "corpora" / "coded" / "suggest").glob("*_codebook.yaml")):
        codebook = load_codebook(file.read_text(encoding="utf-8"), file.name)
        assert load_codebook(dump_codebook(codebook), file.name) == codebook
        counts[file.name] = len(codebook)
    assert counts == {"annomi_codebook.yaml": 17, "nav_codebook.yaml": 35, "qabs_codebook.yaml": 16}
