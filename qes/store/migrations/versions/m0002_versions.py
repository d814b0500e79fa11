"""Versions and withdrawal of sources; their parts, references and exports; leaner segments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

_TEXT: sa.types.TypeEngine[str] = sa.Text().with_variant(
    postgresql.TEXT(collation="C"), "postgresql"
)


def upgrade() -> None:
    """Add columns and tables; keep every row of those that get another form."""
    for name in ("report", "replaced_by", "withdrawn_at"):
        op.add_column("source", sa.Column(name, _TEXT, nullable=True))
    op.add_column("quote", sa.Column("attributes", _TEXT, nullable=True))
    _parts_of_sources()
    _segments()
    _references()
    op.create_table(
        "successor",
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("subject", _TEXT, nullable=False),
        sa.Column("target", _TEXT, nullable=True),
        sa.Column("why", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name="pk_successor"),
        sqlite_strict=True,
    )
    op.create_index("ix_successor_kind_target", "successor", ["kind", "target"], unique=False)
    op.create_table(
        "export",
        sa.Column("path", _TEXT, nullable=False),
        sa.Column("sha256", _TEXT, nullable=False),
        sa.Column("made_by", _TEXT, nullable=False),
        sa.Column("made_at", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_export"),
        sqlite_strict=True,
    )


def _parts_of_sources() -> None:
    op.create_table(
        "speaker",
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("label", _TEXT, nullable=False),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("labelled", sa.Integer(), nullable=False),
        sa.Column("attributes", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_speaker_source_source"),
        sa.PrimaryKeyConstraint("source", "n", name="pk_speaker"),
        sqlite_strict=True,
    )
    op.create_table(
        "aside",
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("text", _TEXT, nullable=False),
        sa.Column("at", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_aside_source_source"),
        sa.PrimaryKeyConstraint("source", "n", name="pk_aside"),
        sqlite_strict=True,
    )
    op.create_table(
        "record",
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("cells", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_record_source_source"),
        sa.PrimaryKeyConstraint("source", "n", name="pk_record"),
        sqlite_strict=True,
    )


def _segments() -> None:
    """Key segments by source, unit and number, and turns and what is seen by their key alone.

    What points to a segment names it by an id that no column of its row holds.
    """
    lean = {"sqlite_strict": True, "sqlite_with_rowid": False}
    with op.batch_alter_table("suggestion", table_kwargs={"sqlite_strict": True}) as suggestion:
        suggestion.drop_constraint("fk_suggestion_segment_segment", type_="foreignkey")
    with op.batch_alter_table("seen", table_kwargs=lean) as seen:
        seen.drop_constraint("fk_seen_segment_segment", type_="foreignkey")
    op.execute("UPDATE segment SET unit = substr(unit, 1, 1)")
    with op.batch_alter_table("segment", table_kwargs=lean) as segment:
        segment.drop_constraint("uq_segment_source_unit_n", type_="unique")
        segment.drop_column("id")
        segment.create_primary_key("pk_segment", ["source", "unit", "n"])
    if op.get_context().dialect.name == "sqlite":
        # nothing of its columns changes, so that it is made anew only on demand
        with op.batch_alter_table("turn", recreate="always", table_kwargs=lean):
            pass


def _references() -> None:
    op.create_table(
        "reference_file",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("format", _TEXT, nullable=False),
        sa.Column("encoding", _TEXT, nullable=True),
        sa.Column("bytes_sha256", _TEXT, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("flaws", _TEXT, nullable=False),
        sa.Column("added_by", _TEXT, nullable=False),
        sa.Column("added_at", _TEXT, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reference_file"),
        sa.UniqueConstraint("bytes_sha256", name="uq_reference_file_bytes_sha256"),
        sqlite_strict=True,
    )
    op.create_table(
        "reference",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("record_sha256", _TEXT, nullable=False),
        sa.Column("format", _TEXT, nullable=False),
        sa.Column("type", _TEXT, nullable=False),
        sa.Column("given_type", _TEXT, nullable=True),
        sa.Column("title", _TEXT, nullable=True),
        sa.Column("authors", _TEXT, nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("journal", _TEXT, nullable=True),
        sa.Column("volume", _TEXT, nullable=True),
        sa.Column("issue", _TEXT, nullable=True),
        sa.Column("pages", _TEXT, nullable=True),
        sa.Column("doi", _TEXT, nullable=True),
        sa.Column("pmid", _TEXT, nullable=True),
        sa.Column("abstract", _TEXT, nullable=True),
        sa.Column("details", _TEXT, nullable=False),
        sa.Column("extra", _TEXT, nullable=False),
        sa.Column("flaws", _TEXT, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reference"),
        sa.UniqueConstraint("record_sha256", name="uq_reference_record_sha256"),
        sqlite_strict=True,
    )
    op.create_table(
        "reference_listing",
        sa.Column("file", _TEXT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("reference", _TEXT, nullable=False),
        sa.Column("place", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["file"], ["reference_file.id"], name="fk_reference_listing_file_reference_file"
        ),
        sa.ForeignKeyConstraint(
            ["reference"], ["reference.id"], name="fk_reference_listing_reference_reference"
        ),
        sa.PrimaryKeyConstraint("file", "n", name="pk_reference_listing"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_reference_listing_reference", "reference_listing", ["reference"], unique=False
    )
