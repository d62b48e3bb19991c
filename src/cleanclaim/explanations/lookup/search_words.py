"""Words as people type them, brought to one form: small letters, no endings, nothing that says nothing."""

import re
from collections.abc import Iterator
from string import digits

STOP_WORDS = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "of", "on", "one", "or", "over",
     "the", "to", "up", "with"]
)  # fmt: skip
"""Words that say nothing of a service or a diagnosis."""

ENDINGS = ("ings", "ing", "ies", "ed", "es", "s", "e")


def split_words(text: str) -> Iterator[str]:
    """The words of a text in small letters, hyphens closed up (`e-stim` is `estim`), empty words left out."""
    return (word for word in re.findall(r"[a-z0-9]+", re.sub(r"[-.']", "", text.lower())) if word not in STOP_WORDS)


def stem(word: str) -> str:
    """A word without its ending: `wraps`, `wrapped` and `wrapping` are `wrap`. A number stays as it is."""
    if any(letter in digits for letter in word):
        return word
    for ending in ENDINGS:
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and not root.endswith("s"):
            word = root + ("y" if ending == "ies" else "")
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls" else word
