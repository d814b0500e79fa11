"""LaTeX in the values of BibTeX fields as the text it stands for.

pylatexenc reads it. What it would lose is kept: a bare `%` begins no comment here, a macro it does
not know stays as it is written, and a dollar before a number is a price, not the end of a formula.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from corpora.text import canonical

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

_MARKED = re.compile(r"[\\$]")
_ESCAPED = re.compile(r"\\([&%#_$])")
_BLANK = re.compile(r"(\s+)")
_BARE_MACRO = re.compile(r"\\(?:[A-Za-z]+\*?|[^A-Za-z{&%#_$])$")
"""A macro whose argument may be the next word."""
_BRACES = str.maketrans({"{": None, "}": None, "~": " "})
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_PRICE = re.compile(r"(?<![^\s(])\$(?=\s?\d[\d.,]*(?![\w^_$]))")
_LIGATURES = (
    ("---", "\N{EM DASH}"),
    ("--", "\N{EN DASH}"),
    ("``", "\N{LEFT DOUBLE QUOTATION MARK}"),
    ("''", "\N{RIGHT DOUBLE QUOTATION MARK}"),
)
_SIGNS = {
    "textless": "<",
    "textgreater": ">",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbackslash": "\\",
    "textbar": "|",
    "textunderscore": "_",
    "textquotesingle": "'",
}
_LONGEST = 200_000
"""Characters beyond which a value is no text of a field; it is kept as it is."""


def plain_text(value: str) -> str:
    r"""Return what LaTeX stands for.

    >>> plain_text(r'M{\"u}ller \& {Co}')
    'Müller & Co'
    >>> plain_text("50% of {IPS} clients")
    '50% of IPS clients'
    """
    if len(value) > _LONGEST:
        return value
    if _MARKED.search(_ESCAPED.sub("", value)) is None:
        return _without_groups(_ESCAPED.sub(r"\1", value))
    guarded = _PRICE.sub(r"\\$", _BARE_PERCENT.sub(r"\\%", value))
    parts = _BLANK.split(guarded)
    if "$" not in guarded.replace("\\$", "") and all(map(_stands_alone, parts)):
        # the parser is slow: most words hold nothing for it, and those that do come again
        return "".join(_read(part) if "\\" in part else _without_groups(part) for part in parts)
    return _read(guarded)


def _without_groups(text: str) -> str:
    bare = text.translate(_BRACES)
    for written, meant in _LIGATURES:
        bare = bare.replace(written, meant)
    return bare


def _stands_alone(word: str) -> bool:
    """Tell whether a word may be read without those around it."""
    if "\\" not in word:
        return True
    return word.count("{") == word.count("}") and _BARE_MACRO.search(word) is None


@lru_cache(maxsize=4096)
def _read(latex: str) -> str:
    from pylatexenc.latexwalker import LatexWalkerError  # noqa: PLC0415 - as below

    try:
        text = _parser().latex_to_text(latex)
    except (LatexWalkerError, RecursionError):
        # broken, or braces within braces without end: it stays as it is written
        text = latex
    # a macro may name any character, also one that could steer a terminal
    return canonical(str(text).replace("\N{NO-BREAK SPACE}", " ")).text


def plain_address(value: str) -> str:
    r"""Return a URL or an identifier without LaTeX's escapes.

    >>> plain_address(r"http://x.org/a\_b\%20c")
    'http://x.org/a_b%20c'
    """
    bare = re.sub(r"\\([_%&#$~^{}])", r"\1", value.strip())
    if bare.startswith("\\url{"):
        bare = bare.removeprefix("\\url")
    return bare.removeprefix("{").removesuffix("}")


@cache
def _parser() -> LatexNodes2Text:
    from pylatexenc.latex2text import (  # noqa: PLC0415 - only BibTeX needs it
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )

    context = get_default_latex_context_db()
    signs = [MacroTextSpec(name, simplify_repl=sign) for name, sign in _SIGNS.items()]
    context.add_context_category("signs", macros=signs, prepend=True)
    context.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_as_written))
    return LatexNodes2Text(latex_context=context, math_mode="text", keep_comments=True)


def _as_written(node: object) -> str:
    return str(getattr(node, "latex_verbatim")())  # noqa: B009 - its type is not known
