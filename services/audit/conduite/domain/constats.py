"""Les constats : un résultat par critère, avec son mode, son auteur et ses preuves."""

from typing import Any

from shared.recording.aggregates import Aggregate
from shared.refusal import Refus

RESULTATS = {
    "CONFORME": "conforme",
    "NON_CONFORME": "non conforme",
    "NON_APPLICABLE": "sans objet",
    "NON_VERIFIE": "non vérifié",
}
MODES = {
    "CONSTATE_SUR_SITE": "sur place",
    "CONSTATE_PAR_DONNEE": "d'après les données publiées",
    "DECLARE": "sur simple déclaration",
}


class CritereInapplicable(Refus):
    """Le référentiel de cet audit ne connaît pas ce critère pour ce format de structure."""


class ConstatAbsent(Refus):
    """On ne rectifie que ce qui a été constaté (INV-07)."""


class CritereConstate(Aggregate.Event):
    TOPIC = "audit.CritereConstate"
    PHRASE = "Critère constaté"
    critere: str
    resultat: str
    mode: str
    auteur: str
    organisme: str
    valeurs: dict[str, float]
    remarque: str
    preuves: list[dict[str, Any]]
    class_version = 2

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Aucune preuve n'accompagnait un constat."""
        state["preuves"] = []

    def details(self) -> str:
        return dit(self.critere, self.resultat, self.mode, self.remarque)

    def apply(self, audit: Any) -> None:
        """Un constat sur place sans visite date d'avant les visites : il reste lisible."""
        if audit.etat == "DECLENCHE" and self.mode != "CONSTATE_PAR_DONNEE":
            audit.etat = "SANS_VISITE"
        audit.constats[self.critere] = retenu(self)


class ConstatRectifie(Aggregate.Event):
    TOPIC = "audit.ConstatRectifie"
    PHRASE = "Constat rectifié"
    critere: str
    resultat: str
    mode: str
    auteur: str
    organisme: str
    valeurs: dict[str, float]
    remarque: str
    preuves: list[dict[str, Any]]
    remplace: int  # the event that said otherwise, which stays (INV-07)
    raison: str

    def details(self) -> str:
        constat = dit(self.critere, self.resultat, self.mode, self.remarque)
        return f"{constat} ; raison : « {self.raison} »"

    def apply(self, audit: Any) -> None:
        audit.constats[self.critere] = retenu(self)
        audit.rectifications += 1


def retenu(constat: CritereConstate | ConstatRectifie) -> dict[str, Any]:
    """Ce qui vaut désormais de ce critère ; `rang` est le numéro de l'événement."""
    noms = ("resultat", "mode", "auteur", "organisme", "valeurs", "remarque", "preuves")
    said = {nom: getattr(constat, nom) for nom in noms}
    return {**said, "rang": constat.originator_version}


def dit(critere: str, resultat: str, mode: str, remarque: str) -> str:
    constat = f"{critere} : {RESULTATS[resultat]}, {MODES[mode]}"
    return f"{constat} : « {remarque} »" if remarque else constat


Constats = dict[str, dict[str, Any]]
"""Par critère, ce qui vaut aujourd'hui."""
