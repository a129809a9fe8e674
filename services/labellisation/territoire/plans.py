"""Les demandes sur les plans de déploiement."""

from typing import Any

from services.labellisation.geographie.domain import CommuneHorsDepartement, CommuneInconnue
from services.labellisation.territoire.commands import AdopterPlan, ReviserPlan
from services.labellisation.territoire.plan import PlanDeDeploiement
from services.labellisation.territoire.reseau import AvecReseau, aujourd_hui
from shared.recording.legacy import handles


class Plans(AvecReseau):
    """A-019, A-071, A-072."""

    @handles(AdopterPlan)
    def adopter_plan(self, commande: AdopterPlan) -> None:
        self.within(commande.departement)
        contenu = self._contenu(commande)
        plan = self.load(PlanDeDeploiement, PlanDeDeploiement.create_id(commande.departement))
        if plan is None:
            plan = PlanDeDeploiement.adopter(commande.departement, aujourd_hui(), contenu)
        else:
            plan.confirmer(contenu)
        self.save(plan)

    @handles(ReviserPlan)
    def reviser_plan(self, commande: ReviserPlan) -> None:
        self.within(commande.departement)
        contenu = self._contenu(commande)
        plan_id = PlanDeDeploiement.create_id(commande.departement)
        plan = self.load_or_refuse(PlanDeDeploiement, plan_id)
        plan.reviser(aujourd_hui(), contenu)
        self.save(plan)

    def _contenu(self, commande: AdopterPlan) -> dict[str, Any]:
        """Chaque candidate est dans une commune connue, du département (A-071)."""
        for candidate in commande.candidates:
            departement = self.reseau.departement(candidate.commune_insee)
            if departement is None:
                raise CommuneInconnue(
                    f"Le code commune {candidate.commune_insee} n'est pas dans le code officiel "
                    "géographique chargé : corrigez la candidate."
                )
            if departement != commande.departement:
                raise CommuneHorsDepartement(
                    f"La commune {candidate.commune_insee} est dans le département {departement}, "
                    f"pas dans le {commande.departement} : retirez la candidate du plan."
                )
        return commande.model_dump(mode="json", include={"sdaasp", "objectifs", "candidates"})
