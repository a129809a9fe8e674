"""How the domain declines a request."""

from collections.abc import Iterable


class Refus(Exception):
    """The domain declines a request; the message is written for its author.

    `selon`: the dated rules on which the refusal rests (id@version); its receipt cites them.
    """

    def __init__(self, message: str, selon: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.selon = tuple(selon)
