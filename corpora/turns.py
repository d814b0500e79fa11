"""Turns: utterances under labels, joined while one speaker goes on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.labels import LEADING_MARK, LabelSearch, find_labels, seconds
from corpora.manuscript import Manuscript, Paragraph, ParagraphKind, Utterance
from corpora.source import Remark, RemarkCode, Role, Speaker, Turn
from corpora.span import Span, trimmed
from corpora.speakers import clean_label, label_key, roles_of

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


def talk(manuscript: Manuscript, paragraphs: Sequence[Paragraph]) -> Talk:
    """Find who speaks in a transcript; without any label each paragraph is a turn of no one."""
    text = manuscript.text
    if manuscript.utterances is not None:
        said = manuscript.utterances
        remarks = () if manuscript.labelled else (_no_labels("run of captions"),)
        return _talk(said, _starts(said), manuscript.labelled, len(text), remarks)
    footed = _FOOTER.search(text, max(0, len(text) - 400))
    footer = footed.start() if footed is not None else len(text)
    labels = find_labels(text)
    if labels.lines:
        said = tuple(_utterances(text, labels, _stops(labels, paragraphs, footer)))
        at = tuple(line.start for line in labels.lines)
        return _talk(said, at, len(said), footer, ())
    said = tuple(
        Utterance(None, p.start, p.end)
        for p in paragraphs
        if p.kind is not ParagraphKind.HEADING and p.start < footer
    )
    return _talk(said, _starts(said), None, footer, (_no_labels("paragraph"),))


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


def _talk(
    utterances: tuple[Utterance, ...],
    labels_at: tuple[int, ...],
    labelled: int | None,
    footer: int,
    remarks: tuple[Remark, ...],
) -> Talk:
    spellings: dict[str, Counter[str]] = {}
    for said in utterances:
        if said.label is not None:
            spellings.setdefault(label_key(said.label), Counter())[clean_label(said.label)] += 1
    labels = {key: spelled.most_common(1)[0][0] for key, spelled in spellings.items()}
    roles = dict(zip(labels, roles_of(tuple(labels.values())), strict=True))
    turns, turn_of = _joined(utterances, labels, roles)
    counts = Counter(turn.speaker for turn in turns)
    speakers = tuple(Speaker(label, roles[key], counts[label]) for key, label in labels.items())
    remarks += tuple(_spelling_remarks(spellings))
    if len(speakers) > MANY_SPEAKERS and 2 * len(speakers) > len(turns):
        remarks += (
            Remark(
                RemarkCode.ODD_LABELS,
                f"{len(speakers):,} speakers for {len(turns):,} turns: are these labels people?",
            ),
        )
    return Talk(utterances, labels_at, turn_of, turns, speakers, labelled, footer, remarks)


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
        who = labels[key] if key is not None else None
        role = roles[key] if key is not None else Role.UNKNOWN
        turns.append(Turn(len(turns) + 1, who, role, first.start, last.end, first.at))

    for said in utterances:
        its = label_key(said.label) if said.label is not None else None
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
