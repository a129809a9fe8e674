# The commands of developers and testers; `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SORTIE ?= demo
BENCH_SECONDS ?= 10
BENCH_OPTIONS ?=
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
SERVERS := $(BIN)/python -m tests.servers

.DEFAULT_GOAL := help
.PHONY: help demo test journey faults hostile fuzz invariants calendrier image deploy-test couverture-domaine audit bench bench-peers docs check style lint types locks clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## the whole programme on the sample, without any server; files in demo/
	@$(BIN)/france-services demo --sortie $(SORTIE)

test: $(VENV)/.dev ## every test; finds or starts PostgreSQL and RabbitMQ
	@$(SERVERS) $(BIN)/pytest --quiet --numprocesses 2 --dist worksteal

journey: $(VENV)/.dev ## the whole journey, embedded, then on ten processes and two servers
	@$(SERVERS) $(BIN)/pytest --verbose --log-cli-level INFO tests/journeys

faults: $(VENV)/.dev ## every fault on real processes and servers of its own: lost, doubled, out of order
	@$(BIN)/python -m tests.faults

image: $(VENV)/.runtime ## the image of this commit, under the version that the tags give it
	@FRANCE_SERVICES_VERSION=$$($(BIN)/python -m setuptools_scm) deploy/image/construire.sh

hostile: $(VENV)/.dev ## what a partner's account may try, on real servers: refused or harmless; rewrites docs/hostilites.md
	@$(BIN)/python -m tests.hostile

fuzz: $(VENV)/.dev ## hostile bodies for every request and fact, on SQLite and PostgreSQL; then every log read to its end
	@$(SERVERS) $(BIN)/python -m tests.fuzz

invariants: $(VENV)/.dev ## 300 runs of 60 steps through the five services; rewrites docs/invariants.md
	@$(BIN)/python -m tests.invariants --page docs/invariants.md

calendrier: $(VENV)/.dev ## July 2019 to December 2026 on a real list and 300 MSAP; rewrites docs/calendrier.md
	@$(BIN)/python -m tests.calendrier

deploy-test: $(VENV)/.dev ## the containers from nothing, under load: killed, cut, upgraded, restored (needs Docker)
	@$(BIN)/python -m tests.deploy

couverture-domaine: $(VENV)/.dev ## which tests show each requirement; fails if a finished one has none
	@$(BIN)/python -m tests.couverture

audit: $(VENV)/.dev ## known flaws of what is installed, and its inventory in build/sbom.json
	@mkdir -p build
	@$(BIN)/cyclonedx-py requirements --output-reproducible --output-file build/sbom.json requirements.txt
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements.txt

bench: $(VENV)/.dev ## what the services do beside their servers alone; rewrites docs/performances.md
	@$(SERVERS) $(BIN)/python -m bench --seconds $(BENCH_SECONDS) $(BENCH_OPTIONS)

bench-peers: $(VENV)/.dev ## our appends beside those of Emmett and message-db (needs npm); same page
	@$(SERVERS) $(BIN)/python -m bench --peers --seconds $(BENCH_SECONDS)

docs: $(VENV)/.dev ## every page, picture, schema and table that is written from the code
	@$(BIN)/france-services docs --sortie docs
	@$(BIN)/france-services states --sortie docs
	@$(BIN)/france-services contracts --sortie docs/contrats
	@$(BIN)/france-services topology --sortie deploy/rabbitmq
	@$(BIN)/python -m tests.contracts.freeze
	@$(BIN)/python -m tests.architecture.event_schemas
	@$(BIN)/python -m tests.couverture.page
	@rm -rf build/demo
	@$(BIN)/france-services demo --sortie build/demo --image docs/demo.svg

check: $(VENV)/.dev ## style, types, architecture: what every commit must pass
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types style lint

style: $(VENV)/.dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .

lint: $(VENV)/.dev
	@$(BIN)/pytest --quiet tests/architecture tests/contracts --ignore-glob '*/test_outsiders*'

types: $(VENV)/.dev
	@$(BIN)/mypy

locks: $(VENV)/.dev ## renew requirements*.txt from pyproject.toml, and the inventory of the image
	@$(LOCK) --build-deps-for wheel --output-file requirements.txt pyproject.toml
	@$(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	@sed -e '/^ *--hash/d;/^ *#/d;/^$$/d;s/ \\$$//' requirements.txt | \
		$(BIN)/cyclonedx-py requirements --output-reproducible - | \
		$(BIN)/python deploy/image/inventaire.py > deploy/image/sbom.json

LOCK := $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	--allow-unsafe --strip-extras

clean: ## forget what was installed, measured or written
	@rm -rf $(VENV) build demo donnees *.egg-info .*_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "Il faut Python 3.11, 3.12 ou 3.13 : make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installation dans $(VENV)…"
	@$(INSTALL) --requirement requirements.txt
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installation des outils…"
	@$(INSTALL) --requirement requirements-dev.txt
	@touch $@
