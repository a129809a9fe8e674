"""Rapprocher une ligne d'une liste d'une structure connue (`donnees/rapprochement.yaml`)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from services.labellisation.reprise.rules import Indice, RegleDeRapprochement
from services.labellisation.tableau.reading.fiche import Ligne
from shared.normalisation import cle, normaliser


@dataclass(frozen=True)
class StructureConnue:
    """Une structure telle que la dernière liste la situe."""

    structure_id: UUID
    matricule: str
    commune_insee: str
    nom: str
    adresse: str
    latitude: float | None
    longitude: float | None

    @classmethod
    def de(cls, ligne: Ligne) -> "StructureConnue":
        fiche = ligne.fiche
        return cls(
            ligne.structure_id,
            fiche.matricule or "",
            fiche.commune_insee,
            fiche.nom,
            fiche.adresse,
            fiche.latitude,
            fiche.longitude,
        )

    def indice(self, nom: Indice, decimales: int) -> str | tuple[float, float] | None:
        """La valeur qui se compare ; rien, si la ligne ne la donne pas."""
        if nom != "coordonnees":
            return normaliser(getattr(self, nom))
        if self.latitude is None or self.longitude is None:
            return None
        return round(self.latitude, decimales), round(self.longitude, decimales)


@dataclass(frozen=True)
class Trouvee:
    """La structure d'une ligne ; ``doute`` dit pourquoi aucune n'a été choisie."""

    structure_id: UUID
    matricule: str = ""
    indices: tuple[str, ...] = ()
    doute: str = ""


class Registre:
    """Les structures connues avant une liste, et celles que ses lignes ont déjà prises."""

    def __init__(self, connues: Iterable[StructureConnue], regle: RegleDeRapprochement) -> None:
        self.regle = regle
        self.par_matricule: dict[str, StructureConnue] = {}
        self.par_commune: dict[str, dict[UUID, StructureConnue]] = defaultdict(dict)
        self.prises: set[UUID] = set()
        for connue in connues:
            self.apprendre(connue)

    def annoncer(self, ligne: Ligne) -> None:
        """Une structure qu'une autre liste identifie, et que l'on ne connaissait pas ainsi."""
        if ligne.fiche.matricule and not self.de_matricule(ligne.fiche.matricule):
            trouvee = self._rapprocher(ligne)
            self.apprendre(replace(StructureConnue.de(ligne), structure_id=trouvee.structure_id))

    def apprendre(self, connue: StructureConnue) -> None:
        if connue.matricule:
            self.par_matricule[cle(connue.matricule)] = connue
        self.par_commune[connue.commune_insee][connue.structure_id] = connue

    def nouvelle_liste(self) -> None:
        self.prises.clear()

    def de_matricule(self, matricule: str | None) -> StructureConnue | None:
        """La structure de ce matricule, quelle que soit son écriture."""
        return self.par_matricule.get(cle(matricule)) if matricule else None

    def trouver(self, ligne: Ligne) -> Trouvee:
        """La structure de cette ligne, qui n'est plus à prendre dans la même liste."""
        matricule = ligne.fiche.matricule
        if matricule and (connue := self.de_matricule(matricule)):
            trouvee = Trouvee(connue.structure_id, matricule)
        else:
            trouvee = self._rapprocher(ligne)
        if not trouvee.doute:
            self.prises.add(trouvee.structure_id)
            connue = replace(StructureConnue.de(ligne), structure_id=trouvee.structure_id)
            self.apprendre(replace(connue, matricule=trouvee.matricule))
        return trouvee

    def _rapprocher(self, ligne: Ligne) -> Trouvee:
        """Parmi celles qu'aucune ligne de la liste n'a prises ; sans rien deviner."""
        lue = StructureConnue.de(ligne)
        communs = {c.structure_id: self._indices(lue, c) for c in self._semblables(lue)}
        libres = {id: indices for id, indices in communs.items() if id not in self.prises}
        meilleur = max(map(len, libres.values()), default=0)
        retenues = [id for id, indices in libres.items() if len(indices) == meilleur]
        if meilleur and len(retenues) == 1:
            return self._retenir(retenues[0], lue, libres[retenues[0]])
        if lue.matricule:
            return Trouvee(ligne.structure_id, lue.matricule)
        doublon = not meilleur and any(communs.values())
        return Trouvee(ligne.structure_id, doute=_doute(doublon, meilleur, len(retenues)))

    def _retenir(
        self, structure_id: UUID, lue: StructureConnue, communs: tuple[str, ...]
    ) -> Trouvee:
        connue = self.par_commune[lue.commune_insee][structure_id]
        return Trouvee(structure_id, lue.matricule or connue.matricule, communs)

    def _semblables(self, lue: StructureConnue) -> Iterator[StructureConnue]:
        """De la même commune ; une ligne qui a son identifiant n'est pas celle d'un autre."""
        voisines = self.par_commune[lue.commune_insee] if lue.commune_insee else {}
        for connue in voisines.values():
            if not (lue.matricule and connue.matricule):
                yield connue

    def _indices(self, lue: StructureConnue, connue: StructureConnue) -> tuple[str, ...]:
        decimales = self.regle.decimales
        return tuple(
            nom
            for nom in self.regle.indices
            if (valeur := lue.indice(nom, decimales)) and valeur == connue.indice(nom, decimales)
        )


def _doute(doublon: bool, indices: int, structures: int) -> str:
    """Pourquoi aucune structure n'est choisie ; vide, si la commune n'en a aucune à prendre."""
    if doublon:
        return "sans identifiant, et semblable à une structure qu'une autre ligne désigne déjà"
    if indices:
        return f"sans identifiant, et {structures} structures connues lui ressemblent autant"
    if structures:
        return (
            "sans identifiant, et dans une commune où une structure est connue sous un autre nom, "
            "une autre adresse et d'autres coordonnées : à rapprocher à la main"
        )
    return ""
