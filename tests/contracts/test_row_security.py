"""On a server a reviewer's role sees nothing of another's work in an open round, by any statement."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from qes.base import CodeId, SegmentId
from qes.cli.command import run
from qes.errors import Refused, UserError
from qes.project import Project
from qes.project.reviewers import admit, dismiss, reviewers
from qes.services import coding, review, undoing
from qes.services.auditing import note_heads, verify_project
from qes.services.overviewing import look
from qes.services.rounds import close_round, compare_round, open_round, progress
from qes.store.showings import Showing, ShownCode, Way
from tests.contracts.roles import LEAD, REVIEWERS, RoleRoom, as_role
from tests.contracts.sites import FileSite, ServerSite

MARK = "zyxomarkword"
SHOWN_BASIS = "b" * 64
Reviewer = psycopg.Connection[tuple[object, ...]]


def _showing(segment: SegmentId) -> Showing:
    offered = (ShownCode(CodeId("winter"), 1, 0.5, None),)
    return Showing(
        segment=segment,
        way=Way.DOCUMENT,
        unseen=None,
        offered=offered,
        none_share=0.5,
        none_probability=None,
        withheld=False,
        model=MARK,
        basis=SHOWN_BASIS,
    )


def _work(target: str) -> None:
    """Let Anna code in an open round, with a word of her own wherever words may be."""
    one = RoleRoom(target)
    open_round(one.desk(LEAD), "first")
    desk = one.desk("anna")
    segments = review.read_source(desk, "interview.txt").segments
    shown = _showing(segments[1].id)
    coding.apply_code(desk, segments[1].id, "winter", reason=MARK, shown=shown)
    source = review.sources(desk)[0].id
    coding.reject_code(desk, f"{source}:3-17", "letters", reason=MARK)
    coding.add_memo(desk, segments[2].id, f"{MARK} {MARK}")
    coding.mark_no_code(desk, segments[3].id, reason=MARK)
    review.remember_place(desk, source, segments[3].id)
    one.close()


@pytest.fixture(scope="module")
def same_room(databases: ServerSite) -> Iterator[RoleRoom]:
    """A project in which Anna has coded, for tests that change nothing in it."""
    one = RoleRoom(databases.prepared("roles", _work))
    for table in ("judgement", "passage", "seen", "showing"):
        with psycopg.connect(one.target, autocommit=True) as connection:
            connection.execute(f"ANALYZE {table}".encode())
    yield one
    one.close()
    databases.clear()


@pytest.fixture
def ben(same_room: RoleRoom) -> Iterator[Reviewer]:
    """Ben with a program of his own, in the project that stays as it is."""
    with _come_in(same_room, "ben") as connection:
        yield connection


@pytest.fixture
def roles(databases: ServerSite, same_room: RoleRoom) -> Iterator[RoleRoom]:
    """A project of one's own in which Anna has coded."""
    del same_room  # it is what clears up in the end
    one = RoleRoom(databases.prepared("roles", _work))
    yield one
    one.close()


@pytest.fixture
def ben_there(roles: RoleRoom) -> Iterator[Reviewer]:
    """Ben with a program of his own, in a project of the test's own."""
    with _come_in(roles, "ben") as connection:
        yield connection


def _come_in(roles: RoleRoom, name: str) -> Reviewer:
    there = as_role(roles.target, name)
    return psycopg.connect(there, autocommit=True)


def _everything(connection: Reviewer) -> str:
    """All rows of all tables, as text."""
    tables = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    ).fetchall()
    assert len(tables) > 20
    found = []
    for (table,) in tables:
        try:
            found += connection.execute(f'TABLE "{table}"'.encode()).fetchall()
        except psycopg.errors.InsufficientPrivilege:
            pytest.fail(f"{table} cannot be read at all")
    return repr(found)


