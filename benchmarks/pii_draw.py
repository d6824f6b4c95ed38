"""Draws from one source of chance."""

import random

FULL_WIDTH = {"phone", "national-id", "passport", "credit-card", "birth-date"}
"""What is seen written in full width."""
WIDENED = 0.06
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


class Draw:
    """Values of every kind, as methods of those names."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.pick = chance.choice

    def of(self, kind: str) -> str:
        """Draw a value of a kind; some of those in ASCII are written in full width."""
        value: str = getattr(self, kind.replace("-", "_"))()
        narrow = all(" " < char < "~" for char in value)
        widened = narrow and kind in FULL_WIDTH and self.chance.random() < WIDENED
        return value.translate(FULL) if widened else value

    def digits(self, count: int) -> str:
        return "".join(self.chance.choices("0123456789", k=count))
