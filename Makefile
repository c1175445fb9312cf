# Everything a contributor does, each by one command. `make` alone says which there are.
# The environment is .venv/, made from the lock files in .locks/ by uv where it is installed, else by venv and pip.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python on the PATH that is new enough; `make PYTHON=/path/to/python setup` takes another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { command -v $$p; break; }; done)
UV := $(shell command -v uv 2>/dev/null)
NPM := $(shell command -v npm 2>/dev/null)

BIN := .venv/bin
PIP = $(BIN)/python -m pip --quiet --disable-pip-version-check
# Stamps: the locked packages are in, and so is geomap itself.
LOCKED := .venv/.locked
READY := .venv/.ready
LOCKS := .locks/dev.txt $(if $(NPM),,.locks/node.txt)
OUT := site/public

# Nothing here needs these, and either would change what is measured or installed.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH

.PHONY: help setup bundles map site screenshots test lint messages format lock bench wheel-check clean

help: ## List these commands
	@echo "geomap: make COMMAND"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
		|| sed -n 's/^\([a-z-]*\):.*## /  \1: /p' $(MAKEFILE_LIST)

setup: $(READY) ## Make the environment in .venv/ (done once; again when a lock file changes)

$(LOCKED): $(LOCKS)
	@test -n "$(PYTHON)" || { echo "geomap needs Python 3.11 or newer; none is on the PATH" \
		"(name one: make PYTHON=/path/to/python setup)" >&2; exit 1; }
	@echo "Setting up .venv/ with $(PYTHON) and $(if $(UV),uv,pip): a minute or two, once"
	@rm -rf .venv
ifneq ($(UV),)
	@uv venv --quiet --python "$(PYTHON)" .venv
	@uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode $(addprefix -r ,$(LOCKS))
else
	@"$(PYTHON)" -m venv .venv
	@$(PIP) install --require-hashes $(addprefix -r ,$(LOCKS))
endif
	@touch $@

# The tools that build the package are pinned like everything else, hence no isolation.
$(READY): $(LOCKED) pyproject.toml site/package-lock.json site/hatch_build.py
ifneq ($(UV),)
	@uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
else
	@# An environment that uv made has no pip.
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(BIN)/python -m ensurepip >/dev/null
	@$(PIP) install --no-deps --no-build-isolation --editable .
endif
	@touch $@

# Our scripts as the pages carry them; bundled anew when one has changed.
BUNDLED := geomap/static/vendor/BUNDLED
bundles: $(BUNDLED) ## Bundle the page's scripts (done by itself before everything that needs them)

$(BUNDLED): $(READY) $(filter-out geomap/static/vendor/%,$(wildcard geomap/static/*.js geomap/static/*/*.js)) $(wildcard site/*.mjs)
	@$(BIN)/python site/hatch_build.py
	@touch $@

map: $(BUNDLED) ## Build the worked examples and the website into site/public/
	@$(BIN)/geomap build -o $(OUT)/example
	@$(BIN)/geomap build geomap/examples/eighty-days.yaml -o $(OUT)/eighty-days
	@$(MAKE) --no-print-directory site

site: $(BUNDLED) ## Render the website's own pages around the examples
	@$(BIN)/python site/build.py $(OUT)

screenshots: map ## Take the README's pictures from the website
	@$(BIN)/python site/shots.py $(OUT)

test: $(BUNDLED) ## Run every test (ARGS='-k names' passes options to pytest)
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

lint: $(READY) ## Check style and types: ruff, mypy strict
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict geomap gazetteer

format: $(READY) ## Bring the code into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

messages: $(READY) ## Bring the catalogues of languages up to date with what the code says
	@$(BIN)/python site/messages.py

lock: ## Pin the newest versions that pyproject.toml and site/package.json allow (needs uv and npm)
	uv pip compile $(LOCK_FLAGS) -o .locks/runtime.txt pyproject.toml
	uv pip compile $(LOCK_FLAGS) -o .locks/dev.txt -c .locks/runtime.txt --group dev pyproject.toml
	uv pip compile $(LOCK_FLAGS) -o .locks/node.txt --group node
	npm --prefix site install --package-lock-only

LOCK_FLAGS := --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

bench: $(BUNDLED) ## Measure the figures that we promise; very many reports: tests/benchmarks/scale_pages.py
	@$(BIN)/python tests/benchmarks/cli.py $(ARGS)

wheel-check: $(READY) ## Build the wheel, install it alone with the network off, build the example with it
	@bash .ci/wheel-check

clean: ## Remove what was made, but for the lock files
	rm -rf .venv dist $(OUT) site/node_modules geomap/static/vendor gazetteer/data/vendor
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find geomap gazetteer tests site -name __pycache__ -type d -prune -exec rm -rf {} +
