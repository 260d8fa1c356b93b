# Everything that can be done here: `make help` lists it. Needs Python 3.11+ and make, nothing else.

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# Four workers, also on two cores: many tests wait for a clock. Each starts a PostgreSQL of its own.
PYTEST = $(BIN)/python -m pytest -n 4 --dist worksteal
CODE = osta tests tools bench conftest.py
DEMO_DATABASE = demo.sqlite

.PHONY: help chat ask test check format texts lexicon bench constraints install clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1	\2/'

chat: $(VENV)/installed ## talk to the bot in the terminal, with demonstration data (no token, no network service)
	@OSTA_DATABASE_URL=sqlite:///$(DEMO_DATABASE) $(BIN)/osta demo
	@OSTA_DATABASE_URL=sqlite:///$(DEMO_DATABASE) $(BIN)/osta chat

ask: $(VENV)/installed ## answer one question: make ask Q="kuka myy perunaa Sallassa"
	@OSTA_DATABASE_URL=sqlite:///$(DEMO_DATABASE) $(BIN)/osta demo >/dev/null
	@OSTA_DATABASE_URL=sqlite:///$(DEMO_DATABASE) $(BIN)/osta ask "$(Q)"

test: check ## all checks and all tests
	$(PYTEST)

check: $(VENV)/installed-dev ## format, lint, types, import contracts, translations, lexicon, Dockerfile
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogues.py check
	$(BIN)/python -m osta.discovery.lexicon.check
	$(BIN)/hadolint Dockerfile

format: $(VENV)/installed-dev ## format the code and repair what the linter can
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

texts: $(VENV)/installed-dev ## collect the texts of the code into the translation catalogues
	$(BIN)/python tools/catalogues.py update

lexicon: $(VENV)/installed-lexicon ## inflect the words of the lexicon and the place names anew
	$(BIN)/python -m osta.discovery.inflect

bench: $(VENV)/installed-bench ## measure answers, search, cold start, memory, broadcasts
	$(BIN)/python -m bench

constraints: $(VENV)/installed-dev ## resolve all dependencies anew into constraints.txt
	$(BIN)/python tools/constraints.py

install: $(VENV)/installed-dev ## only set up the virtualenv

clean: ## remove the virtualenv, the demonstration database and what tools cache
	rm -rf $(VENV) $(DEMO_DATABASE) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# One stamp for each set of packages; installed again only when the declarations change.
$(VENV)/installed: pyproject.toml constraints.txt $(BIN)/python
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt $(BIN)/python
	$(PIP_INSTALL) --editable '.[dev]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-lexicon: pyproject.toml constraints.txt $(BIN)/python
	$(PIP_INSTALL) --editable '.[lexicon]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-bench: pyproject.toml constraints.txt $(BIN)/python
	$(PIP_INSTALL) --editable '.[dev,bench]'
	@touch $@ $(VENV)/installed $(VENV)/installed-dev

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo "Python 3.11, 3.12 or 3.13 is needed. Name one: make PYTHON=python3.12 …" >&2; exit 2; }
	@echo "Setting up $(VENV), once; this takes about a minute."
	@$(PYTHON) -m venv $(VENV)
