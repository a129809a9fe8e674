"""Ce qui fait douter de la qualité d'une structure devient une alerte, qu'une personne lève."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from services.audit.conduite.domain.conclusion import ConclusionRemiseEnCause
from services.audit.qualite.commands import LeverAlerte
from services.audit.qualite.regles import charger_seuils
from services.audit.referentiels.domain import FORMATS_MOBILES
from services.audit.referentiels.rules.chargement import referentiel_en_vigueur
from services.audit.referentiels.rules.referentiel import Referentiel
from services.audit.vigilance.domain.suivi import SuiviQualite
from services.audit.vigilance.domain.veille import Veille
from services.audit.vigilance.policies import de_l_effectif, de_la_conclusion, des_horaires
from services.audit.vigilance.rules import Doute, Seuils
from shared.clock import paris_date
from shared.contracts.labellisation import HorairesModifies
from shared.contracts.onboarding import AgentDesinscrit
from shared.contracts.structure import Designation
from shared.horaires import lire_semaine
from shared.recording.citing import cite
from shared.recording.legacy import LegacyService, handles
from shared.recording.provenance import current


class Vigilance(LegacyService):
    """Une alerte par cause et par structure ; aucune ne retire un label."""

    @handles(LeverAlerte)
    def lever_alerte(self, commande: LeverAlerte) -> None:
        veille = self.load_or_refuse(Veille, Veille.create_id(commande.structure_id))
        self.within(veille.departement)
        veille.lever(commande.alerte_id, commande.motif)
        self.save(veille)

    @handles(AgentDesinscrit)
    def revoir_effectif(self, fait: AgentDesinscrit) -> None:
        """C.7-14."""
        suivi = self.suivie(fait.structure_id)
        if suivi:
            doutes = de_l_effectif(referentiel(), suivi.format in FORMATS_MOBILES, fait.agents)
            self.save(self.alerter(fait.structure_id, suivi.structure, "EFFECTIF", doutes))

    @handles(HorairesModifies)
    def revoir_horaires(self, fait: HorairesModifies) -> None:
        """A-078, A-079."""
        fiche = fait.fiche
        if self.suivie(fait.structure_id):
            mobile, semaine = fiche.format in FORMATS_MOBILES, lire_semaine(fiche.horaires)
            doutes = des_horaires(referentiel(), mobile, semaine, fiche.commentaire_horaires)
            structure = Designation.of(fiche).model_dump()
            self.save(self.alerter(fait.structure_id, structure, "HORAIRES", doutes))

    def revoir_conclusion(self, structure_id: UUID, events: Iterable[Any]) -> Veille | None:
        """C.7-7 : si l'audit remis en cause est celui d'une structure labellisée."""
        suivi = self.suivie(structure_id)
        remises = [each for each in events if isinstance(each, ConclusionRemiseEnCause)]
        doutes = [doute for each in remises for doute in de_la_conclusion(each)]
        return self.alerter(structure_id, suivi.structure, "CONSTAT", doutes) if suivi else None

    def suivie(self, structure_id: UUID) -> SuiviQualite | None:
        """Le suivi de la structure, si elle a le label."""
        suivi = self.load(SuiviQualite, SuiviQualite.create_id(structure_id))
        return suivi if suivi and suivi.est_labellisee else None

    def alerter(
        self, structure_id: UUID, structure: dict[str, Any], origine: str, doutes: Iterable[Doute]
    ) -> Veille | None:
        """La veille de la structure, à enregistrer, si elle a quelque chose à dire."""
        veille: Veille | None = None
        for doute in doutes:
            known = veille or self.load(Veille, Veille.create_id(structure_id))
            veille = known or Veille(structure_id, structure["departement"])
            veille.alerter(structure, origine, doute.cause, doute.criteres, doute.detail)
        return veille


def referentiel() -> Referentiel:
    """Celui du jour du fait."""
    found = referentiel_en_vigueur(paris_date(current().survenu_le))
    cite(found.id)
    return found


def seuils(jour: date) -> Seuils:
    found = charger_seuils().en_vigueur(jour)
    cite(found.id)
    return found
