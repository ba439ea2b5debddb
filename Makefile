# The whole workflow. Each target makes its own environment first, from the hash-pinned lock.
.DEFAULT_GOAL := help
.PHONY: help run services test test-fast lint bench asyncapi rules mutation tamper clean lock runtime dev

PORT ?= 8080
DEMO ?=
DEMO_ON := $(filter-out 0 no,$(DEMO))
# A simulation stays one, so it has a folder of its own.
DATA ?= $(if $(DEMO_ON),var/demo,var/data)
# Test processes side by side; a file's tests stay together, for they share real processes.
WORKERS ?= 2
# `make mutation` and `make tamper` stop then and go on the next time.
MINUTES ?= 55

BIN := .venv/bin
export PYTHON

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: runtime ## start everything behind one address (PORT=8080 DATA=var/data DEMO=1 loads a season)
	@exec $(BIN)/lingpao up --port '$(PORT)' --data '$(DATA)' $(if $(DEMO_ON),--demo)

test: lint ## everything: linters, then all tests
	$(BIN)/python -m tests.support.services $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

services: dev ## start a real Apache Kafka and PostgreSQL on free ports and say where; Ctrl-C stops
	@exec $(BIN)/python -m tests.support.services

test-fast: dev ## unit tests only, no process started, under a minute
	$(BIN)/python -m pytest -n $(WORKERS) tests/unit

lint: dev ## ruff, its formatter, mypy --strict on services/, the import arrows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: dev ## measure against a peer in the same run, ratios printed
	@exec $(BIN)/python -m tests.benchmarks

asyncapi: dev ## write docs/asyncapi.yaml from services/contracts
	$(BIN)/python -m services.asyncapi docs/asyncapi.yaml

mutation: dev ## change the domains and see that tests notice (RULES=1: each rule, disabled); MINUTES=55
	@[ -x var/mutation-env/bin/python ] || $(BIN)/python -m venv var/mutation-env
	@var/mutation-env/bin/python -m pip --disable-pip-version-check install --quiet --no-deps \
		--require-hashes -r requirements/mutation.txt
	nice -n 19 var/mutation-env/bin/python -m tests.mutation $(if $(RULES),rules) --minutes $(MINUTES)

tamper: dev ## change an exported season 10,000 times at random; the audit names each (MINUTES=55)
	nice -n 19 $(BIN)/python -m tests.tamper --minutes $(MINUTES)

rules: dev ## write docs/rules.md from docs/rules.yaml and the tests that cite each rule
	$(BIN)/python -m tests.support.rules

clean: ## remove the environment, caches and build leftovers (never var/, the data)
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find services tests -name __pycache__ -type d -prune -exec rm -rf {} +

lock: dev ## pin the newest versions that requirements/*.in allow (needs the network)
	$(LOCK) --upgrade requirements/runtime.in -o requirements/runtime.txt
	$(LOCK) --upgrade requirements/runtime.in requirements/test.in requirements/lint.in \
		-c requirements/runtime.txt -o requirements/dev.txt
	$(LOCK) requirements/runtime.in requirements/test.in requirements/mutation.in \
		-c requirements/dev.txt -o requirements/mutation.txt

# One lock for every Python from 3.11 and every system; no address of a package source in it.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --system-certs --custom-compile-command 'make lock'

runtime dev:
	@infra/bootstrap.sh $@
