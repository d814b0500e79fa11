"""Where a project's material and judgements lie: SQLite in one file, or PostgreSQL by URL."""
