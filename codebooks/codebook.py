"""A codebook: codes in a tree, and the questions one asks of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Self
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict, model_validator

from codebooks.code import Code, CodeStatus, ColumnKind, IdText, LineText, ProseText
from qes.base import canonical_json, sha256
from qes.errors import NotFound

_STEP = " > "
_SHOWN = 5
"""How many codes a refusal names."""


class Codebook(BaseModel):
    """Codes in a tree: every id once, every parent present, no circle.

    Roots and siblings keep the order they are given in. Whatever comes from outside goes through
    `codebooks.checks` first, which finds all that is wrong and says where; a broken tree that
    gets as far as this class is a bug and raises pydantic's `ValidationError`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: IdText
    title: LineText = ""
    version: LineText = "1"
    language: LineText = "en"
    """BCP 47 tag of the language its texts are in."""
    licence: LineText = ""
    note: ProseText = ""
    codes: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _is_a_tree(self) -> Self:
        if len(self._by_id) != len(self.codes):
            raise ValueError("two codes have the same id")
        if any(code.parent is not None and code.parent not in self._by_id for code in self.codes):
            raise ValueError("a code's parent is not in the codebook")
        if len(self.in_tree_order()) != len(self.codes):
            raise ValueError("a code stands above itself")
        return self

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}

    @cached_property
    def _below(self) -> dict[str | None, list[Code]]:
        below: dict[str | None, list[Code]] = {}
        for code in self.codes:
            below.setdefault(code.parent, []).append(code)
        return below

    @cached_property
    def _tree(self) -> tuple[Code, ...]:
        return tuple(self._walk(self.roots()))

    def _walk(self, starts: Sequence[Code]) -> Iterator[Code]:
        waiting = list(reversed(starts))
        while waiting:
            code = waiting.pop()
            yield code
            waiting.extend(reversed(self._below.get(code.id, ())))

    def __len__(self) -> int:
        """Return the number of codes."""
        return len(self.codes)

    def __contains__(self, code_id: object) -> bool:
        """Say whether a code with exactly this id is here."""
        return code_id in self._by_id

    def code(self, code_id: str) -> Code:
        """Return the code with exactly this id.

        Raises:
            NotFound: there is none.
        """
        if code_id not in self._by_id:
            raise self._nothing(code_id)
        return self._by_id[code_id]

    def roots(self) -> tuple[Code, ...]:
        """Return the codes without a parent."""
        return tuple(self._below.get(None, ()))

    def children(self, code_id: str) -> tuple[Code, ...]:
        """Return the codes right below this one."""
        return tuple(self._below.get(self.code(code_id).id, ()))

    def descendants(self, code_id: str) -> tuple[Code, ...]:
        """Return all codes below this one, in tree order."""
        return tuple(self._walk(self.children(code_id)))

    def ancestors(self, code_id: str) -> tuple[Code, ...]:
        """Return the codes above this one, the nearest first."""
        above = []
        parent = self.code(code_id).parent
        while parent is not None:
            above.append(self._by_id[parent])
            parent = above[-1].parent
        return tuple(above)

    def in_tree_order(self) -> tuple[Code, ...]:
        """Return every code, each before the codes below it."""
        return self._tree

    def branch(self, code_id: str) -> Code:
        """Return the root this code stands under, or is."""
        return (self.code(code_id), *self.ancestors(code_id))[-1]

    def depth(self, code_id: str) -> int:
        """Return the number of codes above this one: 0 for a root."""
        return len(self.ancestors(code_id))

    def path(self, code_id: str) -> str:
        """Return the names from the root down to this code: `Parent > Child`."""
        steps = (self.code(code_id), *self.ancestors(code_id))
        return _STEP.join(code.name for code in reversed(steps))

    def kind_of(self, code_id: str) -> ColumnKind | None:
        """Return the code's kind, or that of the nearest code above that has one."""
        line = (self.code(code_id), *self.ancestors(code_id))
        return next((code.kind for code in line if code.kind is not None), None)

    def find(self, text: str) -> Code:
        """Return the code a person means by an id, a path, a name, or the start of an id.

        The first of these that fits counts; case does not. Among codes of one name or path those
        in use go before merged and retired ones.

        Raises:
            NotFound: nothing fits, or more than one code does; the nearest are named.
        """
        wanted = _folded(text)
        if text.strip() in self._by_id:
            return self._by_id[text.strip()]
        tests = (
            [code for code in self.codes if _folded(code.id) == wanted],
            [code for code in self.codes if _folded(self.path(code.id)) == wanted],
            [code for code in self.codes if _folded(code.name) == wanted],
            [code for code in self.codes if wanted and _folded(code.id).startswith(wanted)],
        )
        for fitting in tests:
            in_use = [code for code in fitting if code.status is CodeStatus.ACTIVE] or fitting
            if len(in_use) > 1:
                raise self._too_much(text, in_use)
            if in_use:
                return in_use[0]
        raise self._nothing(text)

    def with_codes(self, codes: Sequence[Code]) -> Codebook:
        """Return the codebook of the same title and version with these codes instead."""
        head = {name: getattr(self, name) for name in type(self).model_fields if name != "codes"}
        return type(self)(codes=tuple(codes), **head)

    def content_hash(self) -> str:
        """Return the SHA-256 of all codes in tree order, 64 hexadecimal digits.

        Title, version and note are left out: two codebooks of one hash ask the same of a coder.
        """
        return sha256(canonical_json([code.model_dump(mode="json") for code in self._tree]))

    def _too_much(self, text: str, fitting: Sequence[Code]) -> NotFound:
        shown = ", ".join(f"{code.id} ({self.path(code.id)})" for code in fitting[:_SHOWN])
        more = f" and {len(fitting) - _SHOWN} more" if len(fitting) > _SHOWN else ""
        return NotFound(
            f"{text!r} fits {len(fitting)} codes: {shown}{more}",
            hint="give the whole id or the whole path",
        )

    def _nothing(self, text: str) -> NotFound:
        ways = ((code, code.name, code.id) for code in self.codes)
        spoken = {_folded(way): code.id for code, *texts in ways for way in texts}
        if ">" in text:
            spoken = {_folded(self.path(code.id)): code.id for code in self.codes}
        near = get_close_matches(_folded(text), spoken, n=_SHOWN, cutoff=0.5)
        named = dict.fromkeys(f"{spoken[way]} ({self._by_id[spoken[way]].name})" for way in near)
        return NotFound(
            f"no code fits {text!r}",
            hint="did you mean " + ", ".join(named) if named else "qes codebook show lists them",
        )


def _folded(text: str) -> str:
    steps = normalize("NFC", text).casefold().split(">")
    return _STEP.join(" ".join(step.split()) for step in steps)
