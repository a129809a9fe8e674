"""The size of a message, checked before anything reads it (docs/limites.md)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from shared.limits import CORPS_D_UN_FAIT, CORPS_D_UNE_DEMANDE, EN_TETES, TAILLE_DES_EN_TETES
from shared.messages.raw import RawMessage, storable


class Unreadable(Exception):
    """A message that no retry can make readable; another version of the code might read it.

    `cause`: its family, under which unreadable requests are counted. `told`: what its author is
    told, where that says more than what is kept.
    """

    cause: ClassVar[str] = "Contrat non suivi"

    def __init__(self, kept: str, told: str = "") -> None:
        super().__init__(kept)
        self.told = told or kept


class UnknownType(Unreadable):
    """The service has no handler for this type: a newer version may have bound the queue to it."""

    cause = "Type inconnu"


class TooLarge(Unreadable):
    """A body or headers that are not kept whole."""

    cause = "Trop gros"


def check_size(raw_message: RawMessage) -> None:
    """Raises TooLarge if the body or the headers of a message are over their bounds."""
    bound = CORPS_D_UN_FAIT if raw_message.is_fact else CORPS_D_UNE_DEMANDE
    if (size := len(raw_message.body)) > bound.valeur:
        raise TooLarge(
            f"Le corps du message a {size} octets, pour {bound} admis : "
            "envoyez moins de données, ou plusieurs messages."
        )
    if (count := len(raw_message.headers)) > EN_TETES.valeur:
        raise TooLarge(f"Le message a {count} en-têtes, pour {EN_TETES} admis : retirez-en.")
    if (size := _size(raw_message.headers)) > TAILLE_DES_EN_TETES.valeur:
        raise TooLarge(
            f"Les en-têtes du message ont {size} octets, pour {TAILLE_DES_EN_TETES} admis : "
            "mettez ces données dans le corps."
        )


def _size(headers: Mapping[str, Any]) -> int:
    return sum(len(storable(f"{name}{value}").encode()) for name, value in headers.items())
