# `make` builds every deck, `make test` tests everything, `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COUNT ?= 100000
SEED ?= 1
LIVES ?= 300
STEPS ?= 60

.DEFAULT_GOAL := build
.PHONY: build kit serve check report blind-test test history crash lint format docs study window guide-pictures screenshots bench clean help anki-versions fuzz

build: $(VENV)/.ready ## build every deck into build/, and the trainers' kits into build/kit (the default)
	@$(BIN)/deckwright build
	@$(BIN)/deckwright kit

kit: $(VENV)/.ready ## build the trainers' kits alone
	@$(BIN)/deckwright kit

serve: $(VENV)/.ready ## show the cards in the browser while you write
	@$(BIN)/deckwright serve

check: $(VENV)/.ready ## check the content and write nothing
	@$(BIN)/deckwright check

report: $(VENV)/.ready-dev ## write the report and the review sheets into build/report
	@$(BIN)/deckwright report

blind-test: $(VENV)/.ready-dev ## write the sheets of the blind test into build/blind-test
	@$(BIN)/python tests/blind_test.py sheets

test: $(VENV)/.ready-dev ## test everything, against the real Anki and a real browser
	@$(BIN)/python -m pytest

crash: $(VENV)/.ready-dev ## kill builds and releases at every step, and fill the disk
	@DECKWRIGHT_CRASH=1 $(BIN)/python -m pytest tests/test_crash.py

lint: $(VENV)/.ready-dev ## format, lint, types, layers, docs, and the wheel from outside
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	$(BIN)/python tests/check_wheel.py

format: $(VENV)/.ready-dev ## format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.ready-dev ## write the reference pages anew
	$(BIN)/python docs/generate.py

study: $(VENV)/.ready-dev ## study the decks for twelve weeks on the real scheduler; writes docs/studying.md
	$(BIN)/python tests/study.py

history: $(VENV)/.ready-dev ## live LIVES=300 lives of a course and a learner, at random, against the real Anki
	@LIVES=$(LIVES) STEPS=$(STEPS) $(BIN)/python tests/history.py

anki-versions: $(VENV)/.ready-dev ## play a learner's story on Anki 23.10 to today; writes docs/anki-versions.md
	$(BIN)/python tests/anki_versions.py

window: build $(VENV)/.ready-window ## study the decks in Anki's own window, without a screen
	$(BIN)/python tests/anki_window.py de_DE vertrauen-de "Vertrauen aufbauen"
	$(BIN)/python tests/anki_window.py en_GB trust-en "Building Trust"

guide-pictures: build $(VENV)/.ready-window ## take the pictures of the import guide in Anki's own window
	$(BIN)/python tests/guide_pictures.py de_DE vertrauen-de "Vertrauen aufbauen"
	$(BIN)/python tests/guide_pictures.py en_GB trust-en "Building Trust"

screenshots: $(VENV)/.ready-dev ## take the pictures of cards, into build/screenshots and docs/images
	$(BIN)/python docs/pictures.py

bench: $(VENV)/.ready-dev ## measure speed, memory and size, as ratios
	$(BIN)/python bench/bench.py

fuzz: $(VENV)/.ready-dev ## damage courses in COUNT=100000 ways from SEED=1, and see that diagnostics are all that comes of it
	$(BIN)/python tests/fuzz.py --count $(COUNT) --seed $(SEED)

clean: ## delete what was built, and the environment
	rm -rf build dist $(VENV)

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' Makefile

$(VENV)/.ready: pyproject.toml constraints.txt
	@echo "Setting up $(VENV) …"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "deckwright needs Python 3.11 or later; name one with: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -c constraints.txt -e '.[kit,serve]'
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	@echo "Setting up the tools for tests …"
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

$(VENV)/.ready-window: $(VENV)/.ready-dev
	@echo "Setting up Anki's own window …"
	@$(PIP) install -c constraints.txt -e '.[window]'
	@touch $@
