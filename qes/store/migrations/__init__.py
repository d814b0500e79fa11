"""How a project gets from one schema to the next; never edited once released."""
