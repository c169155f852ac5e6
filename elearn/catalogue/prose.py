"""The prose of content: its paragraphs, words and sentences, and how easy they are to read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import unescape

import pyphen

BLOCK_END = re.compile(r"</(?:p|li|h3|h4|td|th|blockquote)>|<br ?/?>")
TAG = re.compile(r"<[^>]+>")
CITE = re.compile(r"\[\d+\]")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?](?:[\"”’)]*)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Ease:
    """How easy a text is to read: words, words a sentence, and Flesch reading ease.

    Flesch, R. (1948), A new readability yardstick: 206.835 - 1.015 words a sentence
    - 84.6 syllables a word; 60 to 70 is plain English, higher is easier.
    """

    words: int
    sentence_length: float
    reading_ease: float


def paragraphs(html: str) -> tuple[str, ...]:
    """Return the paragraphs and list items of HTML as plain text; citations read ``[1]``."""
    blocks = TAG.sub("", BLOCK_END.sub("\n\n", html)).split("\n\n")
    plain = (" ".join(unescape(block).split()) for block in blocks)
    return tuple(block for block in plain if block)


def ease_of(texts: Iterable[str]) -> Ease:
    """Return how easy these paragraphs are to read; a paragraph is at least one sentence."""
    cleaned = [CITE.sub("", text) for text in texts]
    words = [word for text in cleaned for word in WORD.findall(text)]
    sentences = sum(max(1, len(SENTENCE_END.findall(text))) for text in cleaned if text.strip())
    if not words:
        return Ease(0, 0.0, 0.0)
    length = len(words) / sentences
    syllables = sum(_syllables(word.lower()) for word in words) / len(words)
    return Ease(len(words), length, 206.835 - 1.015 * length - 84.6 * syllables)


@cache
def _syllables(word: str) -> int:
    return len(_hyphens().positions(word)) + 1


@cache
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)
