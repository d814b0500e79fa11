"""The first schema: material, append-only judgements, what is seen and where one left off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

_COUNTER: sa.types.TypeEngine[int] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REAL: sa.types.TypeEngine[float] = sa.REAL().with_variant(
    postgresql.DOUBLE_PRECISION(), "postgresql"
)
_TEXT: sa.types.TypeEngine[str] = sa.Text().with_variant(
    postgresql.TEXT(collation="C"), "postgresql"
)

_SQLITE_GUARDS = (
    """
    CREATE TRIGGER judgement_is_never_changed BEFORE UPDATE ON judgement
    BEGIN SELECT RAISE(ABORT, 'judgements are never changed'); END
    """,
    """
    CREATE TRIGGER judgement_is_never_removed BEFORE DELETE ON judgement
    BEGIN SELECT RAISE(ABORT, 'judgements are never removed'); END
    """,
    # INSERT OR REPLACE takes rows away without a word to the trigger above
    """
    CREATE TRIGGER judgement_is_never_replaced BEFORE INSERT ON judgement
    WHEN EXISTS (
        SELECT 1 FROM judgement WHERE n = NEW.n OR id = NEW.id
        UNION ALL
        SELECT 1 FROM judgement
        WHERE author = NEW.author AND origin = NEW.origin AND seq = NEW.seq
    )
    BEGIN SELECT RAISE(ABORT, 'judgements are never replaced'); END
    """,
)
_SERVER_GUARDS = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'judgements are never changed or removed'; END $$
    """,
    """
    CREATE TRIGGER judgement_is_never_changed BEFORE UPDATE OR DELETE ON judgement
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER judgement_is_never_emptied BEFORE TRUNCATE ON judgement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
)


def upgrade() -> None:
    """Make every table, then let the database itself guard the judgements."""
    _project()
    _identities()
    _sources()
    _judgements()
    on_server = op.get_bind().dialect.name == "postgresql"
    for statement in _SERVER_GUARDS if on_server else _SQLITE_GUARDS:
        op.execute(statement)


def _project() -> None:
    """Title of the project and where each reviewer left off."""
    op.create_table(
        "project",
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_project"),
        sqlite_strict=True,
    )
    op.create_table(
        "place",
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("segment", _TEXT, nullable=False),
        sa.Column("at", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("author", name="pk_place"),
        sqlite_strict=True,
    )


def _sources() -> None:
    """Documents, their parts, and what is derived from them."""
    op.create_table(
        "source",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("format", _TEXT, nullable=False),
        sa.Column("encoding", _TEXT, nullable=True),
        sa.Column("unit", _TEXT, nullable=False),
        sa.Column("segmenter", _TEXT, nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("text_sha256", _TEXT, nullable=False),
        sa.Column("bytes_sha256", _TEXT, nullable=False),
        sa.Column("remarks", _TEXT, nullable=False),
        sa.Column("added_by", _TEXT, nullable=False),
        sa.Column("added_at", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        sa.UniqueConstraint("bytes_sha256", name="uq_source_bytes_sha256"),
        sqlite_strict=True,
    )
    op.create_table(
        "source_text",
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("text", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_source_text_source_source"),
        sa.PrimaryKeyConstraint("source", name="pk_source_text"),
        sqlite_strict=True,
    )
    op.create_table(
        "source_bytes",
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_source_bytes_source_source"),
        sa.PrimaryKeyConstraint("source", name="pk_source_bytes"),
        sqlite_strict=True,
    )
    op.create_table(
        "page",
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_page_source_source"),
        sa.PrimaryKeyConstraint("source", "n", name="pk_page"),
        sqlite_strict=True,
    )
    op.create_table(
        "turn",
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("speaker", _TEXT, nullable=True),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("at", _REAL, nullable=True),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_turn_source_source"),
        sa.PrimaryKeyConstraint("source", "n", name="pk_turn"),
        sqlite_strict=True,
    )
    op.create_table(
        "quote",
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("attribution", _TEXT, nullable=False),
        sa.Column("grouping", _TEXT, nullable=True),
        sa.Column("section", _TEXT, nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("partial", sa.Integer(), nullable=False),
        sa.Column("gaps", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_quote_source_source"),
        sa.PrimaryKeyConstraint("source", "n", name="pk_quote"),
        sqlite_strict=True,
    )
    op.create_table(
        "segment",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("unit", _TEXT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_segment_source_source"),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
        sa.UniqueConstraint("source", "unit", "n", name="uq_segment_source_unit_n"),
        sqlite_strict=True,
    )
    op.create_table(
        "passage",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("quote_sha256", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_passage_source_source"),
        sa.PrimaryKeyConstraint("id", name="pk_passage"),
        sqlite_strict=True,
    )
    op.create_index("ix_passage_source_start", "passage", ["source", "start"], unique=False)
    op.create_table(
        "embedding",
        sa.Column("text_sha256", _TEXT, nullable=False),
        sa.Column("model", _TEXT, nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("text_sha256", "model", name="pk_embedding"),
        sqlite_strict=True,
    )
    op.create_table(
        "suggestion",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("segment", _TEXT, nullable=False),
        sa.Column("code", _TEXT, nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", _REAL, nullable=True),
        sa.Column("probability", _REAL, nullable=True),
        sa.Column("because", _TEXT, nullable=False),
        sa.Column("model", _TEXT, nullable=False),
        sa.Column("basis", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=True),
        sa.Column("made_at", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(["segment"], ["segment.id"], name="fk_suggestion_segment_segment"),
        sa.PrimaryKeyConstraint("id", name="pk_suggestion"),
        sqlite_strict=True,
    )
    op.create_index("ix_suggestion_segment_basis", "suggestion", ["segment", "basis"], unique=False)
    op.create_table(
        "seen",
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("segment", _TEXT, nullable=False),
        sa.Column("round", _TEXT, nullable=False),
        sa.Column("at", _TEXT, nullable=False),
        sa.ForeignKeyConstraint(["segment"], ["segment.id"], name="fk_seen_segment_segment"),
        sa.PrimaryKeyConstraint("author", "segment", "round", name="pk_seen"),
        sqlite_strict=True,
    )


def _identities() -> None:
    """What judgements may be about, as bare identities."""
    op.create_table(
        "code",
        sa.Column("id", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_code"),
        sqlite_strict=True,
    )
    op.create_table(
        "study",
        sa.Column("id", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_study"),
        sqlite_strict=True,
    )
    op.create_table(
        "finding",
        sa.Column("id", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_finding"),
        sqlite_strict=True,
    )
    op.create_table(
        "round",
        sa.Column("id", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_round"),
        sqlite_strict=True,
    )
    op.create_table(
        "node",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("title", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_node"),
        sqlite_strict=True,
    )
    op.create_table(
        "edge",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("target", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("sign", _TEXT, nullable=False),
        sa.Column("level", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edge"),
        sqlite_strict=True,
    )


def _judgements() -> None:
    """The append-only table of human decisions."""
    op.create_table(
        "judgement",
        sa.Column("n", _COUNTER, sa.Identity(always=False), nullable=False),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("origin", _TEXT, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", _TEXT, nullable=False),
        sa.Column("subject_kind", _TEXT, nullable=False),
        sa.Column("subject", _TEXT, nullable=False),
        sa.Column("aspect", _TEXT, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=True),
        sa.Column("basis", _TEXT, nullable=True),
        sa.Column("round", _TEXT, nullable=True),
        sa.Column("undoes", _TEXT, nullable=True),
        sa.Column("tool_version", _TEXT, nullable=False),
        sa.Column("prev_hash", _TEXT, nullable=False),
        sa.Column("hash", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_judgement"),
        sa.UniqueConstraint("author", "origin", "seq", name="uq_judgement_author_origin_seq"),
        sa.UniqueConstraint("id", name="uq_judgement_id"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_judgement_subject_kind_subject_aspect_author",
        "judgement",
        ["subject_kind", "subject", "aspect", "author"],
        unique=False,
    )
    op.create_index(
        "ix_judgement_author_at_origin_seq",
        "judgement",
        ["author", "at", "origin", "seq"],
        unique=False,
    )
