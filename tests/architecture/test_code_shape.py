from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("qes", "corpora", "codebooks", "logicmodel")
MODULES = sorted(file for name in PACKAGES for file in (ROOT / name).rglob("*.py"))
SAYS_NOTHING = frozenset(
    {"util", "utils", "helper", "helpers", "manager", "managers", "misc", "common"}
)
_MOST_LINES, _LONGEST_FUNCTION = 400, 50


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_length(one: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function's own code: neither its arguments nor its docstring."""
    body = one.body[1:] if ast.get_docstring(one) else one.body
    return (one.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_module_is_too_long() -> None:
    long = {
        str(file.relative_to(ROOT)): n
        for file in MODULES
        if (n := len(file.read_text("utf-8").splitlines())) > _MOST_LINES
    }
    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{file.relative_to(ROOT)}:{one.name}": body_length(one)
        for file in MODULES
        # a migration is a list of tables, written once
        if "versions" not in file.parts
        for one in functions(file)
        if body_length(one) > _LONGEST_FUNCTION
    }
    assert long == {}


def test_every_module_has_a_name_of_the_field() -> None:
    names = {part for file in MODULES for part in file.relative_to(ROOT).with_suffix("").parts}
    assert names & SAYS_NOTHING == set()


def test_the_launcher_stays_short() -> None:
    assert len((ROOT / "tui.py").read_text("utf-8").splitlines()) <= 40


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_module_says_what_it_is_and_looks_forward(file: Path) -> None:
    text = file.read_text("utf-8")
    tree = ast.parse(text)
    if not tree.body:
        return
    assert ast.get_docstring(tree)
    if any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body):
        assert "from __future__ import annotations" in text


def caught(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            yield "everything" if node.type is None else ast.unparse(node.type)


def test_only_the_two_outermost_handlers_catch_everything() -> None:
    allowed = {"qes/cli/command.py", "qes/ui/app.py"}
    greedy = {
        file.relative_to(ROOT).as_posix()
        for file in MODULES
        for kind in caught(file)
        if kind in {"everything", "Exception"}
    }
    assert greedy <= allowed


def test_every_exception_to_a_rule_names_the_rule() -> None:
    silent = [
        f"{file.relative_to(ROOT)}:{n}"
        for file in MODULES
        for n, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if re.search(r"#\s*(?:type: ignore\s*$|noqa\s*$)", line)
    ]
    assert silent == []


def test_no_path_of_one_machine_is_in_the_tree() -> None:
    told = re.compile(r"(?<![\w.])/(?:wor" r"k|hom" r"e|roo" r"t)/[a-z]+")
    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in [*MODULES, *(ROOT / "tests").rglob("*.py")]
        for match in told.finditer(file.read_text("utf-8"))
    ]
    assert found == []
