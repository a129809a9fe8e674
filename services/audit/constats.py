"""Les constats : un résultat par critère, avec son mode, son auteur et ses preuves."""

from typing import Any

from shared.domain import Aggregate, Refus

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
    """Critère constaté."""

    TOPIC = "audit.CritereConstate"
    critere: str
    resultat: str
    mode: str
    auteur: str
    organisme: str
    valeurs: dict[str, float]
    remarque: str

    def details(self) -> str:
        return dit(self.critere, self.resultat, self.mode, self.remarque)


class ConstatRectifie(Aggregate.Event):
    """Constat rectifié."""

    TOPIC = "audit.ConstatRectifie"
    critere: str
    resultat: str
    mode: str
    auteur: str
    organisme: str
    valeurs: dict[str, float]
    remarque: str
    remplace: int  # the event that said otherwise, which stays (INV-07)
    raison: str

    def details(self) -> str:
        constat = dit(self.critere, self.resultat, self.mode, self.remarque)
        return f"{constat} ; raison : « {self.raison} »"


def dit(critere: str, resultat: str, mode: str, remarque: str) -> str:
    constat = f"{critere} : {RESULTATS[resultat]}, {MODES[mode]}"
    return f"{constat} : « {remarque} »" if remarque else constat


Constats = dict[str, dict[str, Any]]
"""Par critère, ce qui vaut aujourd'hui."""
