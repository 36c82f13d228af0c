# make chat   set up, index the example articles, serve the web chat on http://127.0.0.1:7860
# make test   set up, then lint, type-check and run all tests

PYTHON ?= python3
VENV := .venv
SOURCES ?= examples
HOST ?= 127.0.0.1
PORT ?= 7860

.PHONY: chat test lint clean

chat: $(VENV)/installed
	$(VENV)/bin/briefbot chat $(SOURCES) --host $(HOST) --port $(PORT)

test: lint
	$(VENV)/bin/pytest

lint: $(VENV)/installed-dev
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy

clean:
	rm -rf $(VENV) build dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "briefbot needs Python 3.11 or later, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1)."; \
	  echo "Name another one, for example: make chat PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	@echo "Installing briefbot into $(VENV); the first time takes a few minutes."
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/bin/python pyproject.toml
	@echo "Installing briefbot and its test tools into $(VENV); the first time takes a few minutes."
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/installed
