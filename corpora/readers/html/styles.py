"""What a page's styles hide, in its style sheets and on its elements.

Only rules whose selector is one element, class or id are read: what hides words by a longer one
cannot be told without laying the page out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpora.readers.numerals import NumberFormat

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?([.#][\w-]+)?", re.IGNORECASE)
_HIDES = re.compile(
    r"(?:^|[;\s\"'])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)\b",
    re.IGNORECASE,
)
_KEEPS_SPACES = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_IS_BLOCK = re.compile(
    r"display\s*:\s*(?:block|table(?:-row)?|list-item|flex|grid)\s*(?:[;!]|\Z)", re.IGNORECASE
)
_LIST_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?\b(none|decimal|(?:low|upp)er-(?:alpha|latin|roman))\b"
)
_COUNTED = {
    "decimal": NumberFormat.ARABIC,
    "lower-alpha": NumberFormat.SMALL_LETTER,
    "lower-latin": NumberFormat.SMALL_LETTER,
    "upper-alpha": NumberFormat.LETTER,
    "upper-latin": NumberFormat.LETTER,
    "lower-roman": NumberFormat.SMALL_ROMAN,
    "upper-roman": NumberFormat.ROMAN,
}


class HidingRules:
    """The selectors that a page's style sheets hide."""

    def __init__(self) -> None:
        self._selectors: set[tuple[str, str]] = set()

    def add(self, sheet: str) -> None:
        """Read a style sheet; what holds only under a condition, such as in print, is left out."""
        for selectors, rules in _rules(_COMMENT.sub(" ", sheet)):
            if _HIDES.search(rules) is None:
                continue
            for selector in selectors.split(","):
                found = _SELECTOR.fullmatch(selector.strip())
                if found is not None and found.group():
                    self._selectors.add(((found[1] or "").lower(), found[2] or ""))

    def hide(self, tag: str, said: Mapping[str, str]) -> bool:
        """Tell whether an element is hidden, by itself or by a rule."""
        if not said:
            return tag == "dialog" or (tag, "") in self._selectors
        if "hidden" in said and said["hidden"].lower() != "until-found":
            return True
        if tag == "dialog" and "open" not in said:
            return True
        if "style" in said and _HIDES.search(said["style"]) is not None:
            return True
        if not self._selectors:
            return False
        marks = ["", *(f".{name}" for name in said.get("class", "").split())]
        if "id" in said:
            marks.append(f"#{said['id']}")
        return any((one, mark) in self._selectors for mark in marks for one in (tag, ""))


def keeps_spaces(style: str) -> bool:
    """Tell whether line ends in an element of this style are ends of lines."""
    return _KEEPS_SPACES.search(style) is not None


def is_block(style: str) -> bool:
    """Tell whether an element of this style stands on lines of its own."""
    return _IS_BLOCK.search(style) is not None


def list_format(said: Mapping[str, str]) -> NumberFormat | None:
    """Return how a numbered list counts, or None where it prints no numbers."""
    styled = _LIST_STYLE.search(said.get("style", "").lower())
    if styled is not None:
        return _COUNTED.get(styled[1])
    told = said.get("type", "1")
    return NumberFormat(told) if told in set(NumberFormat) else NumberFormat.ARABIC


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and declarations of rules that stand under no condition."""
    depth, start, selectors = 0, 0, ""
    for brace in re.finditer(r"[{}]", sheet):
        before = sheet[start : brace.start()]
        start = brace.end()
        if brace.group() == "{":
            depth += 1
            selectors = before.rpartition(";")[2].strip() if depth == 1 else selectors
        else:
            if depth == 1 and not selectors.startswith("@"):
                yield selectors, before
            depth = max(0, depth - 1)
