"""A model as JSON: columns, boxes as nodes with their bullets, all edges with their evidence."""

from __future__ import annotations

import json

from logicmodel.edge import Edge, Evidence
from logicmodel.graph import Box, Bullet, Column, LogicModel
from qes.base import Json


def write_json(model: LogicModel) -> bytes:
    """Write a model as JSON in UTF-8, two spaces deep, in the order of the drawing."""
    document: Json = {
        "title": model.title,
        "preset": model.preset,
        "columns": [_column(column) for column in model.columns],
        "nodes": [_node(box, column) for column in model.columns for box in column.boxes],
        "edges": [_edge(edge, model) for edge in model.edges],
        "left_out": [
            {"code": code.code, "text": code.title, "reason": str(code.reason)}
            for code in model.left_out
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return (text + "\n").encode()


def _column(column: Column) -> Json:
    return {
        "id": column.id,
        "title": column.title,
        "position": str(column.position),
        "n_studies": column.n_studies,
    }


def _node(box: Box, column: Column) -> Json:
    return {
        "id": box.id,
        "code": box.code,
        "kind": str(box.kind),
        "column": column.id,
        "title": box.title,
        "n_studies": box.n_studies,
        "bullets": [_bullet(bullet) for bullet in box.bullets],
    }


def _bullet(bullet: Bullet) -> Json:
    return {
        "code": bullet.code,
        "text": bullet.text,
        "n_studies": bullet.n_studies,
        "studies": list(bullet.studies),
    }


def _edge(edge: Edge, model: LogicModel) -> Json:
    return {
        "id": edge.id,
        "source": edge.source,
        "target": edge.target,
        "kind": str(edge.kind),
        "sign": str(edge.sign),
        "status": str(edge.status),
        "level": str(edge.level),
        "line": str(edge.line) if edge in model.drawn_edges else None,
        "evidence": [_evidence(piece) for piece in edge.evidence],
    }


def _evidence(piece: Evidence) -> Json:
    return {
        "kind": str(piece.kind),
        "study": piece.study,
        "passage": piece.passage,
        "phrase": piece.phrase,
        "coder": piece.coder,
    }
