"""A project: the one thing front ends are given."""

from __future__ import annotations

from qes.project.project import Project

__all__ = ["Project"]
