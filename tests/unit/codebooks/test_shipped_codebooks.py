from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from codebooks.code import Code, ColumnKind, Level
from codebooks.codebook import Codebook
from codebooks.shipped import shipped_codebook, shipped_codebooks
from codebooks.yaml_format import check_codebook, dump_codebook, load_codebook
from qes.errors import NotFound

_NAME = "supported-employment"
_RUN = 8
"""So many words in a row that two texts share are no chance."""


@pytest.fixture(scope="module")
def book() -> Codebook:
    return shipped_codebook(_NAME)


def test_the_shipped_codebooks_are_listed_and_have_their_names_as_ids() -> None:
    assert _NAME in shipped_codebooks()
    for name in shipped_codebooks():
        assert shipped_codebook(name).id == name


def test_a_codebook_that_does_not_come_with_it_is_not_found() -> None:
    with pytest.raises(NotFound) as refusal:
        shipped_codebook("../secrets")
    assert refusal.value.hint is not None
    assert _NAME in refusal.value.hint


def test_no_shipped_file_has_a_problem_or_a_warning() -> None:
    folder = Path(sys.modules[Codebook.__module__].__file__ or "").parent / "library"
    files = sorted(folder.glob("*.yaml"))
    assert {file.stem for file in files} == set(shipped_codebooks())
    for file in files:
        assert check_codebook(file.read_text(encoding="utf-8"), file.name) == ()


def test_the_tree_has_four_domains_seven_themes_and_seventy_three_subthemes(
    book: Codebook,
) -> None:
    assert Counter(code.level for code in book.codes) == {
        Level.DOMAIN: 4,
        Level.THEME: 7,
        Level.SUBTHEME: 73,
    }


def test_every_code_takes_its_kind_from_its_domain(book: Codebook) -> None:
    kinds = {
        "A": ColumnKind.PROGRAMME_ELEMENT,
        "B": ColumnKind.INFLUENCING_FACTOR,
        "C": ColumnKind.SHORT_TERM_EFFECT,
        "D": ColumnKind.LONG_TERM_EFFECT,
    }
    assert {code.id for code in book.roots()} == set(kinds)
    for code in book.codes:
        assert book.kind_of(code.id) is kinds[code.id[0]]


def test_no_field_is_empty_and_no_example_stands_twice(book: Codebook) -> None:
    examples = [example for code in book.codes for example in code.examples]
    assert len(examples) == len(set(examples))
    for code in book.codes:
        assert code.definition.endswith(".")
        assert code.include.endswith(".")
        assert code.exclude.endswith(".")
        assert len(code.examples) >= (2 if code.level is Level.SUBTHEME else 1)


def test_every_exclusion_sends_the_coder_to_other_codes_by_id_and_name(book: Codebook) -> None:
    for code in book.codes:
        sent = re.findall(r"\(([A-D][A-Za-z0-9_.]*)\)", code.exclude)
        assert sent, code.id
        assert code.id not in sent
        for other in sent:
            assert book.code(other).name in code.exclude, (code.id, other)


def test_it_is_written_and_read_without_a_change(book: Codebook) -> None:
    assert load_codebook(dump_codebook(book), "again.yaml") == book


def test_listing_what_is_shipped_reads_none_of_it() -> None:
    code = (
        "import sys, codebooks.shipped as s; s.shipped_codebooks(); s.shipped_instruments();"
        "print({'pydantic', 'ruamel'} & {m.split('.')[0] for m in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_ids_parents_names_levels_and_origins_are_those_of_the_draft(
    book: Codebook, shared: Path
) -> None:
    draft = load_codebook(_draft(shared), "draft.yaml")
    shape = [(code.id, code.parent, code.name, code.level, code.origin) for code in draft.codes]
    assert [
        (code.id, code.parent, code.name, code.level, code.origin) for code in book.codes
    ] == shape


def test_the_words_are_our_own(book: Codebook, shared: Path) -> None:
    sources = [_draft(shared)]
    sources += [(shared / "seeds" / f).read_text(encoding="utf-8") for f in ("003.txt", "004.txt")]
    theirs = {run for source in sources for run in _runs(_words(source))}
    draft = load_codebook(_draft(shared), "draft.yaml")
    their_texts = {" ".join(_words(text)) for code in draft.codes for text in _texts(code)}
    # The names are the paper's themes, and an exclusion names its neighbours.
    named = {run for code in book.codes for run in _runs(_words(code.name))}
    for code in book.codes:
        for text in _texts(code):
            assert " ".join(_words(text)) not in their_texts
            shared_runs = (set(_runs(_words(text))) & theirs) - named
            assert not shared_runs, code.id


def _draft(shared: Path) -> str:
    file = shared / "seed-data" / "supported_employment_codebook.yaml"
    return file.read_text(encoding="utf-8")


def _texts(code: Code) -> Iterator[str]:
    yield from (text for text in (code.definition, code.include, code.exclude) if text)
    yield from code.examples


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'"))


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - _RUN + 1):
        yield tuple(words[start : start + _RUN])