def _owner_sees(roles: RoleRoom, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(roles.target) as connection:
        return connection.execute(statement.encode()).fetchall()


def test_no_table_holds_a_trace_of_another_in_an_open_round(
    same_room: RoleRoom, ben: Reviewer
) -> None:
    hers = _owner_sees(same_room, "SELECT id, subject FROM judgement WHERE author = 'anna'")
    assert len(hers) >= 4
    seen = _everything(ben)
    assert MARK not in seen
    assert not any(str(id_) in seen for id_, _ in hers)
    assert f"{hers[1][1]}" not in seen, "a passage she cut out tells where she coded"
    assert "'anna'" not in seen


def test_each_sees_their_own(same_room: RoleRoom) -> None:
    with _come_in(same_room, "anna") as anna:
        seen = _everything(anna)
        assert seen.count(MARK) >= 5
        (shown,) = anna.execute("SELECT model, basis FROM showing").fetchall()
        assert shown == (MARK, SHOWN_BASIS)
        assert anna.execute("SELECT code FROM suggestion").fetchall() == [("winter",)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM judgement WHERE author = 'anna'",
        "SELECT count(*) FROM judgement WHERE aspect LIKE 'code:%'",
        "SELECT count(*) FROM judgement WHERE round IS NOT NULL",
        "SELECT count(*) FROM seen",
        "SELECT count(*) FROM place",
        "SELECT count(*) FROM passage",
        "SELECT count(*) FROM showing",
        "SELECT count(*) FROM suggestion",
        "SELECT count(*) FROM seen JOIN judgement USING (author)",
        "SELECT count(j) FROM code LEFT JOIN judgement j ON aspect = 'code:' || code.id",
        "SELECT count(*) FROM pg_stats WHERE tablename IN ('judgement', 'passage', 'seen')",
        "SELECT count(*) FROM pg_stats_ext",
        "SELECT count(*) FROM judgement TABLESAMPLE SYSTEM (100) WHERE author = 'anna'",
    ],
)
def test_no_count_says_that_there_is_something(ben: Reviewer, statement: str) -> None:
    assert ben.execute(statement.encode()).fetchall() == [(0,)]


def test_the_last_row_in_sight_is_not_hers(same_room: RoleRoom, ben: Reviewer) -> None:
    ((last,),) = ben.execute("SELECT max(n) FROM judgement").fetchall()
    ((real,),) = _owner_sees(same_room, "SELECT max(n) FROM judgement")
    ((before,),) = _owner_sees(same_room, "SELECT max(n) FROM judgement WHERE author <> 'anna'")
    assert last == before != real


def test_copying_a_table_out_copies_what_is_in_sight(ben: Reviewer) -> None:
    for what in ("judgement", "(SELECT * FROM passage)", "(SELECT * FROM seen)"):
        if what == "judgement":
            with ben.cursor().copy(b"COPY judgement TO STDOUT") as copy:
                out = b"".join(bytes(one) for one in copy)
        else:
            with ben.cursor().copy(f"COPY {what} TO STDOUT".encode()) as copy:
                out = b"".join(bytes(one) for one in copy)
        assert MARK.encode() not in out
        assert b"anna" not in out


@pytest.mark.parametrize(
    "call",
    [
        "query_to_xml('SELECT * FROM judgement', true, true, '')",
        "table_to_xml('judgement', true, true, '')",
        "database_to_xml(true, true, '')",
        "ts_stat('SELECT to_tsvector(value) FROM judgement')",
        "pg_stat_get_activity(NULL)",
        "string_agg(judgement::text, ',') FROM judgement",
        "string_agg(most_common_vals::text, ',') FROM pg_stats",
        "array_agg(query) FROM pg_stat_activity",
    ],
)
def test_no_function_reads_past_the_policies(ben: Reviewer, call: str) -> None:
    try:
        found = repr(ben.execute(f"SELECT {call}".encode()).fetchall())
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported):
        return
    assert MARK not in found


@pytest.mark.parametrize(
    "statement",
    [
        "EXPLAIN (VERBOSE) SELECT * FROM judgement",
        "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM judgement WHERE author = 'anna'",
        "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM passage p JOIN judgement j ON j.subject = p.id",
    ],
)
def test_a_plan_quotes_nothing(ben: Reviewer, statement: str) -> None:
    assert MARK not in repr(ben.execute(statement.encode()).fetchall())


