"""Les constats : un résultat par critère, avec son mode, son auteur et ses preuves."""

from collections.abc import Mapping
from typing import Any

from services.audit.conduite.domain.audit import Audit, Constat, ConstatRetenu, Mode, Resultat
from services.audit.conduite.domain.bilan import RESULTATS, verifier_critere
from services.audit.preuves.domain import PreuveEnregistree
from services.audit.referentiels.domain import ecarts
from services.audit.referentiels.rules.grille import Referentiel
from shared.refusal import RefusDuMoment

MODES: dict[Mode, str] = {
    "CONSTATE_SUR_SITE": "sur place",
    "CONSTATE_PAR_DONNEE": "d'après les données publiées",
    "DECLARE": "sur simple déclaration",
}


class ConstatIncoherent(RefusDuMoment):
    """Le résultat saisi contredit les mesures saisies."""


class ConstatEtabli(Audit.Event):
    """Un constat, premier ou rectifié."""

    critere: str
    resultat: Resultat
    mode: Mode
    auteur: str
    organisme: str
    valeurs: dict[str, float]
    remarque: str
    preuves: list[PreuveEnregistree]

    def details(self) -> str:
        constat = f"{self.critere} : {RESULTATS[self.resultat]}, {MODES[self.mode]}"
        return f"{constat} : « {self.remarque} »" if self.remarque else constat

    def retenu(self) -> ConstatRetenu:
        return {
            "resultat": self.resultat,
            "mode": self.mode,
            "auteur": self.auteur,
            "organisme": self.organisme,
            "valeurs": self.valeurs,
            "remarque": self.remarque,
            "preuves": self.preuves,
            "rang": self.originator_version,
        }


class CritereConstate(ConstatEtabli):
    TOPIC = "audit.CritereConstate"
    PHRASE = "Critère constaté"
    class_version = 2

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Aucune preuve n'accompagnait un constat."""
        state["preuves"] = []

    def apply(self, audit: Audit) -> None:
        """Un constat sur place sans visite date d'avant les visites : il reste lisible."""
        if audit.etat == "DECLENCHE" and self.mode != "CONSTATE_PAR_DONNEE":
            audit.etat = "SANS_VISITE"
        audit.constats[self.critere] = self.retenu()


def constater(audit: Audit, referentiel: Referentiel, critere: str, constat: Constat) -> None:
    """Le dernier constat d'un critère compte ; les précédents restent dans l'histoire."""
    audit.verifier_auditeur("ConstaterCriteres", constat["auteur"])
    constater_par_donnee(audit, referentiel, critere, constat)


def constater_par_donnee(
    audit: Audit, referentiel: Referentiel, critere: str, constat: Constat
) -> None:
    """Ce que la donnée établit dès le déclenchement n'attend pas la visite."""
    verifier_critere(audit, referentiel, critere, constat["resultat"])
    audit.enregistrer(CritereConstate, selon=[referentiel.id], critere=critere, **constat)


def verifier_mesures(
    referentiel: Referentiel, code: str, resultat: Resultat, mesures: Mapping[str, float]
) -> None:
    """Un critère chiffré n'est pas conforme sans mesure, ni sous son seuil (X-17)."""
    critere = referentiel.critere(code)
    manques = ecarts(critere, mesures) + [
        f"{seuil.unite} : aucune mesure saisie ({seuil.mesure})"
        for seuil in critere.seuil
        if seuil.mesure not in mesures
    ]
    if manques and resultat == "CONFORME":
        raise ConstatIncoherent(
            f"{code} ne peut être conforme ({' ; '.join(manques)}).", selon=[referentiel.id]
        )
