"""The worked examples in the documentation of agreement and tables are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import qes.analysis
import qes.analysis.agreement
import qes.exchange

MODULES = [
    f"{package.__name__}.{module.name}"
    for package in (qes.analysis, qes.analysis.agreement, qes.exchange)
    for module in pkgutil.iter_modules(package.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_worked_examples_come_out(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
