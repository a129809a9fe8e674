"""Removes words about a person from the bytes of a message that is kept."""

from collections.abc import Set

BEGINNING = 3
"""Fewer bytes of a word, at the end of a body that was cut, say nothing of anybody."""


def without(body: bytes, words: Set[str], cut: bool = False) -> bytes:
    """The body without these words; without the beginning of one at its end, if it was cut."""
    for word in words:
        body = body.replace(word.encode(), b"")
    return _whole(body, words) if cut else body


def _whole(body: bytes, words: Set[str]) -> bytes:
    for word in words:
        for length in range(len(word.encode()), BEGINNING - 1, -1):
            if body.endswith(word.encode()[:length]):
                return body[:-length]
    return body
