"""Charger, décider, enregistrer : une méthode par intention."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.operateurs.commands import (
    CloreSollicitation,
    ConstaterDepassement,
    DesignerReferent,
    EmettreSollicitation,
    RepondreSollicitation,
    RetirerReferent,
)
from services.onboarding.operateurs.domain.annuaire import AnnuaireReferents
from services.onboarding.operateurs.domain.sollicitation import Sollicitation
from services.onboarding.operateurs.rules import RegleDeRelation, charger_relations
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.clock import paris_date
from shared.recording.application import Service
from shared.recording.citing import cite
from shared.recording.legacy import LegacyService, handles
from shared.recording.provenance import current
from shared.recording.repository import Introuvable
from shared.refusal import Refus


class MandatManquant(Refus):
    """Un agent ne transmet un dossier que si l'usager l'en a chargé."""


class ApplicationsFermees(Refus):
    """La structure n'a pas encore accès à Administration+ (A-118)."""


class OperateurEtranger(Refus):
    """Une sollicitation ne reçoit de réponse que de l'opérateur qu'elle vise."""


class Operateurs(LegacyService):
    """Ce que le service de raccordement répond pour les opérateurs."""

    @handles(DesignerReferent)
    def designer_referent(self, commande: DesignerReferent) -> None:
        """A-087, A-112, A-123."""
        self.within(commande.departement)
        annuaire = self._annuaire(commande.departement)
        socle = charger_socle()
        cite(socle.id)
        annuaire.designer(
            socle.code(commande.operateur), commande.genre, commande.fonction, commande.courriel
        )
        self.save(annuaire)

    @handles(RetirerReferent)
    def retirer_referent(self, commande: RetirerReferent) -> None:
        self.within(commande.departement)
        annuaire = self._annuaire(commande.departement)
        annuaire.retirer(commande.referent_id)
        self.save(annuaire)

    @handles(EmettreSollicitation)
    def emettre_sollicitation(self, commande: EmettreSollicitation) -> None:
        """A-123 à A-125 : le délai court dès la demande."""
        if not commande.mandat:
            raise MandatManquant("Faites d'abord signer un mandat à l'usager (champ « mandat »).")
        raccordement = self._ouvert(commande.label_id, commande.structure_id)
        depuis = current().survenu_le
        relations = charger_relations()
        regle = relations.en_vigueur(paris_date(depuis))
        cite(regle.id)
        self.save(
            Sollicitation(
                demande_id=commande.message_id,
                structure_id=commande.structure_id,
                departement=raccordement.structure["departement"],
                operateur=charger_socle().code(commande.operateur),
                usager_id=uuid5(commande.message_id, "usager"),
                objet=commande.objet,
                pieces=[piece.model_dump() for piece in commande.pieces],
                limite_le=regle.limite(depuis, relations.feries),
                regle=regle.id,
            )
        )

    @handles(RepondreSollicitation)
    def repondre_sollicitation(self, commande: RepondreSollicitation) -> None:
        """A-125."""
        sollicitation = self.load_or_refuse(Sollicitation, commande.sollicitation_id)
        self.within(sollicitation.departement)
        organisme = commande.acteur.organisme or "organisme non précisé"
        if charger_socle().code(organisme) != sollicitation.operateur:
            raise OperateurEtranger(
                f"La demande vise {sollicitation.operateur}, la réponse vient de « {organisme} »."
            )
        pieces = [piece.model_dump() for piece in commande.pieces]
        sollicitation.repondre(commande.reponse, pieces, current().survenu_le)
        self.save(sollicitation)

    @handles(CloreSollicitation)
    def clore_sollicitation(self, commande: CloreSollicitation) -> None:
        sollicitation = self._sollicitation(commande)
        sollicitation.clore(current().survenu_le)
        self.save(sollicitation)

    @handles(ConstaterDepassement)
    def constater_depassement(self, commande: ConstaterDepassement) -> None:
        """A-125, TMR-07."""
        sollicitation = self._sollicitation(commande)
        sollicitation.constater_depassement(current().enregistre_le)
        self.save(sollicitation)

    def _annuaire(self, departement: str) -> AnnuaireReferents:
        known = self.load(AnnuaireReferents, AnnuaireReferents.create_id(departement))
        return known or AnnuaireReferents(departement)

    def _ouvert(self, label_id: UUID, structure_id: UUID) -> Raccordement:
        raccordement = self.load_or_refuse(Raccordement, Raccordement.create_id(label_id))
        if raccordement.structure_id != structure_id:
            raise Introuvable(f"Le label {label_id} n'est pas celui de cette structure.")
        if not raccordement.est_ouvert:
            raise ApplicationsFermees(
                "Inscrivez d'abord les agents : les applications s'ouvrent alors."
            )
        return raccordement

    def _sollicitation(self, commande: CloreSollicitation | ConstaterDepassement) -> Sollicitation:
        sollicitation = self.load_or_refuse(Sollicitation, commande.sollicitation_id)
        if sollicitation.structure_id != commande.structure_id:
            raise Introuvable("Cette sollicitation est celle d'une autre structure.")
        return sollicitation


def etat_des_referents(service: Service, departement: str, au: date) -> dict[str, Any]:
    """A-087, A-112, X-18 : chaque opérateur du socle, ses référents, et s'il en manque."""
    annuaire = service.load(AnnuaireReferents, AnnuaireReferents.create_id(departement))
    regle = charger_relations().en_vigueur(au)
    connus = annuaire.referents if annuaire else {}
    nombre = annuaire.nombre("BACK_OFFICE") if annuaire else {}
    return {
        "departement": departement,
        "regle": regle.id,
        "operateurs": {
            operateur.code: {
                "etat": etat(nombre.get(operateur.code, 0), regle),
                "referents": [
                    {"referent_id": str(referent_id), **dit}
                    for referent_id, dit in connus.items()
                    if dit["operateur"] == operateur.code
                ],
            }
            for operateur in charger_socle().en_vigueur(au)
        },
    }


def etat(nombre: int, regle: RegleDeRelation) -> str:
    """Sous le minimum, l'engagement n'est pas tenu ; sous la cible, une absence bloque tout."""
    if nombre < regle.referents_minimum:
        return "MANQUANT"
    return "ALERTE" if nombre < regle.referents_cible else "COMPLET"
