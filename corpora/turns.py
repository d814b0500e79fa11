"""Turns: utterances under labels, joined while one speaker goes on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.cast import Cast
from corpora.labels import LEADING_MARK, LabelSearch, find_labels, seconds
from corpora.manuscript import Manuscript, Paragraph, ParagraphKind, Utterance
from corpora.resemblance import resemblances
from corpora.source import Remark, RemarkCode, Resemblance, Role, Speaker, Turn
from corpora.span import Span, trimmed
from corpora.speakers import Manner, clean_label, label_key, roles_of

_FOOTER = re.compile(
    r"\n[^\S\n]*\[?(?:transcribed by (?:https?://\S+|otter\S*)|end of (?:transcript|recording|"
    r"interview|transcription)|\*+ ?end ?\*+)[^\n]{0,40}\s*\Z",
    re.IGNORECASE,
)
MANY_SPEAKERS = 40


@dataclass(frozen=True, slots=True)
class Talk:
    """Who says what, in order."""

    utterances: tuple[Utterance, ...] = ()
    labels_at: tuple[int, ...] = ()
    """For each utterance where its label begins, or its words if it has none in the text."""
    turn_of: tuple[int, ...] = ()
    """For each utterance the number of its turn."""
    turns: tuple[Turn, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    labelled: int | None = None
    footer: int = 0
    """Where words begin that no one says, at the end of the text."""
    remarks: tuple[Remark, ...] = ()
    resemblances: tuple[Resemblance, ...] = ()


def talk(manuscript: Manuscript, paragraphs: Sequence[Paragraph], cast: Cast | None = None) -> Talk:
    """Find who speaks in a transcript; without any label each paragraph is a turn of no one.

    Whoever `cast` names goes by one label, and has the role it gives.
    """
    text = manuscript.text
    cast = cast or Cast()
    if manuscript.utterances is not None:
        said = manuscript.utterances
        remarks = () if manuscript.labelled else (_no_labels("run of captions"),)
        return _talk(
            manuscript, cast, _Said(said, _starts(said), manuscript.labelled, len(text), remarks)
        )
    footed = _FOOTER.search(text, max(0, len(text) - 400))
    footer = footed.start() if footed is not None else len(text)
    labels = find_labels(text)
    if labels.lines:
        said = tuple(_utterances(text, labels, _stops(labels, paragraphs, footer)))
        at = tuple(line.start for line in labels.lines)
        return _talk(manuscript, cast, _Said(said, at, len(said), footer))
    said = tuple(
        Utterance(None, p.start, p.end)
        for p in paragraphs
        if p.kind is not ParagraphKind.HEADING and p.start < footer
    )
    remarks = (_no_labels("paragraph"),)
    return _talk(manuscript, cast, _Said(said, _starts(said), None, footer, remarks))


def _starts(utterances: Sequence[Utterance]) -> tuple[int, ...]:
    return tuple(said.start for said in utterances)


def _no_labels(unit: str) -> Remark:
    said = f"no speaker labels were found: each {unit} is a turn of no one"
    return Remark(RemarkCode.NO_LABELS, said)


def _stops(labels: LabelSearch, paragraphs: Sequence[Paragraph], footer: int) -> tuple[int, ...]:
    """Return where speech breaks off though no one else begins: headings, asides, the footer."""
    headings = (p.start for p in paragraphs if p.kind is ParagraphKind.HEADING)
    return tuple(sorted((*headings, *labels.asides, footer)))


def _utterances(text: str, labels: LabelSearch, stops: Sequence[int]) -> Iterator[Utterance]:
    """Yield the words under each label, up to the next label or stop."""
    following = iter(stops)
    stop = next(following)
    resumes = False
    starts = [line.start for line in labels.lines[1:]]
    for line, end in zip(labels.lines, (*starts, stops[-1]), strict=True):
        while stop < line.words and stop < stops[-1]:
            stop = next(following)
        begin, at = line.words, line.at
        mark = LEADING_MARK.match(text, begin, end)
        if mark is not None:
            begin, at = mark.end(), seconds(mark.group())
        span = trimmed(text, begin, max(begin, min(end, stop))) or Span(begin, begin)
        yield Utterance(line.label, span.start, span.end, at, resumes)
        resumes = stop < end


@dataclass(frozen=True, slots=True)
class _Said:
    """What was found before it is known whose it is."""

    utterances: tuple[Utterance, ...]
    labels_at: tuple[int, ...]
    labelled: int | None
    footer: int
    remarks: tuple[Remark, ...] = ()


def _talk(manuscript: Manuscript, cast: Cast, said: _Said) -> Talk:
    spellings: dict[str, Counter[str]] = {}
    for one in said.utterances:
        if one.label is not None:
            spellings.setdefault(label_key(one.label), Counter())[clean_label(one.label)] += 1
    printed = {key: spelled.most_common(1)[0][0] for key, spelled in spellings.items()}
    labels = {
        key: label if (known := cast.named(label)) is None else known.name
        for key, label in printed.items()
    }
    roles, guessed = _roles(manuscript.text, said.utterances, labels, cast)
    turns, turn_of = _joined(said.utterances, labels, roles)
    speakers = _speakers(turns, labels, roles, spellings, _told(manuscript, cast, labels))
    alike = resemblances({label: spellings[key].total() for key, label in printed.items()})
    remarks = (*said.remarks, *_spelling_remarks(spellings), *guessed)
    if len(speakers) > MANY_SPEAKERS and 2 * len(speakers) > len(turns):
        odd = f"{len(speakers):,} speakers for {len(turns):,} turns: are these labels people?"
        remarks += (Remark(RemarkCode.ODD_LABELS, odd),)
        alike = ()
    return Talk(
        said.utterances,
        said.labels_at,
        turn_of,
        turns,
        speakers,
        said.labelled,
        said.footer,
        remarks,
        alike,
    )


def _roles(
    text: str, utterances: Sequence[Utterance], labels: dict[str, str], cast: Cast
) -> tuple[dict[str, Role], tuple[Remark, ...]]:
    """Return everyone's part by their label: as told, else as the label or their manner shows."""
    said: dict[str, list[int]] = {label: [0, 0, 0] for label in labels.values()}
    for one in utterances:
        if one.label is not None:
            counted = said[labels[label_key(one.label)]]
            counted[0] += 1
            counted[1] += text.endswith("?", one.start, one.end)
            counted[2] += one.end - one.start
    manners = tuple(Manner(label, *counted) for label, counted in said.items())
    roles, remarks = roles_of(manners)
    found = dict(zip(said, roles, strict=True))
    for label in found:
        person = cast.named(label)
        if person is not None and person.role is not None:
            found[label] = person.role
    return found, remarks


