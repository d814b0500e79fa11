"""The codebooks and instruments that come with qes, read only when asked for."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from qes.errors import NotFound

if TYPE_CHECKING:
    from codebooks.codebook import Codebook
    from codebooks.instrument import Instrument

_SUFFIX = ".yaml"
_NOT_AN_INSTRUMENT = frozenset({"cerqual"})
"""Schemes that assess findings lie beside the instruments that appraise studies."""


def shipped_codebooks() -> tuple[str, ...]:
    """Return the names of the codebooks that come with qes."""
    return _names("library")


def shipped_codebook(name: str) -> Codebook:
    """Return a codebook that comes with qes.

    Raises:
        NotFound: there is none of that name.
    """
    return _codebook(_known(name, shipped_codebooks(), "codebook"))


def shipped_instruments() -> tuple[str, ...]:
    """Return the ids of the instruments that come with qes."""
    return tuple(name for name in _names("instruments") if name not in _NOT_AN_INSTRUMENT)


def shipped_instrument(instrument_id: str) -> Instrument:
    """Return an instrument that comes with qes.

    Raises:
        NotFound: there is none of that id.
    """
    return _instrument(_known(instrument_id, shipped_instruments(), "instrument"))


@cache
def _codebook(name: str) -> Codebook:
    from codebooks.yaml_format import load_codebook  # noqa: PLC0415 -- a list needs no reader

    return load_codebook(_text("library", name), name + _SUFFIX)


@cache
def _instrument(name: str) -> Instrument:
    from codebooks.instrument import load_instrument  # noqa: PLC0415 -- a list needs no reader

    return load_instrument(_text("instruments", name), name + _SUFFIX)


def _names(folder: str) -> tuple[str, ...]:
    entries = (entry.name for entry in (files("codebooks") / folder).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in entries if name.endswith(_SUFFIX)))


def _text(folder: str, name: str) -> str:
    return (files("codebooks") / folder / (name + _SUFFIX)).read_text(encoding="utf-8")


def _known(name: str, names: tuple[str, ...], what: str) -> str:
    if name not in names:
        raise NotFound(f"no {what} {name!r} comes with qes", hint="there are " + ", ".join(names))
    return name
