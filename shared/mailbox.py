"""A folder that keeps e-mails as files, for trials: nobody receives them."""

import hashlib
import os
import re
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from shared.clock import paris_date

END_OF_HEADERS = b"\r\n\r\n"
UNSAFE = re.compile(r"[^a-z0-9]+")


def keep(folder: Path, content: bytes) -> bool:
    """Write an e-mail, whole or not at all; False if it replaces the same one (Message-ID).

    Raises OSError if the folder cannot take it.
    """
    path = folder / file_name(content)
    known = path.exists()
    part = path.with_suffix(".part")
    part.write_bytes(content)
    os.replace(part, path)
    return not known


def file_name(content: bytes) -> str:
    """The day, the template, and the beginning of the hash of the Message-ID."""
    headers = BytesHeaderParser().parsebytes(content.partition(END_OF_HEADERS)[0])
    identity = str(headers.get("Message-ID", "")).strip().encode() or content
    template = str(headers.get("X-France-Services-Gabarit", "")).partition("/")[0].lower()
    slug = UNSAFE.sub("-", template).strip("-")[:80] or "sans-gabarit"
    return f"{_day(headers)}-{slug}-{hashlib.sha256(identity).hexdigest()[:8]}.eml"


def _day(headers: Message) -> str:
    try:
        return paris_date(parsedate_to_datetime(str(headers["Date"]))).isoformat()
    except (ValueError, OverflowError):
        return "sans-date"
