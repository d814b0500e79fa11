"""WebVTT captions: cues become utterances; markup, times and style blocks leave the text.

The canonical text is made here: one paragraph a turn, `Name: ` before it where someone is named,
one line a cue. W3C WebVTT: https://www.w3.org/TR/webvtt1/.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpora.labels import believed_labels, cue_label, seconds
from corpora.manuscript import Manuscript, Paragraph, Utterance
from corpora.source import Remark, RemarkCode
from corpora.speakers import clean_label, label_key
from corpora.text import canonical, change_remarks, decode
from qes.errors import Refused

_ARROW = re.compile(
    r"^[ \t]*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})[ \t]*-->[ \t]*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})"
)
_VOICE = re.compile(r"<v(?:\.[^ \t<>]{0,80})?[ \t]{1,4}([^<>\n]{0,200})>")
_TAG = re.compile(r"</?(?:[cibuv]|lang|ruby|\d[\d:.]*)(?:[.\s][^<>]*)?>")
_READING = re.compile(r"<rt[^<>]{0,40}>([^<]*)(?:</rt>)?")
_NOT_CUES = ("NOTE", "STYLE", "REGION", "WEBVTT")
PAUSE = 3.0
"""Seconds of silence that part captions of no one into paragraphs."""


@dataclass(frozen=True, slots=True)
class _Cue:
    begins: float
    ends: float
    speaker: str | None
    words: str


def read_vtt(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read WebVTT captions.

    Raises:
        Refused: It holds no cue.
    """
    del password
    decoded = decode(data, encoding)
    source = canonical(decoded.text)
    cues, lost = _cues(source.text)
    if not cues:
        raise Refused("no captions in it", hint="is it a subtitle file at all?")
    remarks = [*decoded.remarks, *change_remarks(source.changes), *lost]
    spoken = _without_repeats(cues)
    if len(spoken) < len(cues):
        remarks.append(
            Remark(
                RemarkCode.REPEATED_CAPTIONS,
                f"{len(cues) - len(spoken)} of {len(cues)} captions only repeat what was shown",
            )
        )
    named = _named(spoken)
    text, utterances = _written(named)
    return Manuscript(
        "vtt",
        text,
        decoded.encoding,
        paragraphs=tuple(Paragraph(said.start, said.end) for said in utterances),
        utterances=utterances,
        cues=len(cues),
        labelled=sum(cue.speaker is not None for cue in named) or None,
        remarks=tuple(remarks),
    )


def _cues(text: str) -> tuple[list[_Cue], list[Remark]]:
    """Cut the file into cues; words that stand under no time go with the cue before, and are told."""
    cues: list[_Cue] = []
    lost: list[Remark] = []
    line_number = 1
    for block in text.split("\n\n"):
        lines = block.strip("\n").split("\n")
        found = [n for n, line in enumerate(lines) if _ARROW.match(line)]
        for at, following in pairwise((*found, len(lines))):
            cues.extend(_cue(lines[at], lines[at + 1 : following]))
        if not found and cues and not block.lstrip().startswith(_NOT_CUES):
            words = _plain(block)
            if any(c.isalpha() for c in words):
                last = cues[-1]
                cues.append(_Cue(last.begins, last.ends, last.speaker, words))
                lost.append(_untimed(words, line_number))
        line_number += block.count("\n") + 2
    return cues, lost


def _cue(arrow: str, lines: Sequence[str]) -> Iterator[_Cue]:
    """Yield a cue, in parts where several voices speak in it."""
    clock = _ARROW.match(arrow)
    if clock is None:
        return
    begins, ends = seconds(clock[1]) or 0.0, seconds(clock[2]) or 0.0
    parts = _VOICE.split("\n".join(lines))
    spoken = [(None, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    for voice, marked in spoken:
        words = _plain(marked)
        if words or (voice is None and len(spoken) == 1):
            speaker = clean_label(html.unescape(voice)) or None if voice is not None else None
            yield _Cue(begins, ends, speaker, words)


def _plain(marked: str) -> str:
    """Take the markup off a cue's words; a ruby reading stays in brackets."""
    bare = _TAG.sub("", _READING.sub(r"(\1)", marked))
    unescaped = canonical(html.unescape(bare)).text
    return "\n".join(line.strip() for line in unescaped.split("\n") if line.strip())


def _untimed(words: str, line: int) -> Remark:
    shown = " ".join(words.split())[:60]
    return Remark(
        RemarkCode.DAMAGED,
        f"words under no time are kept with the cue before: {shown}",
        f"line {line}",
    )


def _without_repeats(cues: Sequence[_Cue]) -> list[_Cue]:
    """Take roll-up captions once: lines that the cue before still shows are not said again."""
    touching = sum(
        b.words.startswith(a.words.rsplit("\n", 1)[-1]) and a.ends >= b.begins - 0.05
        for a, b in pairwise(cues)
        if a.words and b.words and a.speaker == b.speaker
    )
    if len(cues) < 2 or touching * 2 < len(cues) - 1:
        return [cue for cue in cues if cue.words]
    kept: list[_Cue] = []
    shown: list[str] = []
    for cue in cues:
        lines = cue.words.split("\n") if cue.words else []
        still = next((n for n in range(len(lines), 0, -1) if shown[-n:] == lines[:n]), 0)
        new = lines[still:]
        if new:
            kept.append(_Cue(cue.begins, cue.ends, cue.speaker, "\n".join(new)))
        shown = lines or shown
    return kept


def _named(cues: Sequence[_Cue]) -> list[_Cue]:
    """Take the speaker from the words of a cue (`Name: words`) where no voice is marked."""
    if any(cue.speaker is not None for cue in cues):
        return list(cues)
    labels = [cue_label(cue.words) for cue in cues]
    believed = believed_labels([label[0] for label in labels if label is not None])
    named: list[_Cue] = []
    speaker: str | None = None
    for cue, label in zip(cues, labels, strict=True):
        if label is not None and label_key(label[0]) in believed:
            speaker = label[0]
            named.append(_Cue(cue.begins, cue.ends, speaker, cue.words[label[1] :]))
        else:
            named.append(_Cue(cue.begins, cue.ends, None, cue.words))
    return named


def _written(cues: Sequence[_Cue]) -> tuple[str, tuple[Utterance, ...]]:
    """Write the cues as text, a paragraph for each run of one speaker."""
    pieces: list[str] = []
    utterances: list[Utterance] = []
    length = 0
    before: _Cue | None = None
    for cue in cues:
        if before is not None and _goes_on(before, cue):
            said = utterances.pop()
            pieces.append("\n" + cue.words)
            length += 1 + len(cue.words)
            utterances.append(Utterance(said.label, said.start, length, said.at))
        else:
            label = f"{clean_label(cue.speaker)}: " if cue.speaker is not None else ""
            opening = ("\n\n" if pieces else "") + label
            start = length + len(opening)
            length = start + len(cue.words)
            pieces.append(opening + cue.words)
            utterances.append(Utterance(cue.speaker, start, length, cue.begins))
        before = cue
    return "".join(pieces) + "\n", tuple(utterances)


def _goes_on(before: _Cue, cue: _Cue) -> bool:
    if before.speaker is None and cue.speaker is None:
        return cue.begins - before.ends < PAUSE
    return (
        before.speaker is not None
        and cue.speaker is not None
        and (label_key(before.speaker) == label_key(cue.speaker))
    )
