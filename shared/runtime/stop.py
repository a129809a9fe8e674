"""The order to stop, given to a process by a signal or another thread."""

import os
from select import select

NEWS = b"!"


class Stop:
    """Once ordered, it stays; who waits for it, or selects on it, is woken at once."""

    def __init__(self) -> None:
        self.ordered, self.closed = False, False
        self._reading, self._writing = os.pipe()

    def order(self) -> None:
        """May be called by the handler of a signal."""
        self.ordered = True
        if not self.closed:
            os.write(self._writing, NEWS)

    def fileno(self) -> int:
        """Readable once the order is given, for `select`."""
        return self._reading

    def wait(self, seconds: float) -> bool:
        """Wait for the order, so long at most; True if it is given."""
        if not self.ordered:
            select([self], [], [], seconds)
        return self.ordered

    def close(self) -> None:
        """Release the descriptors; nobody waits any more."""
        if not self.closed:
            self.closed = True
            os.close(self._reading)
            os.close(self._writing)
