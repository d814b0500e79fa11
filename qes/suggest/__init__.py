"""Proposals of codes for segments: embed, rank, give an honest probability. Knows no store."""
