# Every target sets up what it needs in $(VENV), once: a stamp there is renewed when pyproject.toml changes.
#
#   VENV         the virtual environment                        (.venv)
#   PYTHON       the interpreter to build it with               (the first of python3, python3.13 ... that is new enough)
#   WORKERS      processes that run tests side by side          (one a core)
#   PYTEST_ARGS  more arguments for pytest, such as -k settings (none)
#   SHARE        how much of the long forms is run by endurance (1: all)

VENV ?= .venv
PYTHON ?=
WORKERS ?= auto
PYTEST_ARGS ?=
SHARE ?= 1

BIN = $(VENV)/bin
RUN = $(VENV)/.installed-run
TEST = $(VENV)/.installed-test
ENDURANCE = $(VENV)/.installed-endurance
DEV = $(VENV)/.installed-dev
COVERAGE = $(VENV)/.installed-coverage
SITE = $(VENV)/.installed-site
LOWEST_VENV = .venv-lowest
LOWEST = $(LOWEST_VENV)/.installed

# Libraries older than others that they use call what those have deprecated since.
LOWEST_ARGS = -W default::DeprecationWarning --ignore tests/cli/test_lessons.py

.PHONY: help demo test test-slow test-lowest endurance coverage lint format docs lessons site bench clean

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name does; do \
	    printf '  make %-11s %s\n' "$$name" "$$does"; done

demo: $(RUN)  ## Train 320 small nets on half-moons and plot what the learning rate did
	$(BIN)/trainlab run moons --net 2-4-2 --set optimizer=sgd --set steps=200 --set batch_size=100 \
	    --vary learning_rate=log:0.001:10:64 --seeds 5 --name demo
	$(BIN)/trainlab plot --curve train_loss --against step -o runs/demo-curves.png
	$(BIN)/trainlab plot --curve validation_accuracy --against learning_rate -o runs/demo-learning-rate.png

test: $(TEST)  ## Run the test suite
	$(BIN)/python -m pytest -n $(WORKERS) $(PYTEST_ARGS)

test-slow: $(TEST)  ## Run the tests that take long
	$(BIN)/python -m pytest -m slow $(PYTEST_ARGS)

test-lowest: $(LOWEST)  ## Run the test suite with the lowest versions of dependencies that pyproject.toml allows
	$(LOWEST_VENV)/bin/python -m pytest -n $(WORKERS) $(LOWEST_ARGS) $(PYTEST_ARGS)

coverage: $(COVERAGE)  ## Run the test suite and say which lines of src/ it runs
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term:skip-covered $(PYTEST_ARGS)

endurance: $(ENDURANCE)  ## Run the long forms of the tests of crashes, hostile files and races (SHARE=0.1: a tenth)
	@mkdir -p .cache
	{ PYTHONPATH=tests ENDURANCE_SHARE=$(SHARE) ENDURANCE_PASSED=.cache/endurance.passed $(BIN)/python -m pytest \
	    -p passed_before -m endurance -n $(WORKERS) --dist worksteal -rfEP --durations=0 \
	    --durations-min=1 $(PYTEST_ARGS); echo $$? > .cache/endurance.code; } 2>&1 | tee -a .cache/endurance.log; \
	    exit $$(cat .cache/endurance.code)

lint: $(DEV)  ## Check style, types and who imports whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports --no-logo --cache-dir .cache/import-linter

format: $(DEV)  ## Put every file into the project's style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(RUN)  ## Write the generated pages of docs/ again
	$(BIN)/python tools/write_docs.py

lessons: $(RUN)  ## Run the commands that pages show and write what they print (a minute)
	$(BIN)/python tools/run_lesson.py

site: $(SITE)  ## Build the documentation site into site/; a broken link is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build

bench: $(RUN)  ## List the timing scripts and how to run them
	@echo 'Each script prints a table and writes JSON; its docstring says what it installs and how long it takes:'
	@for script in bench/*.py; do if [ -f "$$script" ]; then echo "  $(BIN)/python $$script"; fi; done

clean:  ## Remove the environment and every cache; studies in runs/ stay
	rm -rf $(VENV) $(LOWEST_VENV) .cache .coverage .hypothesis .pytest_cache .ruff_cache build dist site
	find src tests tools bench evidence -name __pycache__ -type d -exec rm -rf {} +

$(RUN): pyproject.toml
	@PYTHON='$(PYTHON)' sh tools/make_venv.sh '$(VENV)' '.'
	@touch $(RUN)

$(TEST): pyproject.toml
	@PYTHON='$(PYTHON)' sh tools/make_venv.sh '$(VENV)' '.[test]'
	@touch $(RUN) $(TEST)

$(ENDURANCE): pyproject.toml
	@PYTHON='$(PYTHON)' sh tools/make_venv.sh '$(VENV)' '.[endurance]'
	@touch $(RUN) $(TEST) $(ENDURANCE)

$(DEV): pyproject.toml
	@PYTHON='$(PYTHON)' sh tools/make_venv.sh '$(VENV)' '.[dev]'
	@touch $(RUN) $(TEST) $(DEV)

$(COVERAGE): pyproject.toml
	@PYTHON='$(PYTHON)' sh tools/make_venv.sh '$(VENV)' '.[coverage]'
	@touch $(RUN) $(TEST) $(COVERAGE)

$(SITE): pyproject.toml
	@PYTHON='$(PYTHON)' sh tools/make_venv.sh '$(VENV)' '.[site]'
	@touch $(RUN) $(SITE)

# The oldest Python that will do, too: the lowest versions have no wheels for the newest.
$(LOWEST): pyproject.toml
	@mkdir -p .cache
	@$(or $(PYTHON),python3.11) tools/lowest_versions.py > .cache/lowest.txt
	@PYTHON='$(or $(PYTHON),python3.11)' PIP_CONSTRAINT=.cache/lowest.txt sh tools/make_venv.sh '$(LOWEST_VENV)' '.[test]'
	@touch $(LOWEST)
