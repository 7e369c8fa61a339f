# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

SHELL := /bin/sh
.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BUILD := $(CURDIR)/.build
VENV := $(CURDIR)/.venv
COLLECTION := ansible_collections/mediaops/dynamic_media
TREE := $(BUILD)/tree
COPY := $(BUILD)/copy
MUTANTS := $(BUILD)/mutants

# The controllers that this collection is developed on need Python 3.11; PYTHON=... chooses another than the first found.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
# Tests through ansible-playbook wait most of their time, so that four at a time suit two cores; 0 runs the tests in
# pytest's own process.
WORKERS ?= 4
COVERAGE_FLOOR := 95
SEEDS ?= 100000
FROM ?= 0
FUZZ_SECONDS ?= 60
PYTEST_ARGS ?=
SESSIONS ?=

# pip keeps its cache in the checkout, and still finds the index that the user has set for it.
export PIP_CACHE_DIR := $(BUILD)/cache/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
USER_PIP_CONFIG := $(firstword $(wildcard $(HOME)/.config/pip/pip.conf $(HOME)/.pip/pip.conf))
ifneq ($(USER_PIP_CONFIG),)
export PIP_CONFIG_FILE ?= $(USER_PIP_CONFIG)
endif

# Every tool gets a home of its own in the checkout, so that a run neither reads nor leaves anything elsewhere.
ISOLATED := env \
	HOME="$(BUILD)/home" XDG_CACHE_HOME="$(BUILD)/cache" XDG_CONFIG_HOME="$(BUILD)/home/.config" \
	XDG_DATA_HOME="$(BUILD)/home/.local/share" XDG_STATE_HOME="$(BUILD)/home/.local/state" IPS_STATE_DIR="$(BUILD)/state" \
	TMPDIR="$(BUILD)/tmp" ANSIBLE_HOME="$(BUILD)/home/.ansible" ANSIBLE_COLLECTIONS_PATH="$(TREE)" \
	PATH="$(VENV)/bin:$$PATH" USER_HOME="$(HOME)"
# Twice quiet: what it warns of is the index, not the project; errors are shown.
PIP := env HOME="$(BUILD)/home" NETRC="$(HOME)/.netrc" $(VENV)/bin/python -m pip --quiet --quiet

comma := ,
define title
@printf '\n== %s\n' "$(1)"
endef

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- set-up ----------------------------------------------------------------------------------------------------------

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -m venv --without-pip "$(VENV)"
	@env HOME="$(BUILD)/home" "$(VENV)/bin/python" -m ensurepip > /dev/null || \
		{ echo "$(PYTHON) has no ensurepip: on Debian and Ubuntu, install the package python3-venv." >&2; exit 1; }
	@$(PIP) install --upgrade 'pip>=24'

$(VENV)/.run: $(VENV)/bin/python requirements.txt requirements/run.txt
	@echo "Installing ansible-core, requests and lxml into .venv ..."
	@$(PIP) install -r requirements/run.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/test.txt requirements/lint.txt
	@echo "Installing the test and lint tools into .venv ..."
	@$(PIP) install -r requirements/run.txt -r requirements/test.txt -r requirements/lint.txt
	@touch $@

.PHONY: venv
venv: $(VENV)/.dev tree ## set up the development environment in .venv

# Python finds a collection only below a folder ansible_collections: a link for what runs, a copy for what inspects.
.PHONY: tree
tree:
	@mkdir -p "$(TREE)/ansible_collections/mediaops" "$(BUILD)/home" "$(BUILD)/tmp" "$(BUILD)/cache"
	@ln -sfn "$(CURDIR)" "$(TREE)/$(COLLECTION)"

.PHONY: copy
copy: $(VENV)/bin/python tree
	@$(VENV)/bin/python tools/copy_tree.py "$(COPY)/$(COLLECTION)"

# --- try it ----------------------------------------------------------------------------------------------------------

.PHONY: demo
demo: $(VENV)/.run copy ## trigger, follow and judge a job, against the simulator; PLAYBOOK=release: a whole release
	@$(ISOLATED) PLAYBOOK="$(PLAYBOOK)" python tools/demo.py

