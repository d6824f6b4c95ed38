"""Edits that turn a text into a copy with about a wanted Jaccard index of 5-grams.

A copy that has lost the share d of its n-grams and got as many new ones has the index (1 - d) / (1 + d).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

NGRAM = 5
HAN = re.compile(r"[一-鿿]")
SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]+")
WIDTH = str.maketrans("，。！？：；（）「」", ',.!?:;()""')
LINE = re.compile(r"(.{35,}?[一-鿿])(?=[一-鿿])")
DIGITS = re.compile(r"[0-9]+")
NAME = 3


class Spare:
    """What edits draw from: random numbers, characters and sentences of text that is in no original."""

    def __init__(self, texts: list[str], random: np.random.Generator) -> None:
        self.random = random
        self.characters: list[str] = HAN.findall("".join(texts[:2000]))
        self._sentences = _sentences(texts)

    def character(self) -> str:
        """Draw a Han character as often as it occurs in text."""
        return self.characters[self.random.integers(len(self.characters))]

    def sentence(self) -> str:
        """Give a sentence not given before."""
        return next(self._sentences)


@dataclass(frozen=True)
class Edit:
    """A kind of edit: `apply(text, index, spare)` aims at the index; `can_miss` if it can aim below 0.7."""

    kind: str
    apply: Callable[[str, float, Spare], str]
    can_miss: bool = True


def substitute(text: str, index: float, spare: Spare) -> str:
    """Replace single characters, as typing, scanning and rewording do."""
    share = 1 - (1 - lost(index)) ** (1 / NGRAM)
    places = [match.start() for match in HAN.finditer(text) if spare.random.random() < share]
    characters = list(text)
    for place in places:
        characters[place] = spare.character()
    return "".join(characters)


def delete(text: str, index: float, spare: Spare) -> str:
    """Leave out sentences."""
    sentences = split(text)
    order = spare.random.permutation(len(sentences))
    gone: set[int] = set()
    left = len(text) * (1 - index)
    for n in order.tolist():
        if len(sentences[n]) <= left * 1.2:
            gone.add(n)
            left -= len(sentences[n])
    return "".join(sentence for n, sentence in enumerate(sentences) if n not in gone)


def add(text: str, index: float, spare: Spare) -> str:
    """Add sentences of other texts."""
    sentences = split(text)
    left = len(text) * (1 / index - 1)
    while left > 0:
        sentence = spare.sentence()
        if len(sentence) <= left * 1.2 or left < len(text) / 50:
            sentences.insert(int(spare.random.integers(len(sentences) + 1)), sentence)
            left -= len(sentence)
    return "".join(sentences)


def rename(text: str, index: float, spare: Spare) -> str:
    """Change all numbers, then strings of three characters wherever they occur: a form filled in anew."""
    text = DIGITS.sub(lambda match: "".join(str(spare.random.integers(10)) for _ in match[0]), text)
    left = lost(index) * len(text)
    while left > 0:
        place = int(spare.random.integers(max(len(text) - NAME, 1)))
        name = text[place : place + NAME]
        if HAN.sub("", name) == "":
            left -= text.count(name) * (NGRAM + NAME - 1)
            text = text.replace(name, "".join(spare.character() for _ in name))
        else:
            left -= 0.5
    return text


def relayout(text: str, _: float, spare: Spare) -> str:
    """Change punctuation, width and line breaks; the index stays 1."""
    text = text.replace("\n", "") if spare.random.integers(2) else text.replace("。", "。\n")
    text = LINE.sub("\\1\n", text) if spare.random.integers(2) else text
    return text.translate(WIDTH)


def repost(text: str, index: float, spare: Spare) -> str:
    """Change the layout and put a line before and after."""
    return f"{spare.sentence()}\n{relayout(text, index, spare)}\n{spare.sentence()}"


EDITS = (
    Edit("characters", substitute),
    Edit("deleted", delete),
    Edit("added", add),
    Edit("names, numbers", rename),
    Edit("layout", relayout, can_miss=False),
    Edit("repost", repost, can_miss=False),
)


def lost(index: float) -> float:
    """Give the share of n-grams to lose for an index."""
    return (1 - index) / (1 + index)


def split(text: str) -> list[str]:
    """Cut a text into sentences, with their ends."""
    return SENTENCE.findall(text if text.endswith("\n") else f"{text}\n")


def _sentences(texts: list[str]) -> Iterator[str]:
    return (sentence for text in texts for sentence in split(text) if len(sentence) >= NGRAM)
