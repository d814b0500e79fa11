"""Who takes part, as people tell it: the speakers map."""
