# Python 3.11 or newer and make are enough; uv is used where it is found.
# .venv is made once and again only when pyproject.toml changes.

ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v "$$name" && break; done)
endif
ENV := .venv/bin
MIGRATIONS := $(wildcard sql/migrations/*.sql)
quietly = @said=$$($(1) 2>&1) || { echo "$$said"; exit 1; }

.PHONY: help demo test check bench expected clean run-environment develop-environment

help:
	@echo "make demo    try the program with invented customers"
	@echo "make test    check the code and run every test"
	@echo "make check   only check the code"
	@echo "make bench   measure speed"
	@echo "make expected  rewrite what was agreed: rights, migrations, screens"
	@echo "make clean   remove what make has made"

demo: run-environment
	@$(ENV)/seloste demo

test: check
	@echo "Testing"
	@$(ENV)/python -m pytest --numprocesses=$$($(ENV)/python -c "import os; print(min(8, (os.cpu_count() or 1) * 3 // 2))")

check: develop-environment
	@echo "Checking the code"
	$(call quietly,$(ENV)/ruff check --quiet .)
	$(call quietly,$(ENV)/ruff format --quiet --check .)
	$(call quietly,$(ENV)/basedpyright)
	$(call quietly,$(ENV)/lint-imports --no-logo)
	$(if $(MIGRATIONS),$(call quietly,$(ENV)/squawk $(MIGRATIONS)))

bench: develop-environment
	@$(ENV)/python -m benchmarks

expected: develop-environment
	@$(ENV)/python -m tests.expected.renew
	@SELOSTE_RENEW=1 $(ENV)/python -m pytest -k agreed

clean:
	@rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

run-environment develop-environment:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@"$(PYTHON)" .ci/environment.py $(@:-environment=)
