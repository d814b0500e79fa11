"""One screen for each kind of work."""
