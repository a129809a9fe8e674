"""Turns the text that libraries write directly on stderr into log lines."""

import io
import logging
from typing import TextIO

logger = logging.getLogger("stderr")


class AsLogs(io.TextIOBase):
    """Logs each line written here; what a failing log writes meanwhile goes to `beyond`."""

    def __init__(self, beyond: TextIO) -> None:
        self.beyond, self.partial, self.logging = beyond, "", False

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        """Log the lines that this ends; the rest waits for its end."""
        if self.logging:
            return self.beyond.write(text)
        *lines, self.partial = (self.partial + text).split("\n")
        self.logging = True
        try:
            for line in filter(str.strip, lines):
                logger.error("%s", line)
        finally:
            self.logging = False
        return len(text)
