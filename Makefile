# One virtual environment for everything; it is made once and made again only when what it is made
# from changes. 'make demo' installs what a user needs, 'make test' adds what a developer needs.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt

.PHONY: help demo test search check format snapshots screenshot clean

help:
	@echo "make demo    install qes and build the sample review in qes-demo/"
	@echo "make test    run the tests"
	@echo "make search  the tests with new random examples, many more of them"
	@echo "make check   formatting, lint, types, directions of imports, spelling"
	@echo "make format  format and mend what can be mended"

$(VENV)/installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || { echo "making the virtual environment $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "installing qes (once; the language model and torch take a minute)"
	@# torch first and alone: a range that a newer release satisfies would pull its CUDA build
	@$(INSTALL) torch==2.13.0
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "installing what the tests need"
	@$(INSTALL) --editable '.[dev]'
	@touch $@

demo: $(VENV)/installed
	@$(BIN)/qes demo
	@echo "(the command is $(BIN)/qes; 'source $(BIN)/activate' makes it plain 'qes')"

test: $(VENV)/installed-dev
	$(BIN)/pytest -n 2 --dist loadfile

search: $(VENV)/installed-dev
	QES_EXAMPLES=search $(BIN)/pytest -n 2 --dist loadfile tests/unit tests/contracts

check: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

snapshots: $(VENV)/installed-dev
	$(BIN)/pytest tests/ui --snapshot-update

screenshot: $(VENV)/installed-dev
	$(BIN)/python scripts/screenshot.py

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
