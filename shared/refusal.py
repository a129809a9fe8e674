"""How the domain declines a request, and whether the same request may be accepted later."""

from collections.abc import Iterable, Iterator


class Refus(Exception):
    """The domain declines a request; the message is written for its author.

    Each refusal is a `RefusDefinitif` or a `RefusDuMoment` (ADR 0031).
    `selon`: the dated rules on which the refusal rests (id@version); its receipt cites them.
    """

    def __init__(self, message: str, selon: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.selon = tuple(selon)


class RefusDefinitif(Refus):
    """Depends on the request alone: refused whenever it comes. A repeat gets the same answer."""


class RefusDuMoment(Refus):
    """Depends on what the service knows, on the date or the rules: a repeat is decided anew."""


def refusals(kind: type[Refus] = Refus) -> Iterator[type[Refus]]:
    """Every refusal that this process has loaded."""
    for each in kind.__subclasses__():
        yield each
        yield from refusals(each)


def is_final(code: str) -> bool:
    """Whether a repeat of what was refused under this code gets the same refusal.

    True for a code that this version no longer knows: nothing says that its cause can be lifted.
    """
    return all(each.__name__ != code for each in refusals(RefusDuMoment))
