"""L'histoire reprise des listes publiées : des faits datés, sans audit ni accord inventé (A-131).

Un label repris n'est pas une décision du programme : il ne s'annonce à personne (X-01, INV-01). Une
liste plus ancienne que la dernière connue s'ajoute à l'histoire sans rien changer à l'état courant.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from services.labellisation.candidature import Repere
from services.labellisation.etape import Fait, FaitDesigne
from services.labellisation.releve import Ecart, nommer
from shared.recording.aggregates import Created
from shared.typographie import jour_long


@dataclass
class Suivi:
    """Ce que les listes ont dit d'un dossier, et laquelle l'a dit en dernier."""

    liste_du: str
    groupe: str
    antenne: bool = False
    label_du: str = ""
    label_dit_le: str = ""
    absente: bool = False
    listes: set[str] = field(default_factory=set)

    def vu(self, liste_du: str, label_du: str = "") -> None:
        """Une liste qui redit le même label le date à son tour."""
        self.listes.add(liste_du)
        self.liste_du = max(self.liste_du, liste_du)
        if label_du == self.label_du:
            self.label_dit_le = max(self.label_dit_le, liste_du)


def _liste(iso: str) -> str:
    return f"liste du {jour_long(date.fromisoformat(iso))}"


class StructureImportee(Repere, Created):
    TOPIC = "labellisation.StructureImportee"
    PHRASE = "Structure reprise d'une liste publiée"
    structure_id: UUID
    declaration: dict[str, Any]
    groupe: str
    liste_du: str
    source: str
    fichier: str
    ligne: int
    origine: str

    def details(self) -> str:
        return f"({_liste(self.liste_du)}, ligne {self.ligne})"

    def retenir(self, dossier: Any) -> None:
        super().retenir(dossier)
        dossier.structure_id = self.structure_id
        dossier.suivi = Suivi(self.liste_du, self.groupe, listes={self.liste_du})


class DUneListe(Fait):
    """Un fait tiré d'une ligne d'une liste publiée."""

    liste_du: str
    source: str
    fichier: str
    ligne: int
    origine: str


class LabelImporte(DUneListe):
    TOPIC = "labellisation.LabelImporte"
    PHRASE = "Label repris d'une liste publiée"
    label_id: UUID
    departement: str
    date_effet: str
    remplace: str

    def details(self) -> str:
        effet = jour_long(date.fromisoformat(self.date_effet))
        avant = self.remplace and jour_long(date.fromisoformat(self.remplace))
        corrige = f", corrigé : {avant} auparavant" if avant else ""
        return f"(à effet du {effet}{corrige} ; {_liste(self.liste_du)}, ligne {self.ligne})"

    def retenir(self, dossier: Any) -> None:
        _dater(dossier.suivi, self.date_effet, self.liste_du, antenne=False)
        dossier.label_id = self.label_id


class AntenneImportee(DUneListe):
    TOPIC = "labellisation.AntenneImportee"
    PHRASE = "Antenne d'une structure labellisée, reprise d'une liste publiée"
    antenne_id: UUID
    departement: str
    groupe: str
    date_effet: str

    def details(self) -> str:
        groupe = f"groupe « {self.groupe} », " if self.groupe else ""
        effet = jour_long(date.fromisoformat(self.date_effet))
        return f"({groupe}à effet du {effet} ; {_liste(self.liste_du)}, ligne {self.ligne})"

    def retenir(self, dossier: Any) -> None:
        _dater(dossier.suivi, self.date_effet, self.liste_du, antenne=True)
        dossier.label_id = None


class StructureActualisee(DUneListe, FaitDesigne):
    TOPIC = "labellisation.StructureActualisee"
    PHRASE = "Structure actualisée d'après une liste publiée"
    changements: dict[str, Ecart]
    groupe: str
    label_du: str

    def details(self) -> str:
        return f"({nommer(self.changements)} ; {_liste(self.liste_du)}, ligne {self.ligne})"

    def retenir(self, dossier: Any) -> None:
        dossier.fiche = self.fiche
        dossier.suivi.groupe, dossier.suivi.absente = self.groupe, False
        dossier.suivi.vu(self.liste_du, self.label_du)


class PresenceConfirmee(DUneListe):
    TOPIC = "labellisation.PresenceConfirmee"
    PHRASE = "Structure présente et inchangée dans une liste publiée"
    label_du: str

    def details(self) -> str:
        return f"({_liste(self.liste_du)}, ligne {self.ligne})"

    def retenir(self, dossier: Any) -> None:
        dossier.suivi.vu(self.liste_du, self.label_du)


class ListeAncienneLue(DUneListe, FaitDesigne):
    TOPIC = "labellisation.ListeAncienneLue"
    PHRASE = "Structure retrouvée dans une liste plus ancienne ; son état courant ne change pas"
    changements: dict[str, Ecart]
    groupe: str
    label_du: str

    def details(self) -> str:
        autres = f" ; autres alors : {nommer(self.changements)}" if self.changements else ""
        return f"({_liste(self.liste_du)}, ligne {self.ligne}{autres})"

    def retenir(self, dossier: Any) -> None:
        dossier.suivi.vu(self.liste_du, self.label_du)


class StructureAbsente(Fait):
    TOPIC = "labellisation.StructureAbsente"
    PHRASE = "Structure absente d'une liste publiée : une observation, non un retrait"
    liste_du: str
    source: str
    fichier: str
    origine: str

    def details(self) -> str:
        return f"({_liste(self.liste_du)})"

    def retenir(self, dossier: Any) -> None:
        if self.liste_du >= dossier.suivi.liste_du:
            dossier.suivi.absente = True
        dossier.suivi.vu(self.liste_du)


def _dater(suivi: Suivi, date_effet: str, liste_du: str, antenne: bool) -> None:
    suivi.label_du, suivi.label_dit_le, suivi.antenne = date_effet, liste_du, antenne
