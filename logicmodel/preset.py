"""Which kind of element goes into which column: presets, read from YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import pairwise
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from logicmodel.element import ElementKind
from qes.errors import NotFound, Refused

DEFAULT_PRESET = "seed-fig2"
_LARGEST = 64 * 1024


class PresetColumn(BaseModel):
    """One column, or one band below the columns, and the kinds it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9_.-]{1,64}$")
    title: str = Field(min_length=1, max_length=200)
    kinds: tuple[ElementKind, ...] = Field(min_length=1)


class Preset(BaseModel):
    """The columns of a logic model from left to right, and the bands below them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9_.-]{1,64}$")
    title: str = Field(min_length=1, max_length=200)
    source: str = ""
    """The publication the arrangement follows."""
    columns: tuple[PresetColumn, ...] = Field(min_length=1, max_length=8)
    below: tuple[PresetColumn, ...] = Field(default=(), max_length=4)

    @model_validator(mode="after")
    def _hold_each_once(self) -> Self:
        names = [column.id for column in self.places]
        kinds = [kind for column in self.places for kind in column.kinds]
        for what, values in (("column", names), ("kind", kinds)):
            for one, next_one in pairwise(sorted(values)):
                if one == next_one:
                    raise ValueError(f"{what} {one} stands there twice")
        return self

    @property
    def places(self) -> tuple[PresetColumn, ...]:
        """Every column, then every band."""
        return self.columns + self.below

    def place_of(self, kind: ElementKind | None) -> PresetColumn | None:
        """Return the column or band that holds a kind, or None."""
        return next((place for place in self.places if kind in place.kinds), None)


def shipped_presets() -> tuple[str, ...]:
    """Return the names of the presets that come with qes, sorted."""
    return tuple(sorted(_shipped_names()))


def load_preset(name: str = DEFAULT_PRESET) -> Preset:
    """Read a preset that comes with qes.

    Raises:
        NotFound: no preset has this name.
    """
    if name not in shipped_presets():
        raise NotFound(
            f"no logic model preset is called {name!r}",
            hint=f"choose one of {', '.join(shipped_presets())}",
        )
    text = (files("logicmodel.presets") / f"{name}.yaml").read_text(encoding="utf-8")
    return parse_preset(text, f"{name}.yaml")


def parse_preset(text: str, name: str) -> Preset:
    """Read a preset from the text of a YAML file.

    Args:
        text: the whole file.
        name: what to call the file in a message.

    Raises:
        Refused: what is wrong and where.
    """
    if len(text) > _LARGEST:
        raise Refused(f"{name}: larger than {_LARGEST // 1024} KB", hint="a preset is a short file")
    try:
        data = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise Refused(f"{name}: not YAML: {_first_line(error)}", hint="mend the file") from error
    if not isinstance(data, Mapping):
        raise Refused(f"{name}: no columns here", hint="see the shipped presets for the form")
    try:
        return Preset.model_validate(data)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in problem["loc"]) or "the whole"
        raise Refused(f"{name}: {where}: {problem['msg']}", hint="mend the file") from error


def _shipped_names() -> Iterator[str]:
    for entry in files("logicmodel.presets").iterdir():
        if entry.name.endswith(".yaml"):
            yield entry.name.removesuffix(".yaml")


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
