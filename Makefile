# Four commands for newcomer and CI alike: make run, make test, make check, make bench.
# Each sets up what it needs; build/ holds the steps.

SHELL := bash
# Else each of the many programs that the tests start compiles all it imports anew.
unexport PYTHONDONTWRITEBYTECODE
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
export PYTHON

BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
PROGRAM := domain printers pos_app sync_server
TYPED := build $(PROGRAM) tests
# One more than there are cores: the tests wait much for programs that they have started.
WORKERS = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

# Once after a set-up, on the core that mypy leaves free: else all workers of the tests compile all that they
# import, each for itself.
COMPILE = [ .work/compiled -nt .venv/.project ] || \
	{ $(BIN)/python -m pytest -p no:cacheprovider --collect-only -q >/dev/null 2>&1; mkdir -p .work; touch .work/compiled; }

help:  ## these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

setup: system .venv/.project $(CATALOGUES)  ## install all that the others need

run: setup  ## open the till with the demo restaurant (ARGS="--headless" and so on)
	@$(BIN)/pos-app --demo $(ARGS)

test: setup  ## run the tests on all cores, some of them on one (ARGS="-k payment" and so on)
	@$(BIN)/python -m pytest $(or $(ARGS),-n $(WORKERS) --dist loadfile --no-loadscope-reorder)

check: .venv/.project  ## ruff, mypy --strict and the import contracts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted; mend by: make format"; exit 1; }
	@said=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$said"; exit 1; }
	@echo "Style, format and imports: fine"
	@{ $(COMPILE); } & $(BIN)/mypy $(TYPED); said=$$?; wait; exit $$said

windows: .venv/.project  ## mypy --strict over the programs as on Windows; CI does it after check
	@$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 $(PROGRAM)

format: .venv/.project  ## let ruff mend what it can
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

bench: setup  ## print the table of figures
	@$(BIN)/python -m tests.bench $(ARGS)

interop: setup  ## our signing and verifying at the gateways against code by others, from npm
	@$(BIN)/python -m pytest -m interop tests/interop $(ARGS)

webkit: setup  ## a guest's evening in WebKit, the engine of every browser on an iPhone
	@build/system.sh build/webkit.txt
	@$(BIN)/python -m pytest -m webkit tests/end_to_end/test_webkit.py $(ARGS)

soak: setup  ## the long tests: kill loops and many random stories
	@$(BIN)/python -m pytest -m soak --hypothesis-profile=soak -o faulthandler_timeout=0 $(ARGS)

lighthouse: setup  ## the guest's page before Lighthouse, which npm installs outside the tree
	@$(BIN)/python -m build.lighthouse

screenshots: setup  ## draw each screen in each language into resources/screenshots
	@$(BIN)/python build/screenshots.py $(ARGS)

translations: .venv/.project  ## collect new texts into the catalogues, compile them, say what is missing
	@$(BIN)/python build/translations.py

lock: .venv/.project  ## lock the libraries anew after a change of requirements.in (ARGS="--upgrade")
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		requirements.in -o requirements.lock $(ARGS)
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.13 \
		tests/fakes/emupos.in -o tests/fakes/emupos.lock $(ARGS)

dist: setup  ## till and server as folders to copy, in dist/
	@for spec in till server; do $(BIN)/pyinstaller --noconfirm --log-level WARN \
		--workpath .work/pyinstaller --distpath dist build/pyinstaller/$$spec.spec || exit 1; done

clean:  ## remove what the others made, but for .venv
	@rm -rf .work dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(CATALOGUES)
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

system:
	@build/system.sh

.venv/.libraries: requirements.lock build/venv.sh | system
	@build/venv.sh

.venv/.project: pyproject.toml build/project.sh .venv/.libraries
	@build/project.sh

%.mo: %.po | .venv/.project
	@$(BIN)/pybabel --quiet compile -i $< -o $@

.PHONY: help setup run test check windows format bench interop webkit soak lighthouse screenshots translations lock dist clean system
