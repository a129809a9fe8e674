"""L'identité d'une structure, déduite de ce que le tableau dit d'elle."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Protocol
from uuid import NAMESPACE_DNS, UUID, uuid5

from shared.contracts.structure import Fiche
from shared.normalisation import cle, normaliser

NAMESPACE = uuid5(NAMESPACE_DNS, "structures.france-services.invalid")


def identite(fiche: Fiche) -> UUID:
    """Son matricule, à défaut sa commune, son nom et son adresse ; leur écriture ne compte pas."""
    if fiche.matricule:
        return uuid5(NAMESPACE, f"matricule:{cle(fiche.matricule).upper()}")
    lieu = f"{fiche.departement}|{fiche.commune_insee or normaliser(fiche.commune)}"
    return uuid5(NAMESPACE, f"{lieu}|{normaliser(fiche.nom)}|{normaliser(fiche.adresse)}")


def identite_d_avant(valeurs: Mapping[str, str], fiche: Fiche) -> UUID:
    """Celle des journaux d'avant la clé de comparaison, où chaque écriture faisait une structure.

    Une structure connue ainsi le reste : sa ligne doit la retrouver.
    """
    if fiche.matricule and fiche.matricule.isascii() and not valeurs.get("matricule", "").isascii():
        brut = valeurs["matricule"].replace("\ufeff", " ")
        return uuid5(NAMESPACE, f"matricule:{' '.join(brut.split()).upper().removesuffix('.0')}")
    if fiche.matricule:
        return uuid5(NAMESPACE, f"matricule:{fiche.matricule}")
    lieu = f"{fiche.departement}|{fiche.commune_insee}"
    return uuid5(NAMESPACE, f"{lieu}|{_lettres(fiche.nom)}|{_lettres(fiche.adresse)}")


class Identifiee(Protocol):
    """Une ligne lue, avec l'identité qu'elle a et celle qu'elle avait."""

    @property
    def fiche(self) -> Fiche: ...

    @property
    def structure_id(self) -> UUID: ...

    @property
    def identite_d_avant(self) -> UUID | None: ...


class IdentitesConnues:
    """Les structures enregistrées : identité, département, matricule.

    Une ligne y retrouve la sienne, sous l'identité d'avant ou sous une autre écriture.
    """

    def __init__(self, connues: Iterable[tuple[UUID, str, str]]) -> None:
        self.ids: set[UUID] = set()
        self.par_matricule: dict[tuple[str, str], UUID] = {}
        for structure_id, departement, matricule in sorted(connues):
            self.ids.add(structure_id)
            if matricule:
                self.par_matricule.setdefault((departement, cle(matricule)), structure_id)

    def structure(self, ligne: Identifiee) -> UUID:
        """La structure de la ligne ; celle de son identité, si rien n'en est connu."""
        fiche = ligne.fiche
        for structure_id in (ligne.identite_d_avant, ligne.structure_id):
            if structure_id in self.ids:
                return structure_id
        autrement = (fiche.departement, cle(fiche.matricule or ""))
        return self.par_matricule.get(autrement, ligne.structure_id)


AUCUNE = IdentitesConnues(())


def _lettres(texte: str) -> str:
    decompose = unicodedata.normalize("NFKD", texte)
    return "".join(c for c in decompose if c.isalnum()).casefold()
