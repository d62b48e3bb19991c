# The commands of this repository. Each installs what it needs into .venv and nothing outside it.

PYTHON ?= python3
BIN = .venv/bin
QUICK = tests/kernel tests/law tests/authorities/test_vectors*.py tests/health/test_examples.py
export PYTHONDONTWRITEBYTECODE =
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: setup demo serve test test-quick test-long test-spark check bench bench-x12 bench-web bench-office bench-book bench-newcomer pictures docs lock clean

setup: .venv/ready          ## install into .venv; `.venv/bin/cleanclaim` exists afterwards

demo: setup                 ## run the main job on the example clinic's day
	@$(BIN)/cleanclaim demo

serve: setup                ## open the office with made-up practices in a browser, on this machine alone
	@$(BIN)/cleanclaim serve --demo

test: .venv/ready-to-test check   ## everything that has to hold before a change goes in
	@.ci/chromium
	@.ci/postgresql
	@.ci/beancount
	$(BIN)/python -m pytest -n auto --dist worksteal

test-quick: .venv/ready-to-test   ## in a minute once set up: style, and the tests of the kernel, the rules, coding and review
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -n auto --dist worksteal --hypothesis-profile=quick $(QUICK)

test-long: .venv/ready-to-test    ## what takes minutes: whole files, the wheel, long runs in the browser, forty times the examples
	@.ci/chromium
	@.ci/postgresql
	$(BIN)/python -m pytest -n auto --dist worksteal -m long
	$(BIN)/python -m pytest -n auto --dist worksteal -m hypothesis --hypothesis-profile=long

test-spark: .venv/ready-to-test   ## a book on Spark, which is installed for it (1 GB) and needs Java 17
	@.ci/spark
	PYTHONPATH=.venv/spark $(BIN)/python -m pytest -n 0 tests/bulk/test_spark.py

check: .venv/ready-to-test  ## style, types and layers, without the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: .venv/ready-to-test  ## how fast it is on this machine; BEFORE=../checkout: beside another checkout, in turn
	$(BIN)/python -m benchmarks.$(if $(BEFORE),compare $(BEFORE) .,run)

bench-x12: .venv/ready-to-test   ## how fast X12 files are read and validated, beside pyx12
	$(BIN)/python -m benchmarks.x12

bench-web: .venv/ready-to-test   ## how fast the pages answer
	$(BIN)/python -m benchmarks.web

bench-office: .venv/ready-to-test   ## how fast the office answers with half a million claims, and 50 people at once
	$(BIN)/python -m benchmarks.office_queue
	$(BIN)/python -m benchmarks.office_people

bench-book: .venv/ready-to-test   ## how fast a book of a million remittance lines is read and posted, and one more file
	$(BIN)/python -m benchmarks.remembered_book

bench-newcomer: .venv/ready-to-test   ## how long it takes from `make serve` until a visit is signed
	$(BIN)/python -m benchmarks.newcomer

pictures: .venv/ready-to-test   ## take the pictures of the README anew
	@.ci/chromium
	CLEANCLAIM_PICTURES=docs/images $(BIN)/python -m pytest -n 0 tests/office/browser/test_demo.py

docs: setup                 ## write docs/reference anew from the rules, policies and commands
	$(BIN)/python -m cleanclaim.cli.reference_docs docs/reference

lock:                       ## write requirements*.txt anew from pyproject.toml (needs uv)
	uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --universal --extra build --extra all pyproject.toml -o requirements.txt
	uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --universal --extra build --extra all --extra dev --constraint requirements.txt pyproject.toml -o requirements-dev.txt
	uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --universal --extra spark --constraint requirements-dev.txt pyproject.toml -o .ci/spark.txt

clean:
	rm -rf .venv out .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/ready: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cleanclaim needs Python 3.11 or newer; name one: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src
	$(BIN)/python -m cleanclaim.law
	@touch $@

.venv/ready-to-test: .venv/ready requirements-dev.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
