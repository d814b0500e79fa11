"""Web pages, also those Word writes."""
