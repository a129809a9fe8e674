"""The commands of the runbooks: the shell blocks of each page."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tests.deploy.pile import ROOT, Compose

PAGES = ROOT / "docs" / "exploitation"
PART = re.compile(r"^#+ (?P<titre>[^\n]+)$|^```sh\n(?P<texte>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Bloc:
    """A block, named after its page and its rank in that page."""

    page: str
    rang: int
    titre: str
    texte: str

    @property
    def nom(self) -> str:
        return f"{self.page} {self.rang}"


def blocs() -> Iterator[Bloc]:
    """Every block of every page, in order."""
    for path in sorted(PAGES.glob("*.md")):
        titre, rang = "", 0
        for part in PART.finditer(path.read_text(encoding="utf-8")):
            if part["titre"]:
                titre = part["titre"]
            else:
                rang += 1
                yield Bloc(path.stem, rang, titre, part["texte"])


BLOCS = {bloc.nom: bloc for bloc in blocs()}


@contextmanager
def regle(compose: Compose, nom: str, places: Mapping[str, str] | None = None) -> Iterator[None]:
    """Set the variables of a block, as in the file `.env`, until the end."""
    known = dict(compose.environment)
    texte = mis(BLOCS[nom].texte, places or {}, nom)
    compose.environment |= dict(line.split("=", 1) for line in texte.splitlines())
    try:
        yield
    finally:
        compose.environment = known


def taper(compose: Compose, nom: str, places: Mapping[str, str] | None = None) -> str:
    """Run a block and return its output; `places` replaces each example by a value."""
    texte = mis(BLOCS[nom].texte, places or {}, nom)
    return compose.shell(texte.replace("france-services_", f"{compose.project}_"))


def mis(texte: str, places: Mapping[str, str], nom: str) -> str:
    """The block with each example replaced; every one must be there."""
    for exemple, valeur in places.items():
        assert exemple in texte, f"{exemple} : {nom}"
        texte = texte.replace(exemple, valeur)
    return texte
