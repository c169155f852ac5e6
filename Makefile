# Every chore is one word. `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
PINS := requirements.txt requirements-dev.txt
PROSE := modules quizzes templates docs README.md CONTRIBUTING.md CHANGELOG.md
ASSETS := $(shell find assets -type f) package-lock.json hatch_build.py

.DEFAULT_GOAL := help
.PHONY: help run test check bench demo format pins clean

help: ## list the chores
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 16

run: .venv/ready-to-run ## install what is needed and serve the demonstration on http://127.0.0.1:8000
	@ELEARN_DEMO=$${ELEARN_DEMO:-1} exec $(BIN)/elearn serve

demo: run ## the same as `make run`

test: .venv/ready-to-test ## install what tests need and run them all
	@.ci/chromium
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

check: .venv/ready-to-test ## lint, format, strict types, templates, spelling, content
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/codespell -D - -D docs/american-spellings.txt $(PROSE)
	$(BIN)/elearn check-content --table

bench: .venv/ready-to-test ## measure the ratios that the design promises
	$(BIN)/python -m bench

format: .venv/ready-to-test ## put the code in the house format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

pins: .venv/ready-to-test ## pin the newest versions that pyproject.toml allows, with hashes
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-header --universal \
	  --python-version 3.11 pyproject.toml --group build -o requirements.txt
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-header --universal \
	  --python-version 3.11 pyproject.toml --group build --group test --group check -o requirements-dev.txt

clean: ## remove what was built, but no data
	rm -rf .venv elearn/static/dist elearn/documents/fonts dist build

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv .venv

.venv/ready-to-run: .venv/bin/python requirements.txt pyproject.toml $(ASSETS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-to-test: .venv/bin/python requirements-dev.txt pyproject.toml $(ASSETS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/ready-to-run
