"""Les faits repris des listes publiées : datés, sans audit ni accord inventé (A-131).

Un label repris n'est pas une décision du programme : il s'annonce par un fait à part, sans audit
ni accord (X-01, INV-01), et la structure est interrogée et visitée comme les autres (A-030). Une
liste plus ancienne que la dernière connue s'ajoute à l'histoire sans rien changer à l'état courant.
"""

from datetime import date
from typing import Any
from uuid import UUID

from services.labellisation.dossier.domain.dossier import (
    DeclarationEnregistree,
    Dossier,
    Fait,
    FaitDesigne,
)
from services.labellisation.dossier.domain.ecarts import Ecart, nommer
from services.labellisation.dossier.domain.evenements.candidature import Repere
from services.labellisation.dossier.domain.suivi import Suivi
from shared.recording.aggregates import Created
from shared.typographie import jour_long


def _liste(iso: str) -> str:
    return f"liste du {jour_long(date.fromisoformat(iso))}"


class StructureImportee(Repere, Created):
    TOPIC = "labellisation.StructureImportee"
    PHRASE = "Structure reprise d'une liste publiée"
    VERS = "PRESSENTIE"
    structure_id: UUID
    declaration: DeclarationEnregistree
    groupe: str
    liste_du: str
    source: str
    fichier: str
    ligne: int
    origine: str

    def details(self) -> str:
        return f"({_liste(self.liste_du)}, ligne {self.ligne})"

    def apply(self, aggregate: Dossier) -> None:
        super().apply(aggregate)
        aggregate.structure_id = self.structure_id
        aggregate.suivi = Suivi(self.liste_du, self.groupe, listes={self.liste_du})


class DUneListe(Fait):
    """Un fait tiré d'une ligne d'une liste publiée."""

    liste_du: str
    source: str
    fichier: str
    ligne: int
    origine: str


class LabelImporte(DUneListe, FaitDesigne):
    TOPIC = "labellisation.LabelImporte"
    PHRASE = "Label repris d'une liste publiée"
    VERS = "LABELLISEE"
    class_version = 2
    label_id: UUID
    departement: str
    date_effet: str
    remplace: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """La fiche n'y était pas."""
        state["fiche"] = {}

    def details(self) -> str:
        effet = jour_long(date.fromisoformat(self.date_effet))
        avant = self.remplace and jour_long(date.fromisoformat(self.remplace))
        corrige = f", corrigé : {avant} auparavant" if avant else ""
        return f"(à effet du {effet}{corrige} ; {_liste(self.liste_du)}, ligne {self.ligne})"

    def apply(self, aggregate: Dossier) -> None:
        suivi = _suivi(aggregate)
        suivi.dater(self.date_effet, self.liste_du, antenne=False)
        suivi.principale_id = None
        aggregate.label_id, aggregate.label_effet = self.label_id, self.date_effet


class AntenneImportee(DUneListe):
    """`principale_id` : la structure dont elle est l'antenne, si la liste le dit."""

    TOPIC = "labellisation.AntenneImportee"
    class_version = 2
    PHRASE = "Antenne d'une structure labellisée, reprise d'une liste publiée"
    VERS = "ANTENNE"
    antenne_id: UUID
    departement: str
    groupe: str
    principale_id: UUID | None
    date_effet: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Le groupe seul disait à qui elle se rattache."""
        state["principale_id"] = None

    def details(self) -> str:
        groupe = f"groupe « {self.groupe} », " if self.groupe else ""
        if self.principale_id:
            groupe += f"rattachée à la structure {self.principale_id}, "
        effet = jour_long(date.fromisoformat(self.date_effet))
        return f"({groupe}à effet du {effet} ; {_liste(self.liste_du)}, ligne {self.ligne})"

    def apply(self, aggregate: Dossier) -> None:
        suivi = _suivi(aggregate)
        suivi.dater(self.date_effet, self.liste_du, antenne=True)
        suivi.principale_id = self.principale_id
        aggregate.label_id, aggregate.label_effet = None, ""


class StructureActualisee(DUneListe, FaitDesigne):
    TOPIC = "labellisation.StructureActualisee"
    PHRASE = "Structure actualisée d'après une liste publiée"
    changements: dict[str, Ecart]
    groupe: str
    label_du: str

    def details(self) -> str:
        return f"({nommer(self.changements)} ; {_liste(self.liste_du)}, ligne {self.ligne})"

    def apply(self, aggregate: Dossier) -> None:
        aggregate.fiche = self.fiche
        suivi = _suivi(aggregate)
        suivi.groupe, suivi.absente = self.groupe, False
        suivi.lire(self.liste_du, self.label_du)


class PresenceConfirmee(DUneListe):
    TOPIC = "labellisation.PresenceConfirmee"
    PHRASE = "Structure présente et inchangée dans une liste publiée"
    label_du: str

    def details(self) -> str:
        return f"({_liste(self.liste_du)}, ligne {self.ligne})"

    def apply(self, aggregate: Dossier) -> None:
        _suivi(aggregate).lire(self.liste_du, self.label_du)


class ListeAncienneLue(DUneListe, FaitDesigne):
    TOPIC = "labellisation.ListeAncienneLue"
    PHRASE = "Structure retrouvée dans une liste plus ancienne ; son état courant ne change pas"
    changements: dict[str, Ecart]
    groupe: str
    label_du: str

    def details(self) -> str:
        autres = f" ; autres alors : {nommer(self.changements)}" if self.changements else ""
        return f"({_liste(self.liste_du)}, ligne {self.ligne}{autres})"

    def apply(self, aggregate: Dossier) -> None:
        _suivi(aggregate).lire(self.liste_du, self.label_du)


class StructureAbsente(Fait):
    TOPIC = "labellisation.StructureAbsente"
    PHRASE = "Structure absente d'une liste publiée : une observation, non un retrait"
    liste_du: str
    source: str
    fichier: str
    origine: str

    def details(self) -> str:
        return f"({_liste(self.liste_du)})"

    def apply(self, aggregate: Dossier) -> None:
        suivi = _suivi(aggregate)
        suivi.absente = suivi.absente or self.liste_du >= suivi.liste_du
        suivi.lire(self.liste_du)


def _suivi(dossier: Dossier) -> Suivi:
    assert dossier.suivi, "a structure that was not imported has no fact of a list"
    return dossier.suivi
