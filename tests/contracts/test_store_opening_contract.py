"""Making, opening and refusing a project: the same in a file and on a server."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from qes.errors import ExitCode, Refused, UserError
from qes.project import Project
from qes.services.auditing import verify_project
from qes.store.database import Store
from qes.store.opening import create_store, open_store, upgrade_server
from qes.store.schema import SCHEMA_VERSION, metadata
from tests.contracts.sites import ServerSite, Site


def test_a_new_project_opens_with_its_title_and_an_unbroken_chain(site: Site) -> None:
    target = site.empty()
    Project.create(target, author="anna", title="Winter work").close()
    with Project.open(target, "ben") as project:
        assert project.title == "Winter work"
        found = verify_project(project.desk)
        assert found.ok
        assert found.judgements == 0


def test_a_project_is_not_made_over_another(site: Site) -> None:
    target = site.sample()
    with pytest.raises(Refused, match="already"):
        create_store(target)
    with Project.open(target, "anna") as project:
        assert project.title == "Small review"


def test_what_the_migrations_make_is_what_the_schema_says(site: Site) -> None:
    store = open_store(site.sample())
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.close()


def test_the_comparison_of_schemas_sees_a_column_that_is_missing(site: Site) -> None:
    target = site.sample()
    site.unguarded(target, "ALTER TABLE judgement DROP COLUMN tool_version")
    store = open_store(target)
    with store.read() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    store.close()
    assert [(kind, column.name) for kind, _, _, column in found] == [("add_column", "tool_version")]


@pytest.mark.parametrize("version", [f"{SCHEMA_VERSION + 1:04}", "9999", "later", "²"])
def test_a_project_of_a_newer_version_is_refused_and_left_alone(site: Site, version: str) -> None:
    target = site.sample()
    site.unguarded(target, f"UPDATE alembic_version SET version_num = '{version}'")  # noqa: S608 - our own words
    with pytest.raises(Refused, match="written by a newer qes") as caught:
        open_store(target)
    assert caught.value.hint == "update qes, then open it again"
    with site.raw(target) as connection:
        kept = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    assert kept == version


@pytest.mark.parametrize(
    "change", ["DELETE FROM alembic_version", "UPDATE alembic_version SET version_num = '0000'"]
)
def test_a_project_that_names_no_version_of_ours_is_refused(site: Site, change: str) -> None:
    target = site.sample()
    site.unguarded(target, change)
    with pytest.raises(Refused):
        open_store(target)


def _order(store: Store, words: tuple[str, ...]) -> list[str]:
    code = metadata.tables["code"]
    with store.write() as connection:
        connection.execute(sa.insert(code), [{"id": word} for word in words])
    with store.read() as connection:
        chosen = sa.select(code.c.id).where(code.c.id.in_(words)).order_by(code.c.id)
        return list(connection.execute(chosen).scalars())


def test_texts_sort_by_code_points_wherever_the_project_lies(site: Site) -> None:
    words = ("Zeta", "alpha", "Ähre", "a-b", "a b", "ab", "B", "_", "é")
    store = open_store(site.sample())
    assert _order(store, words) == sorted(words)
    store.close()


def test_every_text_on_a_server_has_the_collation_of_code_points(databases: ServerSite) -> None:
    tables = metadata.tables.values()
    with databases.raw(databases.sample()) as connection:
        other = connection.exec_driver_sql(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type = 'text' AND collation_name <> 'C' "
            "OR table_schema = 'public' AND data_type = 'text' AND collation_name IS NULL"
        ).all()
    databases.clear()
    assert other == []
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    texts = re.findall(
        r"\bTEXT\b.*", "".join(str(CreateTable(one).compile(dialect=dialect)) for one in tables)
    )
    assert texts
    assert all('COLLATE "C"' in one for one in texts)


def test_an_empty_database_is_no_project(databases: ServerSite) -> None:
    target = databases.empty()
    with pytest.raises(Refused, match="holds no qes project") as caught:
        open_store(target)
    assert caught.value.hint == "make one: qes init URL"
    with pytest.raises(Refused, match="holds no qes project"):
        upgrade_server(target)
    databases.clear()


def test_a_database_that_cannot_hold_every_letter_is_refused(databases: ServerSite) -> None:
    target = databases.latin()
    with pytest.raises(Refused, match="cannot hold every letter"):
        create_store(target)
    databases.clear()


def test_an_older_project_on_a_server_waits_for_the_explicit_command(
    databases: ServerSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = databases.sample()
    monkeypatch.setattr("qes.store.opening.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with pytest.raises(Refused, match="written by an older qes") as caught:
        open_store(target)
    assert caught.value.hint == "upgrade it: qes migrate -p URL"
    databases.clear()


def test_upgrading_refuses_what_a_newer_version_has_written(databases: ServerSite) -> None:
    target = databases.sample()
    databases.unguarded(target, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused, match="written by a newer qes"):
        upgrade_server(target)
    databases.clear()


def test_a_server_that_does_not_answer_asks_to_try_again() -> None:
    url = "postgresql://anna:secret@127.0.0.1:1/review"
    with pytest.raises(UserError, match="out of reach") as caught:
        open_store(url)
    assert caught.value.exit_code is ExitCode.BUSY
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://host:port:9/x", "postgresql://anna:secret@h:x/y"])
def test_a_url_that_is_none_is_refused_without_repeating_a_password(url: str) -> None:
    with pytest.raises(UserError, match="URL cannot be read") as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


def test_a_server_one_may_not_use_says_so(databases: ServerSite) -> None:
    target = databases.sample()
    with pytest.raises(UserError, match="not yours to use"):
        open_store(databases.stranger(target))
    databases.clear()
