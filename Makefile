# The commands of the project, the same for a person and for .ci/run.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: setup demo test check clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# From nothing to a running county at a local address.
demo: setup
	$(BIN)/xianfeng demo

# Everything the tests need, from nothing, then all tests.
test: setup
	scripts/install-test-tools
	scripts/test

# Format, lint, types, contracts. FIX=1 writes the formatting.
check: setup
	scripts/check $(if $(FIX),--fix)

clean:
	rm -rf .venv var build
