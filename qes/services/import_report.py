"""What is said of a file that came in: what was read, guessed, changed, set aside, and to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from corpora.columns import Segments
from corpora.source import Reading, RemarkCode, Unit
from qes.base import Json, SourceId


class Topic(StrEnum):
    """What kind of thing a remark tells a person."""

    GUESSED = "guessed"
    CHANGED = "changed"
    SET_ASIDE = "set aside"
    LOOK_AT = "look at"


_TOPICS = {
    RemarkCode.ENCODING: Topic.GUESSED,
    RemarkCode.WRONG_SUFFIX: Topic.GUESSED,
    RemarkCode.LAYOUT: Topic.GUESSED,
    RemarkCode.GUESSED_ROLE: Topic.GUESSED,
    RemarkCode.MERGED_LABELS: Topic.GUESSED,
    RemarkCode.TRACKED_CHANGES: Topic.GUESSED,
    RemarkCode.REPEATED_CAPTIONS: Topic.CHANGED,
    RemarkCode.CONTROL_CHARACTERS: Topic.CHANGED,
    RemarkCode.INVALID_BYTES: Topic.CHANGED,
    RemarkCode.SET_ASIDE: Topic.SET_ASIDE,
    RemarkCode.HIDDEN_TEXT: Topic.SET_ASIDE,
}
"""Whatever is not here is for a person to look at."""


def topic_of(code: RemarkCode) -> Topic:
    """Return under which heading a remark belongs."""
    return _TOPICS.get(code, Topic.LOOK_AT)


def import_report(reading: Reading, source: SourceId, file: str) -> dict[str, Json]:
    """Return everything there is to say of one file, for programs; texts are not in it."""
    by_unit = Segments.of(reading.segments).counts()
    whose = Counter(quote.attribution for quote in reading.quotes)
    report: dict[str, Json] = {
        "file": file,
        "source": source,
        "kind": reading.kind.value,
        "format": reading.format,
        "layout": reading.layout,
        "encoding": reading.encoding,
        "characters": len(reading.text),
        "pages": len(reading.page_starts),
        "turns": len(reading.turns),
        "speakers": [
            {
                "label": one.label,
                "role": one.role.value,
                "turns": one.turns,
                "labelled": one.labelled,
                "attributes": dict(one.attributes),
            }
            for one in reading.speakers
        ],
        "resemblances": [
            {"labels": list(one.labels), "why": one.why} for one in reading.resemblances
        ],
        "segments": {unit.value: by_unit[unit] for unit in Unit},
        "quotes": [{"attribution": who, "n": n} for who, n in whose.items()],
        "likely_quotes": [[one.start, one.end] for one in reading.likely_quotes],
        "changes": [{"kind": one.kind.value, "n": one.count} for one in reading.changes],
        "asides": [
            {"kind": kind.value, "n": n}
            for kind, n in Counter(one.kind for one in reading.asides).items()
        ],
        "warnings": [
            {"code": one.code.value, "message": one.message, "where": one.where}
            for one in reading.warnings
        ],
    }
    figures = {"cues": reading.cues, "labelled": reading.labelled, "rows": reading.rows}
    return report | {name: n for name, n in figures.items() if n is not None}


def told(report: dict[str, Json]) -> Iterator[tuple[Topic | None, str]]:
    """Yield a report as sentences for people; the first, of no topic, says what was read."""
    yield None, _read(report)
    yield from _guessed(report)
    for change in _dicts(report.get("changes")):
        if change.get("kind") != "line end":
            yield Topic.CHANGED, f"{change['n']:,} x {change['kind']}"
    kinds = [f"{one['n']:,} x {one['kind']}" for one in _dicts(report.get("asides"))]
    warned = [one.get("code") for one in _dicts(report.get("warnings"))]
    if kinds and RemarkCode.SET_ASIDE.value not in warned:
        yield Topic.SET_ASIDE, f"{', '.join(kinds)} (kept beside the text)"
    for warning in _dicts(report.get("warnings")):
        where = f" ({warning['where']})" if warning.get("where") else ""
        yield topic_of(RemarkCode(str(warning["code"]))), f"{warning['message']}{where}"


def _guessed(report: dict[str, Json]) -> Iterator[tuple[Topic, str]]:
    if report.get("quotes") and report.get("unit") == Unit.PARAGRAPH.value:
        yield Topic.LOOK_AT, "to go through the quotes alone, add it with --unit quote"
    if report.get("layout"):
        yield Topic.GUESSED, f"laid out as {report['layout']} does"
    for one in _dicts(report.get("resemblances")):
        names = one.get("labels")
        if isinstance(names, list):
            yield Topic.LOOK_AT, f"one person? {' = '.join(map(str, names))} ({one['why']})"


def _read(report: dict[str, Json]) -> str:
    found = [f"{report['format']}, {report['characters']:,} characters"]
    if report.get("pages"):
        found.append(f"{report['pages']} pages")
    if report.get("rows") is not None:
        found.append(f"{report['rows']} rows")
    people = [f"{one['label']} {one['turns']}" for one in _dicts(report.get("speakers"))]
    shown = ", ".join(people[:_SHOWN]) + (", …" if len(people) > _SHOWN else "")
    if report.get("turns"):
        found.append(f"{report['turns']} turns" + (f" ({shown})" if shown else ""))
    quotes = sum(int(str(one["n"])) for one in _dicts(report.get("quotes")))
    if quotes:
        found.append(f"{quotes} quotes")
    units = report.get("segments")
    if isinstance(units, dict):
        found.append(f"{units[Unit.SENTENCE.value]} sentences")
        if report.get("unit"):
            found.append(f"to go through {report['unit']} by {report['unit']}")
    return ", ".join(found)


_SHOWN = 6


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
