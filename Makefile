# Two commands do everything on a fresh machine: make ask Q="..." and make test.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
STAMP := .venv/.installed
Q ?=

.DEFAULT_GOAL := help
.PHONY: help setup ask chat ui test test-slow lint eval bench bench-page bench-scale bench-store clean

help: ## Show the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(STAMP) ## Install everything into .venv (done by the other commands too)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Coach needs Python 3.11 or newer."; echo "Give one: make setup PYTHON=/path/to/python3.11"; exit 3; }
	@echo "Installing into .venv (once; one to three minutes)" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

# The question travels as an environment variable, so quotes and dollar signs in it reach Coach as typed; make itself
# would expand $(...) in Q if it were exported.
unexport Q
MAKEOVERRIDES =
ask: export COACH_QUESTION := $(value Q)
ask: $(STAMP) ## Ask: make ask Q="My founder nods at my ideas and ignores them"
	@$(BIN)/coach ask -- "$$COACH_QUESTION"

chat: $(STAMP) ## Talk with Coach in the terminal
	@$(BIN)/coach chat

ui: $(STAMP) ## Open Coach as a page in the browser
	@$(BIN)/coach ui

PYTEST = $(BIN)/python -m pytest
test: $(STAMP) ## Run the tests
	@$(PYTEST) -n 2 --dist loadfile -m "not slow"

# A browser on a busy machine can miss its time: what failed is tried once more.
test-slow: $(STAMP) ## Run the slow tests (the wheel, the page in a browser)
	@$(BIN)/python tests/again.py -m slow

lint: $(STAMP) ## Check style and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

eval: $(STAMP) ## Score Coach on the cases and decide the gate (exit 5 when it fails)
	@$(BIN)/coach eval

bench: $(STAMP) ## Compare speed and memory with the plain stack, side by side
	@$(BIN)/python -m evals.bench

bench-scale: $(STAMP) ## Measure folders of documents: reading, keeping in step, up to 100,000 passages
	@$(BIN)/python -m evals.bench.scale --svg bench-scale.svg

bench-store: $(STAMP) ## Measure a Chroma server beside the index on this machine's disk
	@$(BIN)/python -m evals.bench.store

bench-page: $(STAMP) ## Measure the page in a real browser, and twenty visitors at once
	@$(BIN)/python -m evals.bench.page

clean: ## Remove the environment and everything built
	rm -rf .venv build dist
