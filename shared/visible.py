"""Text that neither a screen nor a log can take for an order, nor fail to write."""

import codecs
import json
import re
import unicodedata

NAME = "nearest"
"""The error handler of `codecs` that replaces what an encoding lacks."""

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff"
    "\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
"""Controls, escapes, directions, blanks without width, halves of characters; not line breaks."""

ALIKE = {
    "'": "’‘",
    '"': "“”«»",
    "-": "‐‑‒–—−·•",
    "<": "‹",
    ">": "›",
    "x": "×",
    "o": "ø°",
    "l": "ł",
    "<-": "←",
    "->": "→",
    "<=": "≤",
    ">=": "≥",
    "oe": "œ",
    "OE": "Œ",
    "ae": "æ",
    "AE": "Æ",
    "ss": "ß",
    "EUR": "€",
}
NEAREST = {each: sign for sign, characters in ALIKE.items() for each in characters}


def visible(text: str) -> str:
    """This text, where each character that cannot be seen is written as `<U+001B>`."""
    return UNSEEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


def escaped(document: str, encoding: str = "utf-8") -> str:
    """This JSON document, where what is not seen or not in the encoding is `\\u001b`."""
    seen = UNSEEN.sub(lambda found: _escape(found[0]), document)
    if encodable(seen, encoding) == seen:
        return seen
    return "".join(each if _has(encoding, each) else _escape(each) for each in seen)


def encodable(text: str, encoding: str) -> str:
    """This text, where the nearest signs replace the characters that the encoding lacks."""
    return text.encode(encoding, NAME).decode(encoding)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_near(each, error.encoding) for each in missing), error.end


def _near(character: str, encoding: str) -> str:
    """A sign that reads alike, its letter without accents, or a question mark."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", character) if c.isascii())
    for found in (visible(character), NEAREST.get(character, ""), bare):
        if found and found != character and _has(encoding, found):
            return found
    return "?"


def _escape(character: str) -> str:
    return json.dumps(character)[1:-1]


def _has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


codecs.register_error(NAME, _nearest)
