"""INV-04, INV-06, INV-07 : un signalement, un audit, et des constats qui restent."""

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from tests.invariants.journal import Evenement
from tests.invariants.temoin import Garde, exiger, sur

GRILLES = Path(__file__).parents[2] / "services" / "audit" / "referentiels" / "donnees"


@cache
def grille(referentiel: str, mobile: bool) -> dict[str, frozenset[str]]:
    """Les modes admis de chaque critère applicable, d'après le fichier du référentiel."""
    texte = (GRILLES / f"{referentiel}.yaml").read_text("utf-8")
    format = "mobile" if mobile else "fixe"
    criteres: list[dict[str, Any]] = yaml.safe_load(texte)["criteres"]
    return {
        each["code"]: frozenset(each["modes_admis"])
        for each in criteres
        if format in each["applicabilite"]
    }


class Audits(Garde):
    """Ce que chaque audit a constaté, et ce qu'il conclut."""

    def __init__(self) -> None:
        self.grilles: dict[UUID, dict[str, frozenset[str]]] = {}
        self.constats: dict[UUID, dict[str, Evenement]] = defaultdict(dict)
        self.conclus: set[UUID] = set()
        self.annules: set[UUID] = set()
        self.par_signalement: dict[UUID, list[UUID]] = defaultdict(list)
        self.signalements: set[UUID] = set()

    @sur("labellisation.StructureSignalee")
    def signaler(self, e: Evenement) -> None:
        self.signalements.add(e.dit["signalement_id"])

    @sur("audit.AuditDeclenche")
    def declencher(self, e: Evenement) -> None:
        signalement = e.dit["signalement_id"]
        exiger(
            "INV-06", signalement in self.signalements, f"audit sans signalement ({signalement})"
        )
        siens = self.par_signalement[signalement]
        tous_annules = all(each in self.annules for each in siens)
        exiger("INV-06", tous_annules, f"deux audits à la fois pour le signalement {signalement}")
        remplace = siens[-1] if siens else None
        exiger("INV-06", e.dit["remplace"] == remplace, f"audit de trop pour {signalement}")
        siens.append(e.flux)
        self.grilles[e.flux] = grille(e.dit["referentiel"], e.dit["mobile"])

    @sur("audit.AuditAnnule")
    def annuler(self, e: Evenement) -> None:
        self.annules.add(e.flux)

    @sur("audit.CritereConstate")
    def constater(self, e: Evenement) -> None:
        exiger(
            "INV-07", e.flux not in self.conclus, f"constat ajouté après la conclusion de {e.flux}"
        )
        self.constats[e.flux][e.dit["critere"]] = e

    @sur("audit.ConstatRectifie")
    def rectifier(self, e: Evenement) -> None:
        ancien = self.constats[e.flux].get(e.dit["critere"])
        juste = ancien is not None and ancien.version == e.dit.get("remplace")
        exiger(
            "INV-07", juste, f"{e.dit['critere']} rectifie un constat que le journal ne garde pas"
        )
        self.constats[e.flux][e.dit["critere"]] = e

    @sur("audit.AuditConcluant")
    def conclure(self, e: Evenement) -> None:
        fautes = self._fautes(e.flux)
        exiger("INV-04", not fautes, f"concluant malgré {', '.join(fautes)}")
        self.conclus.add(e.flux)

    @sur("audit.AuditNonConcluant")
    def ne_pas_conclure(self, e: Evenement) -> None:
        exiger("INV-04", self._fautes(e.flux), f"non concluant sans critère en cause ({e.flux})")
        self.conclus.add(e.flux)

    @sur("audit.ConclusionRemiseEnCause")
    def remettre_en_cause(self, e: Evenement) -> None:
        juste = e.dit["concluant"] == (not self._fautes(e.flux))
        exiger("INV-04", juste, f"conclusion revue à tort ({e.flux})")

    def au_repos(self) -> None:
        for each in self.signalements:
            exiger("INV-06", self.par_signalement[each], f"signalement {each} sans audit")

    def _fautes(self, audit: UUID) -> list[str]:
        """Les critères applicables qui ne sont pas établis conformes d'un mode admis."""
        return [
            code
            for code, modes in self.grilles[audit].items()
            if not (constat := self.constats[audit].get(code))
            or constat.dit["resultat"] != "CONFORME"
            or constat.dit["mode"] not in modes
        ]
