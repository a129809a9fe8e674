"""La page des bornes, d'après leur déclaration."""

from collections.abc import Iterator

from console.reference.markdown import tableau
from shared.limits import LIMITES

ENTETES = ("ce qui est borné", "au plus")
INTRODUCTION = (
    "# Les bornes",
    "",
    "Écrit par `france-services docs` d'après [shared/limits.py](../shared/limits.py) : ne pas "
    "modifier à la main. Un message qui dépasse une borne est refusé dans une phrase qui la cite, "
    "avant d'être lu ; celles des comptes et du courtier sont tenues par RabbitMQ lui-même.",
)


def page() -> str:
    """Un tableau par sujet."""
    return "\n".join([*INTRODUCTION, *sections()]) + "\n"


def sections() -> Iterator[str]:
    for sujet, limites in LIMITES.items():
        lignes = [(each.phrase, str(each)) for each in limites]
        yield from ("", f"## {sujet}", "", *tableau(ENTETES, lignes))
