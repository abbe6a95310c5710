# Everything that a contributor runs. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The environment: pinned packages, checked by their hashes, then the project itself.
$(READY): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@echo "Making the environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: setup
setup: $(READY) ## Make the environment in .venv

.PHONY: demo
demo: $(READY) ## Watch an integration run on the sandbox
	@$(BIN)/xero-component demo

.PHONY: test
test: $(READY) ## Run the tests
	@$(BIN)/python -m pytest -n auto --dist worksteal

# The targets that the tests of the Singer tap drive: each in an environment of its own, as they pin
# packages that fit neither each other nor this project. Without them those tests are skipped.
TARGETS := .venv-targets
$(TARGETS)/%/.ready: tests/singer/targets/%.txt
	@echo "Making the environment in $(@D) …"
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.PHONY: targets
targets: $(TARGETS)/jsonl/.ready $(TARGETS)/postgres/.ready ## Fetch the Singer targets that tests drive

.PHONY: check
check: $(READY) format lint types manifest-check docs-check audit test ## Run everything that CI runs

.PHONY: format
format: $(READY)
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run 'make fix'."; exit 1; }

.PHONY: lint
lint: $(READY)
	@$(BIN)/ruff check --quiet .

.PHONY: types
types: $(READY)
	@$(BIN)/mypy

.PHONY: audit
audit: $(READY) ## Look for known vulnerabilities in the pinned packages (needs the network)
	@$(BIN)/python -m tests.security.audit

.PHONY: fix
fix: $(READY) ## Format the code and repair what ruff can
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .

.PHONY: manifest
manifest: $(READY) ## Write component.yaml
	@$(BIN)/xero-component manifest --format yaml > component.yaml.new && mv component.yaml.new component.yaml

.PHONY: manifest-check
manifest-check: $(READY)
	@$(BIN)/xero-component manifest --format yaml | cmp --silent - component.yaml \
		|| { echo "component.yaml is not current: run 'make manifest'."; exit 1; }

.PHONY: docs
docs: $(READY) ## Write the reference under docs/reference
	@$(BIN)/python docs/generate.py
	@$(BIN)/python docs/streams.py

.PHONY: docs-check
docs-check: $(READY)
	@$(BIN)/python docs/generate.py --check
	@$(BIN)/python docs/streams.py --check \
		|| { echo "docs/sync-streams.md is not current: run 'make docs'."; exit 1; }

.PHONY: sandbox
sandbox: $(READY) ## Run the sandbox on port 8787
	@$(BIN)/xero-component sandbox --port 8787

.PHONY: bench
bench: $(READY) ## Measure against bare httpx
	@$(BIN)/python -m benchmarks

.PHONY: soak
soak: $(READY) targets $(TARGETS)/meltano/.ready ## Run the long fault tests
	@XERO_COMPONENT_SOAK=long $(BIN)/python -m pytest -m soak

.PHONY: live
live: $(READY) ## Run the live tests on a Xero Demo Company (credentials in the environment)
	@$(BIN)/python -m pytest -m live tests/live

.PHONY: lock
lock: $(READY) ## Pin the newest packages in constraints.txt
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --extra server --group dev pyproject.toml --output-file constraints.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --constraint constraints.txt --extra server --extra postgres --extra otel \
		pyproject.toml --output-file deploy/requirements.txt
	@echo "hatchling" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header --no-emit-index-url --constraint constraints.txt - \
		--output-file deploy/build-requirements.txt

.PHONY: clean
clean: ## Remove the environment and caches
	@rm -rf $(VENV) $(TARGETS) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
