"""Versions and withdrawal of sources, and their parts; references; exports; what was shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from qes.store.migrations.server_policies import statements

revision = "0002"
down_revision = "0001"

_REAL: sa.types.TypeEngine[float] = sa.REAL().with_variant(
    postgresql.DOUBLE_PRECISION(), "postgresql"
)
_TEXT: sa.types.TypeEngine[str] = sa.Text().with_variant(
    postgresql.TEXT(collation="C"), "postgresql"
)


def upgrade() -> None:
    """Add columns and tables; keep every row of those that get another form."""
    for name in ("report", "replaced_by", "withdrawn_at"):
        op.add_column("source", sa.Column(name, _TEXT, nullable=True))
    op.add_column("quote", sa.Column("attributes", _TEXT, nullable=True))
    _parts_of_sources()
    _showings()
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
    if op.get_context().dialect.name == "postgresql":
        _narrow_sight()


def _narrow_sight() -> None:
    """Let the server itself hold who sees what."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for statement in statements(str(schema)):
        connection.exec_driver_sql(statement)


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


def _showings() -> None:
    """Put suggestions under what was shown; each keeps its id, for judgements point to it.

    Those made for one segment on one basis are one showing. When it was seen, and by whom, is not
    known: it counts as listed. Reasons and scores are gone, and so are vectors of the form before:
    all of them are computed, and computed anew.
    """
    group = "'f1-' || MIN(id) OVER (PARTITION BY segment, basis, author)"
    op.execute(
        "CREATE TEMPORARY TABLE was_suggested AS SELECT id, segment, code, rank, probability, "  # noqa: S608 - nothing of a person's is in it
        f"model, basis, author, made_at, {group} AS showing FROM suggestion"
    )
    op.drop_index("ix_suggestion_segment_basis", "suggestion")
    op.drop_table("suggestion")
    _make_showing()
    op.execute(
        "INSERT INTO showing (id, author, segment, at, way, withheld, model, basis, none_probability) "
        "SELECT showing, MIN(author), MIN(segment), MIN(made_at), 'listed', 0, MIN(model), "
        "MIN(basis), MAX(CASE WHEN code IS NULL THEN probability END) "
        "FROM was_suggested GROUP BY showing"
    )
    op.execute(
        "INSERT INTO suggestion (id, showing, code, rank, probability) "
        "SELECT id, showing, code, rank, probability FROM was_suggested"
    )
    op.execute("DROP TABLE was_suggested")
    op.execute("DELETE FROM embedding")


def _make_showing() -> None:
    op.create_table(
        "showing",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=True),
        sa.Column("segment", _TEXT, nullable=False),
        sa.Column("round", _TEXT, nullable=True),
        sa.Column("at", _TEXT, nullable=False),
        sa.Column("way", _TEXT, nullable=False),
        sa.Column("unseen", sa.Integer(), nullable=True),
        sa.Column("withheld", sa.Integer(), nullable=False),
        sa.Column("model", _TEXT, nullable=False),
        sa.Column("basis", _TEXT, nullable=False),
        sa.Column("none_share", _REAL, nullable=True),
        sa.Column("none_probability", _REAL, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_showing"),
        sqlite_strict=True,
    )
    op.create_index("ix_showing_segment", "showing", ["segment"], unique=False)
    op.create_table(
        "suggestion",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("showing", _TEXT, nullable=False),
        sa.Column("code", _TEXT, nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("share", _REAL, nullable=True),
        sa.Column("probability", _REAL, nullable=True),
        sa.ForeignKeyConstraint(["showing"], ["showing.id"], name="fk_suggestion_showing_showing"),
        sa.PrimaryKeyConstraint("id", name="pk_suggestion"),
        sqlite_strict=True,
    )
    op.create_index("ix_suggestion_showing", "suggestion", ["showing"], unique=False)


def _segments() -> None:
    """Key segments by source, unit and number, and turns and what is seen by their key alone.

    What points to a segment names it by an id that no column of its row holds.
    """
    lean = {"sqlite_strict": True, "sqlite_with_rowid": False}
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
