"""Names: a class in Python, a word in a pipeline."""

import re


def kebab(name: str) -> str:
    """Turn a class name into the word a pipeline uses: `TooManyTokens` → `too-many-tokens`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
