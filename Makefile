# Nothing but Python 3.11 or newer and make must be there; everything else is fetched into .venv.
# Written for GNU make 3.81 (macOS) and later.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
# The exact versions that are installed, with the hashes of their files: the same everywhere, until `make lock`.
LOCAL_LOCK := requirements.lock
DEV_LOCK := requirements-dev.lock
SERVER_LOCK := requirements-server.lock
INSTALL_OURS = $(PIP) --no-deps --no-build-isolation --editable .
# What writes the locks. Nobody needs it who only installs from them.
LOCKER := uv==0.13.9
BUILD_NEEDS := $(BIN)/python -c 'import tomllib; \
  print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")'
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(ARGS)
# Tests wait for servers half of their time. A file's tests share a ledger, so they stay together; each of the processes
# starts servers of its own.
SIDE_BY_SIDE := --numprocesses 2 --dist loadfile --no-loadscope-reorder

# Tests start the program a thousand times: it is compiled once, whatever the machine's settings say.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: demo unit test lint docs pictures up down bench faults fuzz upgrade mutants lock clean help

demo: $(VENV)/.local ## start everything, run a day's work on real input, show the result, stop again
	$(BIN)/caseledger demo

unit: $(VENV)/.dev ## the tests that need no server, with fewer drawn examples: two minutes on two cores (ARGS="-k clock" for some)
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --hypothesis-profile=quick tests/unit $(ARGS)

test: lint ## lint, then every test, on a real Kafka and a real PostgreSQL (ARGS="-k clock" for some; BROKERS=3)
	BROKERS=$(BROKERS) $(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ARGS)

lint: $(VENV)/.dev ## style, types, the rules between folders, and the schemas' compatibility
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m schemas check

docs: $(VENV)/.dev ## write the pages anew that the code prints: catalogue of events, rules, law, metrics, and the dashboards
	$(BIN)/python -m infra.pages

pictures: $(VENV)/.dev ## take the pictures of the pages anew that the docs show
	CASELEDGER_PICTURES=$(abspath docs/pictures) $(BIN)/python -m pytest tests/acceptance/test_console.py

up: $(VENV)/.local ## start Kafka, PostgreSQL, workers and console, and leave them running (BROKERS=3)
	$(BIN)/caseledger up $(addprefix --brokers ,$(BROKERS))

down: $(VENV)/.local ## stop them; their data stays in .caseledger
	$(BIN)/caseledger down

bench: $(VENV)/.dev ## measure what the README says about speed
	$(BIN)/python -m bench $(ARGS)

faults: $(VENV)/.dev ## kill every process at its worst moments and count what was lost (ROUNDS=50 SEED=7 for long; BROKERS=3)
	$(if $(filter 3,$(BROKERS)),$(BIN)/python -m tests.faults.cluster $(addprefix --seed ,$(SEED)) $(ARGS),$(if $(ROUNDS),$(BIN)/python -m tests.faults --rounds $(ROUNDS) $(addprefix --seed ,$(SEED)) $(ARGS),\
	  SEED=$(SEED) $(BIN)/python -m pytest $(SIDE_BY_SIDE) -rP tests/faults $(ARGS)))

fuzz: $(VENV)/.dev ## 100,000 damaged bank files for every reader and 100,000 odd requests to API and pages (INPUTS=5000 SEED=7)
	-$(BIN)/python -c 'import atheris' 2>/dev/null || $(PIP) --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz $(addprefix --inputs ,$(INPUTS)) $(addprefix --seed ,$(SEED)) $(ARGS)
	$(BIN)/python -m tests.fuzz.http $(addprefix --requests ,$(INPUTS)) $(addprefix --seed ,$(SEED))

upgrade: $(VENV)/.dev ## replace the workers of another commit by these under load, one by one, and back (FROM=REVISION)
	UPGRADE_FROM=$(FROM) SEED=$(SEED) $(BIN)/python -m pytest -rA tests/faults/test_upgrade.py $(ARGS)

mutants: $(VENV)/.dev ## change what decides about money and law, and see that a test notices each change (hours)
	$(BIN)/python -m pip install --quiet --editable '.[mutation]'
	$(BIN)/python -m tests.mutation.plain_functions build/mutation
	cd build/mutation && $(abspath $(BIN))/mutmut run $(ARGS)
	cd build/mutation && $(abspath $(BIN))/mutmut results

lock: $(VENV)/.made ## write requirements*.lock anew from pyproject.toml (ARGS=--upgrade for the newest versions)
	@$(PIP) $(LOCKER)
	$(BUILD_NEEDS) | $(COMPILE) --extra local --extra http --extra otel --extra dev --output-file $(DEV_LOCK) pyproject.toml -
	$(BUILD_NEEDS) | $(COMPILE) --extra local --extra http --constraints $(DEV_LOCK) --output-file $(LOCAL_LOCK) pyproject.toml -
	$(BUILD_NEEDS) | $(COMPILE) --extra http --extra otel --constraints $(DEV_LOCK) --output-file $(SERVER_LOCK) pyproject.toml -

clean: ## stop the stack and remove what was installed; the data in .caseledger stays
	if [ -x $(BIN)/caseledger ]; then $(BIN)/caseledger down; fi
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What is installed is stamped, so that the next make is quick; a newer lock says when it is not enough any more.
$(VENV)/.local: pyproject.toml $(LOCAL_LOCK) $(VENV)/.made
	@echo "installing what caseledger needs to run here (a minute the first time)"
	@$(PIP) --require-hashes --requirement $(LOCAL_LOCK)
	@$(INSTALL_OURS)
	@touch $@

$(VENV)/.dev: pyproject.toml $(DEV_LOCK) $(VENV)/.made
	@echo "installing what caseledger and its tests need (a minute the first time)"
	@$(PIP) --require-hashes --requirement $(DEV_LOCK)
	@$(INSTALL_OURS)
	@touch $(VENV)/.local $@

$(VENV)/.made:
	@found=; for python in $(PYTHONS); do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "caseledger needs Python 3.11 or newer, and none of these is: $(PYTHONS)." >&2; \
	  echo "Install one, or name one: make PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$($$found --version) at $$(command -v $$found) cannot make virtual environments." >&2; \
	  echo "On Debian and Ubuntu: apt install python3-venv. Or name another: make PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	rm -rf $(VENV); $$found -m venv $(VENV)
	@touch $@
