# Everything that people and CI do with hotelops. It needs Python 3.11 or newer, and nothing else.
VENV_PYTHON := .venv/bin/python
# Passed on: make test ARGS="tests/finance -x"
ARGS ?=
# Processes that the tests run in, each with servers of its own, since many tests wait most of their time. 0 is
# this one: where the servers are given, there is one Redis to be emptied.
TEST_PROCESSES ?= $(if $(DATABASE_URL)$(REDIS_URL),0,3)
# How many times as long as make test the long runs take
SOAK ?= 10
LONG_RUNS := tests/faults tests/intruders tests/hostile tests/product/test_prune_under_load.py tests/idempotency/test_stats_bytes.py
# Chosen tests may all belong to one of the two rounds; the other one then ends with 5, for "no tests"
PYTEST = $(VENV_PYTHON) -m pytest -n $(TEST_PROCESSES) --dist loadfile $(ARGS)$(if $(ARGS), || [ $$? -eq 5 ])
EMBEDDED := TEST_ON=embedded
CHECK_SETTINGS := $(EMBEDDED) DJANGO_SETTINGS_MODULE=tests.settings

.DEFAULT_GOAL := help
.PHONY: help run up test test-servers test-embedded soak faults audit audit-guards check fix bench sbom lock clean venv venv-dev

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | while IFS='	' read -r name text; do printf 'make %-12s  %s\n' "$$name" "$$text"; done

run: venv ## Serve on http://localhost:4000 with demo data (HOST, PORT, WORKERS, DATABASE_URL, REDIS_URL)
	@$(VENV_PYTHON) -m hotelops.environment
	@exec $(VENV_PYTHON) manage.py serve --demo

up: venv-dev ## Serve as deployed: nginx, two instances, Postgres and Valkey, on https://localhost:4000 (PORT, WORKERS)
	@exec $(VENV_PYTHON) -m deploy.up

test: test-servers test-embedded ## Test on Postgres and Valkey, then on SQLite and fakeredis (ARGS="-k void")

test-servers: venv-dev
	$(PYTEST)

test-embedded: venv-dev
	$(EMBEDDED) $(PYTEST)

soak: venv-dev ## Break it, and break in, for SOAK times as long as make test, then measure SOAK millions (SOAK=10)
	SOAK=$(SOAK) $(VENV_PYTHON) -m pytest -n 0 $(or $(ARGS),$(LONG_RUNS))
	$(if $(ARGS),,SOAK=$(SOAK) $(VENV_PYTHON) -m bench --only million-writes,million-replays)

faults: venv-dev ## Break it in every known way, and write what came of it into docs/reliability.md
	$(VENV_PYTHON) -m pytest -n 0 tests/faults --write-measured docs/reliability.md $(ARGS)

audit-guards: venv-dev ## Switch off one guard of the product at a time; the tests must go red (ARGS="lock")
	$(VENV_PYTHON) -m tests.guards $(ARGS)

check: venv-dev ## Check format, lint, security, types, import direction, settings and migrations
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/bandit --quiet --recursive finance guestcheckin hotelops idempotency staff uploads manage.py
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(CHECK_SETTINGS) $(VENV_PYTHON) manage.py check
	$(CHECK_SETTINGS) $(VENV_PYTHON) manage.py makemigrations --check --dry-run

fix: venv-dev ## Format the code and repair what ruff can
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bench: venv-dev ## Measure how fast it is, and write that into docs/performance.md (ARGS="--only lists,start")
	$(VENV_PYTHON) -m bench --json var/bench.json --write-measured docs/performance.md $(ARGS)

audit: venv-dev ## Look the locked packages up among known vulnerabilities (ARGS="--vulnerability-service osv")
	@$(VENV_PYTHON) .ci/audit.py $(ARGS)

sbom: venv-dev ## Write what a deployment installs, as CycloneDX, to var/sbom.json
	@$(VENV_PYTHON) .ci/sbom.py var/sbom.json

UV_COMPILE := .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" --no-config

lock: venv-dev ## Write the locks anew from pyproject.toml (ARGS="--upgrade" takes newer versions)
	$(UV_COMPILE) --output-file requirements.txt $(ARGS)
	$(UV_COMPILE) --extra observability --constraints requirements.txt --output-file requirements-observability.txt $(ARGS)
	$(UV_COMPILE) --extra dev --extra observability --constraints requirements-observability.txt \
		--output-file requirements-dev.txt $(ARGS)

clean: ## Remove .venv, caches and reports; .env and var/ stay
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@.ci/venv requirements.txt

venv-dev:
	@.ci/venv requirements-dev.txt
