"""Ce qu'un tableur, ou un encodage, a fait d'une saisie : la ligne est refusée, ou le dit."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

from services.labellisation.fichiers.reading.feuille import Alteration
from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.rules import Modele
from shared.normalisation import decrire, invisibles
from shared.rules.loading import load


@dataclass(frozen=True)
class Suite:
    """Ce que la lecture dit d'une altération ; rien, dans les champs qui l'admettent."""

    suite: Literal["REFUSE", "REMARQUE"]
    message: str
    admis: tuple[str, ...] = ()


@dataclass(frozen=True)
class Forme:
    """Une altération reconnue au texte de la cellule."""

    alteration: Alteration
    forme: str
    sauf: tuple[str, ...] = ()
    partout: bool = False

    @cached_property
    def chercher(self) -> Callable[[str], re.Match[str] | None]:
        forme = re.compile(self.forme)
        return forme.search if self.partout else forme.fullmatch


@dataclass(frozen=True)
class Alterations:
    """Toutes les règles sur ce qui arrive à une saisie."""

    alterations: dict[Alteration, Suite]
    textes: tuple[Forme, ...]

    def du_texte(self, champ: str, texte: str) -> Alteration | None:
        for forme in self.textes:
            if forme.chercher(texte) and champ not in forme.sauf:
                return forme.alteration
        return None


def controler(saisie: Saisie, modele: Modele) -> None:
    """Dit de chaque champ ce qui lui est arrivé ; un champ refusé fait rejeter la ligne."""
    regles = charger_alterations()
    for champ, texte in list(saisie.valeurs.items()):
        alteration = saisie.alterations.get(champ) or (texte and regles.du_texte(champ, texte))
        if alteration:
            _dire(saisie, champ, alteration, modele)
        if caches := invisibles(texte):
            saisie.avertir(champ, f"caractère invisible retiré : {decrire(caches)}")


def _dire(saisie: Saisie, champ: str, alteration: Alteration, modele: Modele) -> None:
    suite = charger_alterations().alterations[alteration]
    if champ in suite.admis or (champ in modele.criteres and "critere" in suite.admis):
        return
    if suite.suite == "REMARQUE":
        saisie.avertir(champ, suite.message)
    elif alteration == "PERDU" and saisie.officielle:
        saisie.avertir(champ, suite.message)
    else:
        saisie.ecarter(champ, suite.message)


@cache
def charger_alterations() -> Alterations:
    """Les règles livrées avec le service ; `RuleError` si le fichier est inutilisable."""
    donnees = files("services.labellisation.fichiers") / "donnees"
    return load(donnees / "alterations.yaml", Alterations)
