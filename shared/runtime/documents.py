"""CONTRATS_ADRESSE: where the documents of this installation are, once checked."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from shared.delivery.schemas import DOCUMENTS
from shared.runtime.settings import ConfigurationRefused


def name_documents(options: Mapping[str, str]) -> None:
    """Make this process name each schema there; raises ConfigurationRefused."""
    DOCUMENTS.address = _checked(options["CONTRATS_ADRESSE"])


def _checked(text: str) -> str:
    """An absolute address without what a schema's own name would follow."""
    address = text.rstrip("/")
    try:
        place = urlsplit(address)
        sound = place.scheme in ("http", "https") and bool(place.hostname)
    except ValueError:
        sound = False
    if not sound or place.query or place.fragment:
        raise ConfigurationRefused(
            f"CONTRATS_ADRESSE vaut « {text} » : il faut l'adresse où « france-services http » "
            "sert les contrats, comme https://questions.exemple.fr/contrats."
        )
    return address