def _speakers(
    turns: Sequence[Turn],
    labels: dict[str, str],
    roles: dict[str, Role],
    spellings: dict[str, Counter[str]],
    told: dict[str, tuple[tuple[str, str], ...]],
) -> tuple[Speaker, ...]:
    counts = Counter(turn.speaker for turn in turns)
    labelled: Counter[str] = Counter()
    for key, label in labels.items():
        labelled[label] += spellings[key].total()
    return tuple(
        Speaker(label, roles[label], counts[label], labelled[label], told.get(label, ()))
        for label in dict.fromkeys(labels.values())
    )


def _told(
    manuscript: Manuscript, cast: Cast, labels: dict[str, str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what the file and the cast say of each speaker; the cast has the last word."""
    found: dict[str, dict[str, str]] = {}
    for label, said in manuscript.people:
        found.setdefault(labels.get(label_key(label), label), {}).update(said)
    for label in labels.values():
        person = cast.named(label)
        if person is not None:
            found.setdefault(label, {}).update(person.attributes)
    return {label: tuple(said.items()) for label, said in found.items()}


def _joined(
    utterances: Sequence[Utterance], labels: dict[str, str], roles: dict[str, Role]
) -> tuple[tuple[Turn, ...], tuple[int, ...]]:
    """Join consecutive utterances of one speaker."""
    turns: list[Turn] = []
    turn_of: list[int] = []
    key: str | None = None
    first: Utterance | None = None
    last: Utterance | None = None

    def close() -> None:
        if first is None or last is None:
            return
        who = key
        role = roles[key] if key is not None else Role.UNKNOWN
        turns.append(Turn(len(turns) + 1, who, role, first.start, last.end, first.at))

    for said in utterances:
        its = labels[label_key(said.label)] if said.label is not None else None
        if first is None or its is None or its != key or said.resumes:
            close()
            key, first = its, None
        if said.start < said.end:
            first = first or said
            last = said
        turn_of.append(len(turns) + 1)
    close()
    return tuple(turns), tuple(turn_of)


def _spelling_remarks(spellings: dict[str, Counter[str]]) -> Iterator[Remark]:
    for spelled in spellings.values():
        if len(spelled) > 1:
            said = ", ".join(f"{label} ({n})" for label, n in spelled.most_common())
            yield Remark(RemarkCode.MERGED_LABELS, f"taken for one speaker: {said}")
