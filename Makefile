# Run `make` for the list of targets. Every path is relative, so a checkout's own path may hold spaces.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The interpreter that makes .venv: make setup PYTHON=python3.12
PYTHON ?= python3
# More arguments for pytest: make test PYTEST_ARGS="-n 0 -k booking", in one process
PYTEST_ARGS ?=
# make smoke SMOKE_ARGS=--oldest, with the lowest versions allowed; or "--constraints constraints.txt"
SMOKE_ARGS ?=
# What to time, and how: make benchmark BENCHMARK_ARGS="floor memory --large"
BENCHMARK_ARGS ?=

BIN := .venv/bin
INSTALLED := .venv/.installed

FIGURES := headline pairing demo levels crime share opting-out sobol fiscal-years flows roll-out counties event-study answers fear propensity posterior targets news
FIGURES := $(addprefix figure-,$(FIGURES))
# How to run an example sweep whose store is missing, given its name and the time it takes.
again = scomm sweep sweeps/examples/$(1).toml --out $(if $(filter fiscal-years counties,$(1)),results/examples/$(1),build/$(1) and scomm condense build/$(1) --out results/examples/$(1)) (about $(2)); results/README.md has the options.

.PHONY: $(FIGURES)
.PHONY: help setup demo test check docs smoke golden verify benchmark figures findings clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

setup: $(INSTALLED) ## make .venv and install everything; again only when the dependencies change

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else \
		f"scomm needs Python 3.11 or newer, and this is {v[0]}.{v[1]}: make setup PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv; this takes about a minute."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev]'
	@touch $(INSTALLED)

demo: $(INSTALLED) ## run a small sweep: a table of estimates, and a figure in results/demo
	@rm -rf results/demo # of an older demo, perhaps of other code, which would be refused
	$(BIN)/scomm sweep sweeps/examples/demo.toml --out results/demo --backend ray
	$(BIN)/scomm estimate results/demo --estimand reporting_rate.hispanic --estimand non_criminal_share
	$(BIN)/scomm figures results/demo

test: $(INSTALLED) ## run the tests, on every processor
	$(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

check: $(INSTALLED) ## lint, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(INSTALLED) ## make the documents' tables anew from the code
	$(BIN)/python docs/tables.py

smoke: ## build the wheel, install it into an empty environment, and run every command there
	$(PYTHON) tests/smoke.py $(SMOKE_ARGS)

golden: $(INSTALLED) ## keep what the golden runs give now, given a Results change entry in the changelog
	$(BIN)/python -m tests.model.golden --write

verify: $(INSTALLED) ## run the long statistical evidence and keep it in results/verify.txt
	@mkdir -p results
	@{ date -u '+%Y-%m-%d %H:%M UTC'; \
		echo "commit $$(git describe --always --dirty 2>/dev/null || echo unknown)"; \
		$(BIN)/python --version; \
		echo '$$ python -m pytest -m verify -rA --no-header $(PYTEST_ARGS)'; \
		$(BIN)/python -m pytest -m verify -rA --no-header $(PYTEST_ARGS) 2>&1; \
	} | tee results/verify.tmp
	@mv results/verify.tmp results/verify.txt

benchmark: $(INSTALLED) ## time the model beside a floor and beside peers: benchmarks/results.json
	$(BIN)/python -m benchmarks $(BENCHMARK_ARGS)

# A figure of results/: from which store, which of its figures, into which file; and where the store is not
# kept, how to make it and how long that takes.
define figure
	@if test -e $(1)/SHA256SUMS; then \
		$(BIN)/scomm figures $(1) --figure $(2) --format png --out build/figures >/dev/null; \
		mv build/figures/$(2).png results/figures/$(3).png; echo "results/figures/$(3).png"; \
	else \
		echo "results/figures/$(3).png stays as it is: the sweep $(1) is missing; $(4)"; \
	fi
endef

figures: $(FIGURES) ## draw the figures of results/ from the stores that are kept

figure-headline: $(INSTALLED)
	$(call figure,results/headline,effect_and_share,headline,results/README.md says how to run it (about 10 minutes).)

figure-pairing: $(INSTALLED)
	$(call figure,results/headline,pairing,pairing,results/README.md says how to run it (about 10 minutes).)

figure-demo: $(INSTALLED)
	$(call figure,results/examples/demo,effect_and_share,effect_and_share,$(call again,demo,half a minute))

figure-levels: $(INSTALLED)
	$(call figure,results/examples/demo,effect_and_level,effect_and_level,$(call again,demo,half a minute))

figure-crime: $(INSTALLED)
	$(call figure,results/examples/demo,recorded_and_actual,recorded_and_actual,$(call again,demo,half a minute))

figure-share: $(INSTALLED)
	$(call figure,results/examples/detainers,share_by_policy,share_by_policy,$(call again,detainers,1 minute))

figure-opting-out: $(INSTALLED)
	$(call figure,results/examples/opting-out,side_by_side,opting_out,$(call again,opting-out,1 minute))

figure-sobol: $(INSTALLED)
	$(call figure,results/examples/sensitivity,sobol_indices,sobol_indices,$(call again,sensitivity,3 minutes))

figure-fiscal-years: $(INSTALLED)
	$(call figure,results/examples/fiscal-years,fiscal_years,fiscal_years,$(call again,fiscal-years,2 minutes))

figure-flows: $(INSTALLED)
	$(call figure,results/examples/fiscal-years,pipeline_flows,pipeline_flows,$(call again,fiscal-years,2 minutes))

figure-roll-out: $(INSTALLED)
	$(call figure,results/examples/fiscal-years,roll_out,roll_out,$(call again,fiscal-years,2 minutes))

figure-counties: $(INSTALLED)
	$(call figure,results/examples/counties,spread_of_counties,spread_of_counties,$(call again,counties,2 minutes))

figure-event-study: $(INSTALLED)
	$(call figure,results/examples/event-study,event_study,event_study,$(call again,event-study,1 minute))

figure-answers: $(INSTALLED)
	$(call figure,results/findings/answers,uncertainty,answers,docs/findings.md says how to run it (about a minute on two processors).)

figure-fear: $(INSTALLED)
	$(call figure,results/findings/fear,profile,fear_profile,docs/findings.md says how to run it (about a minute on two processors).)

figure-propensity: $(INSTALLED)
	$(call figure,results/findings/propensity,profile,propensity_profile,docs/findings.md says how to run it (about a minute on two processors).)

figure-posterior: $(INSTALLED)
	@$(BIN)/scomm priors --posterior results/posterior/posterior.parquet --figure results/figures/posterior.png >/dev/null
	@echo results/figures/posterior.png

figure-targets: $(INSTALLED)
	@$(BIN)/scomm targets --predicted results/posterior/targets.csv --figure results/figures/targets.png

# It is drawn from a run of a few milliseconds, of which nothing is kept.
figure-news: $(INSTALLED)
	@$(BIN)/scomm trace --seed 3 --news results/figures/news_of_a_removal.png

findings: docs figure-answers figure-fear figure-propensity figure-posterior figure-targets ## make the tables and figures of docs/findings.md again

clean: ## remove what runs and tools leave behind (not .venv)
	rm -rf results/demo build .hypothesis .mypy_cache .pytest_cache .ruff_cache ./*.egg-info
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
