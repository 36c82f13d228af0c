# make chat       set up, index the example articles, serve the web chat on http://127.0.0.1:7860 and open it
#                 SOURCES=~/articles asks your own instead, in an index of its own; PORT=8000 and HOST= say where
# make check      set up, then lint, type-check and run the quick tests that need no model and no browser: within a minute
# make test       set up, then lint, type-check and run the tests, one of those that repeat each other: within eight
#                 minutes on two cores
# make integrations  install the adapters of integrations/ and run their tests
# make test-full  the same, with all of them, all rounds at random, every step and the longest texts

PYTHON ?= python3
VENV := .venv
SOURCES ?= examples
HOST ?= 127.0.0.1
# Without PORT: 7860, or the next one that is free.
PORT ?=

# Other sources than the examples have an index of their own, so that the chat asks only these. BRIEFBOT_INDEX names one.
ifneq ($(SOURCES),examples)
BRIEFBOT_INDEX ?= index/sources-$(firstword $(shell echo '$(SOURCES)' | cksum))
export BRIEFBOT_INDEX
endif

# A worker for each core, up to four: each may load torch, the models and a browser.
PYTEST := $(VENV)/bin/pytest -n logical --maxprocesses 4 --dist worksteal

ADAPTERS := $(wildcard integrations/*-*)

.PHONY: chat check test test-full integrations lint clean

chat: $(VENV)/installed
	$(VENV)/bin/briefbot chat $(SOURCES) --open --host $(HOST) $(if $(PORT),--port $(PORT))

check: lint
	$(PYTEST) -m "unit and not slow"

test: lint
	$(PYTEST)

test-full: lint
	$(PYTEST) --full

# Each adapter by itself, with its library's own tests: they are packages of their own, and briefbot needs none of them.
integrations: $(VENV)/installed-dev
	$(VENV)/bin/python -m pip install --disable-pip-version-check --quiet $(ADAPTERS:%=--editable '%[test]')
	$(VENV)/bin/python -m pip check
	for adapter in $(ADAPTERS); do $(VENV)/bin/pytest --rootdir $$adapter -c $$adapter/pyproject.toml $$adapter || exit 1; done

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

# What pip says meanwhile is the sign of life: it takes minutes.
define install
	@echo "Installing $(1) into $(VENV), once: about 600 MB to download, 2 GB on the disk, some minutes."
	@[ "$$(uname)" != Linux ] || $(VENV)/bin/python -c 'import torch' 2>/dev/null || \
	  echo "If pip names packages of nvidia, it takes some GB more. CONTRIBUTING.md, Set up, says how to do without."
	$(VENV)/bin/python -m pip install --disable-pip-version-check --editable $(2)
endef

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(call install,briefbot,.)
	@touch $@

$(VENV)/installed-dev: $(VENV)/bin/python pyproject.toml
	$(call install,briefbot and its test tools,'.[dev]')
	@touch $@ $(VENV)/installed
