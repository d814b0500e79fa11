"""What a PostgreSQL server lets a reviewer's role see: row-level security, as statements.

A role sees its own work, what is decided outside rounds, and what was decided in rounds whose
reviewers are not, or no longer, blind to each other. Whose work a row is stands in its `author`,
which is the role's name. Whoever owns the tables sees everything.

What must be known of rows that a role does not see is told by functions that run as the owner and
say no more than that. In each of them `pg_temp` is searched last: a table that somebody makes for
their own session never stands for one of ours.
"""

from __future__ import annotations

FUNCTIONS = (
    "rounds_in_sight()",
    "last_moment(text)",
    "chain_links(bigint, integer)",
    "chain_heads()",
    "work_done(text)",
    "note_passage(text, integer, integer)",
    "note_export(text, text, text, text)",
)
"""What a reviewer's role may call; nobody else may, but the owner."""

_MADE = (
    # the rounds whose decisions everyone may see: the last word on a round says it is not open,
    # or that its reviewers never were blind
    """
    CREATE FUNCTION rounds_in_sight() RETURNS text[] {reads} AS $$
        SELECT coalesce(array_agg(DISTINCT subject), '{{}}') FROM (
            SELECT DISTINCT ON (subject, aspect) subject, aspect, value FROM judgement
            WHERE subject_kind = 'round' AND aspect IN ('state', 'blind') AND round IS NULL
            ORDER BY subject, aspect, at DESC, origin DESC, author DESC, seq DESC
        ) AS said
        WHERE (aspect = 'state' AND value <> '"open"') OR (aspect = 'blind' AND value = 'false')
    $$
    """,
    # rows of one machine are in the order of their times, whoever wrote them
    """
    CREATE FUNCTION last_moment(machine text) RETURNS text {reads} AS $$
        SELECT at FROM judgement WHERE origin = machine ORDER BY n DESC LIMIT 1
    $$
    """,
    # hashes cover an id drawn at random, so that nothing can be guessed from them
    """
    CREATE FUNCTION chain_links(after bigint, most integer) RETURNS TABLE
        (n bigint, author text, origin text, seq integer, at text, prev_hash text, hash text)
    {reads} AS $$
        SELECT n, author, origin, seq, at, prev_hash, hash FROM judgement
        WHERE judgement.n > after ORDER BY judgement.n LIMIT most
    $$
    """,
    """
    CREATE FUNCTION chain_heads() RETURNS TABLE (author text, origin text, seq integer, hash text)
    {reads} AS $$
        SELECT DISTINCT ON (author, origin) author, origin, seq, hash FROM judgement
        ORDER BY author, origin, seq DESC
    $$
    """,
    # how much each person has done, never what
    """
    CREATE FUNCTION work_done(of_round text)
    RETURNS TABLE (author text, judgements bigint, seen bigint) {reads} AS $$
        SELECT author, coalesce(judged.many, 0), coalesce(looked.many, 0)
        FROM (
            SELECT author, count(*) AS many FROM judgement
            WHERE of_round IS NULL OR coalesce(round, '') = of_round GROUP BY author
        ) AS judged FULL JOIN (
            SELECT author, count(DISTINCT segment) AS many FROM seen
            WHERE of_round IS NULL OR round = of_round GROUP BY author
        ) AS looked USING (author)
    $$
    """,
    # whether the passage was there shows neither in the answer nor in the time it takes
    """
    CREATE FUNCTION note_passage(of_source text, first integer, after integer)
    RETURNS void {writes} AS $$
        INSERT INTO passage (id, source, start, stop, quote_sha256)
        SELECT of_source || ':' || first || '-' || after, source, first, after,
            encode(sha256(convert_to(substr(text, first + 1, after - first), 'UTF8')), 'hex')
        FROM source_text
        WHERE source = of_source AND 0 <= first AND first < after AND after <= length(text)
        ON CONFLICT DO NOTHING
    $$
    """,
    """
    CREATE FUNCTION note_export(file text, digest text, whose text, moment text)
    RETURNS void {writes} AS $$
        DELETE FROM export WHERE path = file AND (
            whose = session_user OR pg_has_role(session_user, current_user, 'MEMBER'));
        INSERT INTO export (path, sha256, made_by, made_at)
        SELECT file, digest, whose, moment WHERE
            whose = session_user OR pg_has_role(session_user, current_user, 'MEMBER')
    $$
    """,
)

_OWN = "author = CURRENT_USER"
# in brackets it is asked once a statement, not once a row
_IN_SIGHT = "round = ANY ((SELECT rounds_in_sight())::text[])"
_JUDGED = "EXISTS (SELECT FROM judgement AS j WHERE j.subject_kind = 'passage' AND j.subject = {})"
_LED_TO = "EXISTS (SELECT FROM successor AS s WHERE s.kind = 'passage' AND s.target = passage.id)"
_LEADS = "has_table_privilege(CURRENT_USER, 'round'::regclass, 'INSERT')"
_OWN_LISTING = f"{_OWN} AND way = 'listed'"
_OF_SHOWING = "EXISTS (SELECT FROM showing AS s WHERE s.id = suggestion.showing{})"

_POLICIES = (
    ("judgement", "SELECT", f"{_OWN} OR round IS NULL OR {_IN_SIGHT}"),
    # who may begin a round may end one; a reviewer does not end their own blindness
    ("judgement", "INSERT", f"{_OWN} AND (subject_kind <> 'round' OR {_LEADS})"),
    ("seen", "SELECT", f"{_OWN} OR round = '' OR {_IN_SIGHT}"),
    ("seen", "INSERT", _OWN),
    ("place", "SELECT", _OWN),
    ("place", "INSERT", _OWN),
    ("place", "DELETE", _OWN),
    ("showing", "SELECT", f"{_OWN} OR author IS NULL OR {_IN_SIGHT}"),
    ("showing", "INSERT", _OWN),
    ("showing", "DELETE", _OWN_LISTING),
    ("suggestion", "SELECT", _OF_SHOWING.format("")),
    (
        "suggestion",
        "INSERT",
        f"id = showing || '.' || rank AND {_OF_SHOWING.format(f' AND s.{_OWN}')}",
    ),
    ("suggestion", "DELETE", _OF_SHOWING.format(f" AND s.{_OWN_LISTING}")),
    # where a passage was cut out, or goes to, tells that somebody judged it
    ("successor", "SELECT", f"kind <> 'passage' OR {_JUDGED.format('successor.subject')}"),
    ("passage", "SELECT", f"{_JUDGED.format('passage.id')} OR {_LED_TO}"),
    ("export", "SELECT", "made_by = CURRENT_USER"),
)


def statements(schema: str) -> tuple[str, ...]:
    """Return the statements that set up the functions and policies, in order.

    Args:
        schema: Where the tables are, as it is quoted in SQL.
    """
    safely = f"SECURITY DEFINER SET search_path = {schema}, pg_temp"
    reads, writes = f"LANGUAGE sql STABLE {safely}", f"LANGUAGE sql VOLATILE {safely}"
    made = [one.format(reads=reads, writes=writes) for one in _MADE]
    shut = [f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC" for one in FUNCTIONS]
    guarded = dict.fromkeys(table for table, _, _ in _POLICIES)
    raised = [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY" for table in guarded]
    held = [
        f"CREATE POLICY {table}_{command.lower()} ON {table} FOR {command} "
        f"{'WITH CHECK' if command == 'INSERT' else 'USING'} ({rule})"
        for table, command, rule in _POLICIES
    ]
    return (*made, *shut, *raised, *held)