# --- checks ----------------------------------------------------------------------------------------------------------

.PHONY: test
test: lint sanity pytest ## everything that CI checks on one ansible-core

.PHONY: lint
lint: ruff mypy yamllint github-lint ansible-lint docs-lint changelog-lint reuse ## run the static checks

.PHONY: ruff
ruff: $(VENV)/.dev tree
	$(call title,ruff: style$(comma) likely mistakes and format of the Python files)
	@$(ISOLATED) ruff check .
	@$(ISOLATED) ruff format --check .

.PHONY: mypy
mypy: $(VENV)/.dev tree
	$(call title,mypy: the types of plugins and tools$(comma) strictly)
	@cd "$(TREE)" && $(ISOLATED) mypy --config-file "$(CURDIR)/pyproject.toml" $(COLLECTION)/plugins
	@$(ISOLATED) mypy tools

.PHONY: yamllint
yamllint: $(VENV)/.dev tree
	$(call title,yamllint: the form of the YAML files)
	@$(ISOLATED) yamllint --strict . && echo "no complaint"

.PHONY: github-lint
github-lint: $(VENV)/.dev tree
	$(call title,check-jsonschema: what GitHub reads$(comma) by its schemas)
	@$(ISOLATED) check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(ISOLATED) check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/*_*.yml
	@$(ISOLATED) check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	@$(ISOLATED) check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml

.PHONY: ansible-lint
ansible-lint: $(VENV)/.dev copy
	$(call title,ansible-lint: playbooks$(comma) roles and metadata against its production profile)
	@cd "$(COPY)/$(COLLECTION)" && $(ISOLATED) ANSIBLE_COLLECTIONS_PATH="$(COPY)" ansible-lint --profile production

.PHONY: docs-lint
docs-lint: $(VENV)/.dev copy
	$(call title,antsibull-docs: the documentation of modules$(comma) roles and guides$(comma) and where its links lead)
	@cd "$(COPY)/$(COLLECTION)" && $(ISOLATED) ANSIBLE_COLLECTIONS_PATH="$(COPY)" \
		antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs self --disallow-unknown-collection-refs . \
		&& echo "no complaint"

.PHONY: changelog-lint
changelog-lint: $(VENV)/.dev copy
	$(call title,antsibull-changelog: the changelog and its fragments)
	@cd "$(COPY)/$(COLLECTION)" && $(ISOLATED) antsibull-changelog lint && echo "no complaint"

.PHONY: reuse
reuse: $(VENV)/.dev copy
	$(call title,reuse: copyright and licence of every file)
	@cd "$(COPY)/$(COLLECTION)" && $(ISOLATED) reuse lint --lines && echo "no complaint"

.PHONY: sanity
sanity: $(VENV)/.dev copy ## ansible-test sanity on this ansible-core, without an ignore file
	$(call title,ansible-test sanity: Ansible's own checks on every Python found here$(comma) without an ignore file)
	@cd "$(COPY)/$(COLLECTION)" && $(ISOLATED) python "$(CURDIR)/tools/sanity.py" sanity --venv --color no $(SANITY_ARGS)

.PHONY: integration
integration: $(VENV)/.dev copy ## ansible-test integration: each module against the simulator; TARGETS=... for some
	$(call title,ansible-test integration: each module against the simulator)
	@cd "$(COPY)/$(COLLECTION)" && $(ISOLATED) python "$(CURDIR)/tools/sanity.py" integration --venv --color no $(TARGETS)

# Last of all, so that its summary is the last line of the whole run.
.PHONY: pytest
pytest: $(VENV)/.dev tree ## all tests, with the coverage of plugins/ measured
	$(call title,pytest: all tests$(comma) with the coverage of plugins/)
	@$(ISOLATED) pytest -n $(WORKERS) --dist loadfile --cov --cov-report=term:skip-covered \
		--cov-fail-under=$(COVERAGE_FLOOR) $(PYTEST_ARGS)

.PHONY: unit
unit: $(VENV)/.dev tree ## the unit tests alone
	@$(ISOLATED) pytest tests/unit $(PYTEST_ARGS)

.PHONY: simulation
simulation: $(VENV)/.dev tree ## the deterministic simulation alone, as make test runs it
	@$(ISOLATED) pytest tests/simulation $(PYTEST_ARGS)

.PHONY: end-to-end
end-to-end: $(VENV)/.dev tree ## the tests through ansible-playbook alone
	@$(ISOLATED) pytest tests/end_to_end $(PYTEST_ARGS)

.PHONY: test-all
test-all: test matrix ## make test, every supported version, galaxy-importer, molecule, execution environment

# antsibull-nox makes a tree of links to the checkout, which must not lie in the checkout itself.
.PHONY: matrix
matrix: $(VENV)/.dev copy build ## the part of test-all that is not in test
	@$(PIP) install -r requirements/matrix.txt
	@$(ISOLATED) TMPDIR=/tmp $(if $(SESSIONS),NOXSESSION='$(SESSIONS)') nox

.PHONY: molecule
molecule: ## the roles' scenarios alone, as test-all runs them
	@$(MAKE) matrix SESSIONS=molecule

.PHONY: simulate
simulate: $(VENV)/.dev tree ## play SEEDS (100000) seeds of the deterministic simulation from FROM (0) on, on all processors
	@$(ISOLATED) PYTHONPATH="$(TREE)" python tests/simulation --first $(FROM) --seeds $(SEEDS)

# In a copy, since each mutant is written into the file; what was tried is kept until the copy is made again.
.PHONY: mutants
mutants: $(VENV)/.dev ## mutation tests of the flow: list the changes that no test detects (about an hour)
	@$(PIP) install -r requirements/mutants.txt
	@$(VENV)/bin/python tools/copy_tree.py "$(MUTANTS)/$(COLLECTION)"
	@cd "$(MUTANTS)/$(COLLECTION)" && $(ISOLATED) PYTHONPATH="$(MUTANTS)" PYTHONDONTWRITEBYTECODE=1 \
		python tests/mutants "$(MUTANTS)/session.sqlite"

.PHONY: fuzz
fuzz: $(VENV)/.dev tree ## coverage-guided fuzzing of all code that reads an answer, for FUZZ_SECONDS (60)
	@$(PIP) install -r requirements/fuzz.txt
	@$(ISOLATED) PYTHONPATH="$(TREE)" python tests/fuzz -max_total_time=$(FUZZ_SECONDS)

.PHONY: benchmark
benchmark: $(VENV)/.dev tree ## measure what a task costs, and write docs/performance.md
	@$(ISOLATED) PYTHONPATH="$(TREE)" python benchmarks

# --- products --------------------------------------------------------------------------------------------------------

.PHONY: build
build: $(VENV)/.run copy ## build the collection's tarball in .build/dist
	@mkdir -p "$(BUILD)/dist"
	@$(ISOLATED) ansible-galaxy collection build --force --output-path "$(BUILD)/dist" "$(COPY)/$(COLLECTION)"

.PHONY: docs
docs: $(VENV)/.dev copy ## build the documentation site in docs/build
	@$(PIP) install -r requirements/docs.txt
	@$(ISOLATED) ANSIBLE_COLLECTIONS_PATH="$(COPY)" python tools/build_docs.py

.PHONY: pictures
pictures: $(VENV)/.dev copy ## make the pictures of README and guides from real runs
	@$(ISOLATED) PYTHONPATH="$(CURDIR)/tools" python -m pictures

.PHONY: returns
returns: $(VENV)/.dev ## write the return values that modules share, from tools/returns.yml
	@$(ISOLATED) python tools/write_returns.py

.PHONY: format
format: $(VENV)/.dev tree ## format the code with ruff
	@$(ISOLATED) ruff check --fix .
	@$(ISOLATED) ruff format .

.PHONY: clean
clean: ## remove everything generated
	rm -rf "$(BUILD)" "$(VENV)" docs/build
