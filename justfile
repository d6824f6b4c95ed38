# What CI runs, on your machine: `just`
default: lint test

# Style, types, and which module may import which
lint:
    ruff check
    ruff format --check
    mypy
    lint-imports

# The quick tests
test:
    python -m pytest

# Every test, the slow ones too
test-all:
    python -m pytest -m "slow or not slow"

# Mend what can be mended by itself
fix:
    ruff check --fix
    ruff format
