"""A table as JSON: everything it says, unrounded, for programs."""

from __future__ import annotations

import json

from qes.analysis.table import Table


def table_json(table: Table) -> bytes:
    """Write a table as JSON in UTF-8: title, header, columns, rows by column key, notes."""
    keys = [column.key for column in table.columns]
    value = {
        "title": table.title,
        "header": [{"label": label, "text": text} for label, text in table.header],
        "columns": [
            {"key": column.key, "title": column.title, "kind": column.kind}
            for column in table.columns
        ],
        "rows": [
            {"group": row.group, "cells": dict(zip(keys, row.cells, strict=True))}
            for row in table.rows
        ],
        "notes": list(table.notes),
    }
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
