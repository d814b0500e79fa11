"""Suggestions: embedding, learning from decisions, proposing codes, and what was shown to whom."""
