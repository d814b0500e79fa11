"""The speakers map as a file: YAML, or a table with one row a label.

speakers:
  - name: Ines Holm
    labels: [IH, "Holm"]
    role: interviewer        # or moderator, participant, unknown
    site: North              # any further field is an attribute
files:
  - pattern: "{site}_{participant}_*.docx"
    role: participant        # whose attributes these are

A map may also have a field a person (`corpora.cast.shapes`). The table has the columns `label` and
`name`, perhaps `role`, and any others as attributes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from corpora.cast.people import Cast, FilePattern, Person
from corpora.cast.table import people_of_table
from corpora.cast.yaml_form import EXAMPLE, cast_of_yaml
from corpora.speech.speakers import label_key
from corpora.text import canonical, decode
from qes.errors import Refused

MAX_BYTES = 2_000_000
MAX_PEOPLE = 20_000
_TABLES = frozenset((".csv", ".tsv", ".tab"))


def read_cast(data: bytes, name: str) -> Cast:
    """Read a speakers map.

    Args:
        data: The file's bytes.
        name: Its name, whose suffix tells a table (csv, tsv) from YAML, and for complaints.

    Raises:
        Refused: It is too big or is not such a map; the message names the file and the line.
    """
    shown = canonical(name).text.replace("\n", " ")
    if len(data) > MAX_BYTES:
        raise Refused(
            f"{shown}: {len(data):,} bytes are more than the {MAX_BYTES:,} of a speakers map",
            hint="is it the right file?",
        )
    try:
        text = canonical(decode(data).text).text
    except Refused as error:
        raise Refused(f"{shown}: {error.message}", hint="save it as YAML or as CSV") from error
    if not text.strip():
        raise Refused(f"{shown}: an empty file", hint=EXAMPLE)
    if PurePosixPath(name.replace("\\", "/")).suffix.lower() in _TABLES:
        return _checked(shown, people_of_table(text, shown), ())
    return _checked(shown, *cast_of_yaml(text, shown))


def _checked(name: str, people: Sequence[tuple[Person, int]], files: Sequence[FilePattern]) -> Cast:
    """Refuse a label that two people go by, since it would silently be the first one's."""
    if not people and not files:
        raise Refused(f"{name}: no speakers in it", hint=EXAMPLE)
    if len(people) > MAX_PEOPLE:
        raise Refused(f"{name}: {len(people):,} speakers are more than {MAX_PEOPLE:,}")
    whose: dict[str, Person] = {}
    for person, line in people:
        for label in (person.name, *person.labels):
            other = whose.setdefault(label_key(label), person)
            if other is not person:
                said = f"the label {label!r} is given to {other.name!r} too"
                raise Refused(f"{name}, line {line}: {said}", hint="mend the file")
    return Cast(tuple(person for person, _ in people), tuple(files))