def test_a_function_of_ones_own_is_asked_about_no_row_out_of_sight(ben: Reviewer) -> None:
    told: list[str] = []
    ben.add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
    ben.execute(
        "CREATE FUNCTION pg_temp.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS "
        "$$ BEGIN RAISE NOTICE 'told %', $1; RETURN true; END $$"
    )
    ben.execute(
        "SELECT * FROM judgement WHERE pg_temp.tell(author || value || coalesce(reason, ''))"
    )
    ben.execute("SELECT * FROM passage WHERE pg_temp.tell(id)")
    assert told
    assert not any(MARK in one or "anna" in one for one in told)
    # an error betrays as well as a word
    ben.execute("SELECT 1 / (strpos(coalesce(reason, ''), %s) - 1) FROM judgement", (MARK,))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE judgement SET reason = 'x'",
        "DELETE FROM judgement",
        "TRUNCATE judgement",
        "UPDATE seen SET author = 'ben'",
        "DELETE FROM seen",
        "DELETE FROM passage",
        "INSERT INTO passage VALUES ('x:1-2', 'x', 1, 2, 'x')",
        "INSERT INTO round VALUES ('r9')",
        "INSERT INTO successor VALUES ('passage', 'x', NULL, 'x')",
        "UPDATE project SET value = 'x'",
        "DELETE FROM source_text",
        "ALTER TABLE judgement DISABLE ROW LEVEL SECURITY",
        "DROP POLICY judgement_select ON judgement",
        "CREATE POLICY mine ON judgement USING (true)",
        "CREATE TABLE public.of_mine (x text)",
        "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE anna",
        "SET SESSION AUTHORIZATION anna",
        "ALTER ROLE ben BYPASSRLS",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT last_value FROM judgement_n_seq",
        "SELECT * FROM pg_statistic",
        "COPY judgement TO PROGRAM 'cat'",
    ],
)
def test_what_a_reviewer_may_not_do_is_refused(ben: Reviewer, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ben.execute(statement.encode())


def test_policies_cannot_be_switched_off(ben: Reviewer) -> None:
    ben.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ben.execute("SELECT * FROM judgement")


_ROW = (
    "INSERT INTO judgement (id, author, origin, seq, at, subject_kind, subject, aspect, value, "
    "round, tool_version, prev_hash, hash) VALUES "
    "('i', '{author}', 'o', {seq}, '2030', '{kind}', '{subject}', '{aspect}', '{value}', NULL, "
    "'1', '', 'h')"
)


def test_one_writes_in_ones_own_name_only(ben_there: Reviewer) -> None:
    coding_row = {"kind": "passage", "subject": "s:1-2", "aspect": "no-code", "value": "true"}
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ben_there.execute(_ROW.format(author="anna", seq=1, **coding_row).encode())
    ben_there.execute(_ROW.format(author="ben", seq=1, **coding_row).encode())


def test_a_row_in_the_place_of_one_out_of_sight_is_refused_as_any_of_hers_is(
    same_room: RoleRoom, ben: Reviewer
) -> None:
    ((origin,),) = _owner_sees(
        same_room, "SELECT DISTINCT origin FROM judgement WHERE author = 'anna'"
    )
    said = set()
    for seq in (1, 999):
        row = _ROW.replace("'o'", f"'{origin}'").format(
            author="anna", seq=seq, kind="passage", subject="s:1-2", aspect="no-code", value="true"
        )
        with pytest.raises(psycopg.Error) as caught:
            ben.execute(row.encode())
        said.add((caught.value.sqlstate, str(caught.value)))
    assert len(said) == 1


def test_a_reviewer_does_not_end_their_own_blindness(roles: RoleRoom, ben_there: Reviewer) -> None:
    with pytest.raises(UserError, match="not yours to use"):
        close_round(roles.desk("ben"), "first")
    with pytest.raises(UserError, match="not yours to use"):
        compare_round(roles.desk("ben"), "first")
    ((name,),) = ben_there.execute("SELECT id FROM round").fetchall()
    row = _ROW.format(
        author="ben", seq=1, kind="round", subject=name, aspect="state", value='"closed"'
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ben_there.execute(row.encode())
    # nor by a table of the session that bears the name of one of ours
    ben_there.execute("CREATE TEMP TABLE judgement AS SELECT * FROM public.judgement")
    ben_there.execute(row.encode())
    ben_there.execute("SET search_path = pg_temp, public")
    assert ben_there.execute("SELECT rounds_in_sight()").fetchall() == [([],)]
    assert MARK not in repr(ben_there.execute("SELECT * FROM public.judgement").fetchall())


def test_whether_another_has_cut_out_a_passage_cannot_be_tried(
    same_room: RoleRoom, ben: Reviewer
) -> None:
    source = review.sources(same_room.desk("ben"))[0].id
    for span in ("3, 17", "3, 18"):
        note = ben.execute(f"SELECT note_passage('{source}', {span})".encode())
        assert note.fetchall() == [(None,)]
    assert ben.execute("SELECT count(*) FROM passage").fetchall() == [(0,)]


def test_what_a_reviewer_notes_of_a_passage_are_the_words_that_stand_there(
    roles: RoleRoom, ben_there: Reviewer
) -> None:
    source = review.sources(roles.desk("ben"))[0].id
    for span in ("5, 25", "-1, 5", "5, 5", "7, 3", "3, 9999999"):
        ben_there.execute(f"SELECT note_passage('{source}', {span})".encode())
    assert _owner_sees(roles, "SELECT count(*) FROM passage WHERE start IN (-1, 5, 7)") == [(1,)]
    coding.apply_code(roles.desk("ben"), f"{source}:5-25", "winter")
    assert verify_project(roles.desk("ben")).ok


def test_one_who_shows_another_a_suggestion_cannot_find_theirs(
    same_room: RoleRoom, ben: Reviewer
) -> None:
    ((hers,),) = _owner_sees(same_room, "SELECT showing FROM suggestion")
    for id_, of in ((f"{hers}.1", hers), (f"{hers}.1", "x"), ("x.1", "x")):
        row = f"INSERT INTO suggestion VALUES ('{id_}', '{of}', 'winter', 1, 0.5, NULL)"  # noqa: S608 - our own words
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ben.execute(row.encode())


def test_once_the_round_is_closed_all_is_seen(roles: RoleRoom, ben_there: Reviewer) -> None:
    close_round(roles.desk(LEAD), "first")
    assert _everything(ben_there).count(MARK) >= 5
    theirs = coding.list_codings(roles.desk("ben"), everyone=True)
    assert {one.judgement.author for one in theirs} == {"anna"}
    assert coding.list_codings(roles.desk("anna")) == theirs


def test_a_reviewer_verifies_every_chain_though_not_what_is_out_of_sight(roles: RoleRoom) -> None:
    coding.apply_code(
        roles.desk("ben"),
        review.read_source(roles.desk("ben"), "interview.txt").segments[4].id,
        "winter",
    )
    undoing.undo(roles.desk("ben"))
    with Project.open(roles.target, "owner") as project:
        whole, heads = verify_project(project.desk), note_heads(project.desk)
    found = verify_project(roles.desk("ben"), heads)
    assert found.ok
    assert (found.judgements, found.authors) == (whole.judgements, whole.authors)
    ((hidden,),) = _owner_sees(
        roles, "SELECT count(*) FROM judgement WHERE author = 'anna' AND round IS NOT NULL"
    )
    assert (whole.out_of_sight, found.out_of_sight) == (0, hidden)
    assert note_heads(roles.desk("ben")) == heads


def test_a_row_that_was_removed_out_of_sight_is_missed(
    roles: RoleRoom, databases: ServerSite
) -> None:
    databases.unguarded(roles.target, "DELETE FROM judgement WHERE author = 'anna' AND seq = 2")
    found = verify_project(roles.desk("ben"))
    assert found.first_bad is not None
    assert found.first_bad.why == "judgement 2 of this author is missing before it"
    assert found.first_bad.id is None


def test_how_much_everyone_has_done_is_known_to_all(same_room: RoleRoom) -> None:
    with Project.open(same_room.target, "owner") as project:
        assert look(same_room.desk("ben")).reviewers == look(project.desk).reviewers


def test_how_far_others_are_in_a_blind_round_is_not_said_wrongly(roles: RoleRoom) -> None:
    (own,) = progress(roles.desk("anna"), "first")
    (told,) = progress(roles.desk("ben"), "first")
    # how much someone has seen is told, and of what they decided not even how much
    assert (told.reviewer, told.seen, told.assigned) == ("anna", own.seen, own.assigned)
    assert (told.decisions, told.decided, told.left) == (None, None, None)
    assert own.decisions is not None
    close_round(roles.desk(LEAD), "first")
    found = progress(roles.desk("ben"), "first")
    assert found == progress(roles.desk("anna"), "first")
    assert [one.reviewer for one in found] == ["anna"]


def test_one_who_comes_as_another_is_told_so(same_room: RoleRoom) -> None:
    with pytest.raises(UserError, match="as ben, not as anna") as caught:
        Project.open(as_role(same_room.target, "ben"), "anna")
    assert caught.value.hint == "say so: --as ben"
    assert "let-me-in" not in str(caught.value)


def test_who_owns_the_project_says_who_works_in_it(roles: RoleRoom) -> None:
    with Project.open(roles.target, "owner") as project:
        names = {one.name: one.leads for one in reviewers(project)}
        assert names == {"anna": False, "ben": False, LEAD: True}
        new = admit(project, 'Zoë O\'Neill; "x"')
        assert new.is_new
        assert new.password is not None
        assert not admit(project, 'Zoë O\'Neill; "x"', leads=True).is_new
        assert ('Zoë O\'Neill; "x"', True) in [(o.name, o.leads) for o in reviewers(project)]
        admit(project, LEAD)
        assert {one.name for one in reviewers(project) if one.leads} == {'Zoë O\'Neill; "x"'}
        dismiss(project, "ben")
        with pytest.raises(UserError, match="not yours to use"):
            Project.open(as_role(roles.target, "ben"), "ben")
        with pytest.raises(UserError, match="has no rights here"):
            dismiss(project, "ben")
        for name in ("pg_anna", "Public", "x" * 64, "ü" * 32, "postgres"):
            with pytest.raises(UserError, match=r"no role can be called|sees everything"):
                admit(project, name)
    with Project.open(as_role(roles.target, "anna"), "anna") as project:
        with pytest.raises(Refused, match="anna does not own"):
            admit(project, "eva")
        assert len(reviewers(project)) == 3
    _forget('Zoë O\'Neill; "x"', roles)


def _forget(name: str, roles: RoleRoom) -> None:
    quoted = psycopg.sql.Identifier(name)
    with psycopg.connect(roles.target, autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("DROP OWNED BY {}").format(quoted))
        connection.execute(psycopg.sql.SQL("DROP ROLE {}").format(quoted))


def test_a_password_travels_as_its_digest(same_room: RoleRoom) -> None:
    stored = _owner_sees(same_room, "SELECT rolpassword FROM pg_authid WHERE rolname = 'anna'")
    assert str(stored[0][0]).startswith("SCRAM-SHA-256$")


def test_a_file_has_no_reviewers_of_its_own(files: FileSite) -> None:
    with Project.open(files.sample(), "anna") as project:
        for ask in (reviewers, lambda one: admit(one, "ben"), lambda one: dismiss(one, "ben")):
            with pytest.raises(Refused, match="whoever holds it can read all of it"):
                ask(project)
    files.clear()


def test_reviewers_are_those_of_the_roles(same_room: RoleRoom) -> None:
    assert set(REVIEWERS) < {
        one[0] for one in _owner_sees(same_room, "SELECT rolname FROM pg_roles")
    }


def test_the_commands_name_who_works_here(
    roles: RoleRoom, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QES_REVIEWER", "owner")
    monkeypatch.setenv("QES_PROJECT", roles.target)
    assert run(["reviewers", "add", "kim", "--password", "let-me-in", "--leads"]) == 0
    assert run(["reviewers", "list", "--format", "csv"]) == 0
    assert "kim" in capsys.readouterr().out
    assert run(["reviewers", "remove", "kim"]) == 0
    assert run(["--as", "ben", "-p", as_role(roles.target, "ben"), "reviewers", "add", "kim"]) == 2
    assert "does not own" in capsys.readouterr().err
    assert run(["--as", "ben", "-p", as_role(roles.target, "ben"), "verify"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("ok: ")
    assert "out of your sight" in said.err
    assert "let-me-in" not in said.out + said.err
    _forget("kim", roles)
