"""Formats in and out: tables as files, and the files that ratings arrive in."""
