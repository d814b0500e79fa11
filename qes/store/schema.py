"""The tables. Material is written once; judgements are only ever appended.

The tables say what is; `migrations/` says how a file gets there, and a test holds the two
together. Text offsets (`start`, `stop`) are Unicode code points into the canonical text of
their source, as defined in `corpora`.
"""

from __future__ import annotations

import sqlalchemy as sa

APPLICATION_ID = 0x71657331
"""What SQLite writes at byte 68 of a qes project: "qes1"."""
SCHEMA_VERSION = 2
"""Rises with each migration; a file with a higher one is from a newer qes."""

_CONSTRAINTS = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=_CONSTRAINTS)

COUNTER: sa.types.TypeEngine[int] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REAL: sa.types.TypeEngine[float] = sa.REAL().with_variant(sa.Double(), "postgresql")
TEXT: sa.types.TypeEngine[str] = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Text in the order of its code points, on every server as in a file."""


def _table(name: str, *columns: sa.schema.SchemaItem, rowid: bool = True) -> sa.Table:
    """Make a table; without `rowid` a file keeps its rows in its key's own tree, once."""
    return sa.Table(name, metadata, *columns, sqlite_strict=True, sqlite_with_rowid=rowid)


def _text(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, TEXT, nullable=null)


def _integer(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _key(name: str) -> sa.Column[object]:
    return sa.Column(name, TEXT, primary_key=True)


def _of(name: str, target: str, *, key: bool = False, null: bool = False) -> sa.Column[object]:
    return sa.Column(
        name, TEXT, sa.ForeignKey(f"{target}.id"), primary_key=key, nullable=null and not key
    )


project = _table("project", _key("name"), _text("value"))
"""Title and time of making, as name and value."""

source = _table(
    "source",
    _key("id"),
    _text("name"),
    _text("kind"),
    _text("format"),
    _text("encoding", null=True),
    _text("unit"),
    _text("segmenter"),
    _integer("characters"),
    _text("text_sha256"),
    _text("bytes_sha256"),
    _text("remarks"),
    _text("added_by"),
    _text("added_at"),
    _text("report", null=True),
    _text("replaced_by", null=True),
    _text("withdrawn_at", null=True),
    sa.UniqueConstraint("bytes_sha256"),
)
"""One document: what it is, without its text. `unit` is the unit reviewers go through; `report` is
what was said when it came in; `replaced_by` names the version that stands in its place. Of a
withdrawn document this row is all that is left."""

source_text = _table("source_text", _of("source", "source", key=True), _text("text"))
"""The canonical text, immutable once in."""

source_bytes = _table(
    "source_bytes",
    _of("source", "source", key=True),
    sa.Column("data", sa.LargeBinary(), nullable=False),
)
"""The file as it came."""

page = _table(
    "page",
    _of("source", "source", key=True),
    sa.Column("n", sa.Integer(), primary_key=True),
    _integer("start"),
)

turn = _table(
    "turn",
    _of("source", "source", key=True),
    sa.Column("n", sa.Integer(), primary_key=True),
    _text("speaker", null=True),
    _text("role"),
    _integer("start"),
    _integer("stop"),
    sa.Column("at", REAL, nullable=True),
    rowid=False,
)
"""What one speaker said in one go; `at` in seconds from the beginning."""

speaker = _table(
    "speaker",
    _of("source", "source", key=True),
    sa.Column("n", sa.Integer(), primary_key=True),
    _text("label"),
    _text("role"),
    _integer("turns"),
    _integer("labelled"),
    _text("attributes"),
)
"""Who speaks, as the document shows it; what people say of them is in judgements."""

aside = _table(
    "aside",
    _of("source", "source", key=True),
    sa.Column("n", sa.Integer(), primary_key=True),
    _text("kind"),
    _text("text"),
    _integer("at", null=True),
    _integer("page", null=True),
)
"""Words that stand beside the text: footnotes, comments, running heads."""

record = _table(
    "record",
    _of("source", "source", key=True),
    sa.Column("n", sa.Integer(), primary_key=True),
    _integer("start"),
    _integer("stop"),
    _text("cells"),
)
"""A row of a table: where its words stand and what its other columns say."""

quote = _table(
    "quote",
    _of("source", "source", key=True),
    sa.Column("n", sa.Integer(), primary_key=True),
    _text("attribution"),
    _text("grouping", null=True),
    _text("section", null=True),
    _integer("start"),
    _integer("stop"),
    _integer("partial"),
    _text("gaps"),
    _text("attributes", null=True),
)
"""A participant's words in a paper or report, with whom it is attributed to."""

segment = _table(
    "segment",
    _of("source", "source", key=True),
    _key("unit"),
    sa.Column("n", sa.Integer(), primary_key=True),
    _integer("start"),
    _integer("stop"),
    _integer("turn", null=True),
    _integer("queued"),
    rowid=False,
)
"""A unit of analysis; `queued` is 0 where an interviewer speaks: no decision is awaited there.

There are millions of them, so a row is lean: `unit` is the first letter of the unit's name, and a
segment's id, `SOURCE.UNITn`, stands only where something points to it (`qes.store.segments`)."""

passage = _table(
    "passage",
    _key("id"),
    _of("source", "source"),
    _integer("start"),
    _integer("stop"),
    _text("quote_sha256"),
    sa.Index(None, "source", "start"),
)
"""A stretch of text that some judgement is about. Its words are never copied into judgements."""

successor = _table(
    "successor",
    _key("kind"),
    _key("subject"),
    _text("target", null=True),
    _text("why"),
    sa.Index(None, "kind", "target"),
)
"""A judgement about `subject` counts for `target`: a passage of an earlier version for the same
words in the version that stands. No target: it is no longer in the material."""

export = _table(
    "export",
    _key("path"),
    _text("sha256"),
    _text("made_by"),
    _text("made_at"),
)
"""A file that was written from the project, as last written."""

reference_file = _table(
    "reference_file",
    _key("id"),
    _text("name"),
    _text("format"),
    _text("encoding", null=True),
    _text("bytes_sha256"),
    _integer("entries"),
    _text("flaws"),
    _text("added_by"),
    _text("added_at"),
    sa.Column("data", sa.LargeBinary(), nullable=False),
    sa.UniqueConstraint("bytes_sha256"),
)
"""A list of references as it came, and what was wrong with it."""

reference = _table(
    "reference",
    _key("id"),
    _text("record_sha256"),
    _text("format"),
    _text("type"),
    _text("given_type", null=True),
    _text("title", null=True),
    _text("authors"),
    _integer("year", null=True),
    _text("journal", null=True),
    _text("volume", null=True),
    _text("issue", null=True),
    _text("pages", null=True),
    _text("doi", null=True),
    _text("pmid", null=True),
    _text("abstract", null=True),
    _text("details"),
    _text("extra"),
    _text("flaws"),
    sa.Column("raw", sa.LargeBinary(), nullable=False),
    sa.UniqueConstraint("record_sha256"),
)
"""What one record of a list says, immutable: `raw` is the record in UTF-8, `details` the rarer
fields, `extra` what no field holds. What people decide about it is in judgements."""

reference_listing = _table(
    "reference_listing",
    _of("file", "reference_file", key=True),
    sa.Column("n", sa.Integer(), primary_key=True),
    _of("reference", "reference"),
    _text("place"),
    sa.Index(None, "reference"),
)
"""Where each reference stands: a record that several lists hold is one reference, listed in each."""

code = _table("code", _key("id"))
study = _table("study", _key("id"))
finding = _table("finding", _key("id"))
round_ = _table("round", _key("id"))
node = _table("node", _key("id"), _text("kind"), _text("title"))
"""A box of the logic model that no code stands for: an identity, like codes and findings."""
edge = _table(
    "edge",
    _key("id"),
    _text("source"),
    _text("target"),
    _text("kind"),
    _text("sign"),
    _text("level"),
)

showing = _table(
    "showing",
    _key("id"),
    _text("author", null=True),
    _text("segment"),
    _text("round", null=True),
    _text("at"),
    _text("way"),
    _integer("unseen", null=True),
    _integer("withheld"),
    _text("model"),
    _text("basis"),
    sa.Column("none_share", REAL, nullable=True),
    sa.Column("none_probability", REAL, nullable=True),
    sa.Index(None, "segment"),
)
"""What a reviewer had before their eyes of one segment's suggestions when they decided, kept apart
from judgements. `id` is a hash of all but `at`, the first time; `basis` is the hash of the codebook
and of what was learned. Author null: a project of the first format did not say who saw it."""

suggestion = _table(
    "suggestion",
    _key("id"),
    _of("showing", "showing"),
    _text("code", null=True),
    _integer("rank"),
    sa.Column("share", REAL, nullable=True),
    sa.Column("probability", REAL, nullable=True),
    sa.Index(None, "showing"),
)
"""A code as a machine proposed it in a showing: `id` is SHOWING.RANK. Code null, "no code applies",
and share null are left of the first format."""

embedding = _table(
    "embedding",
    _key("text_sha256"),
    _key("model"),
    sa.Column("vector", sa.LargeBinary(), nullable=False),
)
"""Derived data: numbers of 16 bits, little-endian, as `qes.suggest.vectors` packs them; rebuilt
when missing or damaged."""

judgement = sa.Table(
    "judgement",
    metadata,
    sa.Column("n", COUNTER, sa.Identity(), primary_key=True),
    sa.Column("id", TEXT, nullable=False, unique=True),
    _text("author"),
    _text("origin"),
    _integer("seq"),
    _text("at"),
    _text("subject_kind"),
    _text("subject"),
    _text("aspect"),
    _text("value"),
    _text("reason", null=True),
    _text("basis", null=True),
    _text("round", null=True),
    _text("undoes", null=True),
    _text("tool_version"),
    _text("prev_hash"),
    _text("hash"),
    sa.UniqueConstraint("author", "origin", "seq"),
    sa.Index(None, "subject_kind", "subject", "aspect", "author"),
    sa.Index(None, "author", "at", "origin", "seq"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""Every human decision, one row each, never changed and never taken away (triggers hold it)."""

seen = _table(
    "seen",
    _key("author"),
    _key("segment"),
    _key("round"),
    _text("at"),
    rowid=False,
)
"""Who has had which segment before their eyes, in which round ("" is outside any)."""

place = _table("place", _key("author"), _text("source"), _text("segment"), _text("at"))
"""Where a reviewer left off."""
