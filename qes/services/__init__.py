"""Use cases, one verb each: what a person does, in one transaction."""
