"""Charger, décider, enregistrer : une méthode par intention."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.outils.commands import (
    AutoriserDomaine,
    ReprendreActivite,
    RetirerDomaine,
    SaisirActivite,
)
from services.onboarding.outils.domain.activite import Activite
from services.onboarding.outils.domain.bureau import BureauAgent
from services.onboarding.outils.domain.reprise import RepriseActivite
from services.onboarding.outils.rules import charger_questionnaires, proposees
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.clock import paris_date
from shared.recording.application import Service
from shared.recording.citing import cite
from shared.recording.legacy import LegacyService, handles
from shared.recording.provenance import current
from shared.recording.repository import Introuvable
from shared.refusal import Refus
from shared.rules.periods import Period


class OutilsFermes(Refus):
    """Les outils s'ouvrent quand assez d'agents de la structure sont inscrits (A-118)."""


class PeriodeRenversee(Refus):
    """Une période finit après avoir commencé."""


class Outils(LegacyService):
    """Ce que le service de raccordement répond pour les outils des agents."""

    @handles(SaisirActivite)
    def saisir_activite(self, commande: SaisirActivite) -> None:
        """A-126, A-127."""
        raccordement = self.load_or_refuse(Raccordement, Raccordement.create_id(commande.label_id))
        if raccordement.structure_id != commande.structure_id:
            raise Introuvable(f"Le label {commande.label_id} est celui d'une autre structure.")
        if not raccordement.est_ouvert:
            raise OutilsFermes("Inscrivez d'abord les agents : les outils s'ouvrent alors.")
        le = paris_date(current().survenu_le)
        questionnaire = charger_questionnaires().en_vigueur(le)
        cite(questionnaire.id)
        questionnaire.verifier(commande.choix, operateurs(le))
        self.save(
            Activite(
                demande_id=commande.message_id,
                structure_id=commande.structure_id,
                questionnaire=questionnaire.id,
                choix=commande.choix,
                le=le.isoformat(),
            )
        )

    @handles(ReprendreActivite)
    def reprendre_activite(self, commande: ReprendreActivite) -> None:
        """A-128."""
        if commande.au < commande.du:
            raise PeriodeRenversee(f"La période finit le {commande.au}, avant de commencer.")
        known = self.load(RepriseActivite, RepriseActivite.create_id(commande.structure_id))
        reprise = known or RepriseActivite(commande.structure_id)
        reprise.reprendre(Period(commande.du, commande.au), commande.passages, commande.source)
        self.save(reprise)

    @handles(AutoriserDomaine)
    def autoriser_domaine(self, commande: AutoriserDomaine) -> None:
        """A-121, A-122."""
        bureau = self._bureau() or BureauAgent()
        bureau.autoriser(commande.domaine, commande.libelle, commande.responsable, commande.accueil)
        self.save(bureau)

    @handles(RetirerDomaine)
    def retirer_domaine(self, commande: RetirerDomaine) -> None:
        """A-122."""
        bureau = self.load_or_refuse(BureauAgent, BureauAgent.create_id())
        bureau.retirer(commande.domaine)
        self.save(bureau)

    def _bureau(self) -> BureauAgent | None:
        return self.load(BureauAgent, BureauAgent.create_id())


def etat_du_bureau(service: Service) -> dict[str, Any]:
    """A-121, A-122 : la page d'accueil, les domaines, leurs responsables et leur histoire."""
    bureau = service.load(BureauAgent, BureauAgent.create_id())
    if bureau is None:
        return {"accueil": {}, "domaines": {}, "histoire": []}
    return {
        "accueil": bureau.accueil,
        "domaines": bureau.domaines,
        "histoire": list(histoire(service)),
    }


def histoire(service: Service) -> Iterator[dict[str, str]]:
    """Qui a autorisé ou retiré quel domaine, quand, et pourquoi."""
    for stored in service.recorder.select_events(BureauAgent.create_id()):
        fait: Any = service.mapper.to_domain_event(stored)
        if isinstance(fait, BureauAgent.DomaineAutorise | BureauAgent.DomaineRetire):
            said = fait.provenance
            yield {
                "fait": type(fait).__name__,
                "domaine": fait.domaine,
                "le": said["survenu_le"].isoformat(),
                "auteur": said["acteur"],
                "motif": said.get("motif", ""),
            }


def recherche_admise(service: Service, adresse: str) -> bool:
    """A-122 : hors de la liste, la recherche ne va nulle part."""
    bureau = service.load(BureauAgent, BureauAgent.create_id())
    return bureau is not None and bureau.explore(adresse)


def operateurs(jour: date) -> list[str]:
    return [each.code for each in charger_socle().en_vigueur(jour)]


def question_suivante(jour: date, choix: Mapping[str, str]) -> dict[str, Any] | None:
    """A-127 : la question qui suit ces choix et ses réponses proposées ; None, à la fin."""
    question = charger_questionnaires().en_vigueur(jour).suivante(choix)
    if question is None:
        return None
    return {
        "code": question.code,
        "libelle": question.libelle,
        "reponses": proposees(question, operateurs(jour)),
    }
