"""Les demandes sur le territoire : campagnes, plans, avis."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from services.labellisation.geographie.domain import (
    CommuneHorsDepartement,
    CommuneInconnue,
    Geographie,
)
from services.labellisation.territoire.commands import (
    AdopterPlan,
    CloreCampagne,
    OuvrirCampagne,
    RappelerCampagne,
    RendreAvis,
    ReviserPlan,
)
from services.labellisation.territoire.domain.campagne import (
    Annonce,
    Calendrier,
    CalendrierIncoherent,
    CampagneRemontee,
)
from services.labellisation.territoire.domain.consultation import Avis, Consultation
from services.labellisation.territoire.domain.plan import PlanDeDeploiement, Teneur
from services.labellisation.territoire.policies.operateurs import operateur_nomme
from services.labellisation.territoire.rules.operateurs import Operateurs
from services.labellisation.territoire.rules.programme import CampagnePrevue, Programme
from shared.recording.handlers import Handlers
from shared.recording.repository import Introuvable, Repository

HANDLERS = Handlers("territoire")


@HANDLERS.on(OuvrirCampagne, creates={"campagne_id": "ONE"})
def ouvrir_campagne(commande: OuvrirCampagne, repository: Repository, programme: Programme) -> None:
    """A-003, A-010."""
    prevue = programme.prevue(commande.code)
    annonce = _annonce(commande, prevue)
    programme.vague(annonce.vague)
    campagne = repository.load(CampagneRemontee, CampagneRemontee.create_id(commande.code))
    if campagne is None:
        campagne = CampagneRemontee.ouvrir(annonce, selon=[prevue.code] if prevue else [])
    else:
        campagne.confirmer(annonce)
    repository.save(campagne, created={"campagne_id": campagne.id})


@HANDLERS.on(RappelerCampagne)
def rappeler_campagne(commande: RappelerCampagne, repository: Repository) -> None:
    campagne = repository.load_or_refuse(CampagneRemontee, commande.campagne_id)
    campagne.rappeler(commande.jour)
    repository.save(campagne)


@HANDLERS.on(CloreCampagne)
def clore_campagne(commande: CloreCampagne, repository: Repository, jour: date) -> None:
    campagne = repository.load_or_refuse(CampagneRemontee, commande.campagne_id)
    campagne.clore(jour)
    repository.save(campagne)


def departement_du_plan(commande: AdopterPlan) -> Sequence[str]:
    return [commande.departement]


@HANDLERS.on(AdopterPlan, within=departement_du_plan)
def adopter_plan(
    commande: AdopterPlan, repository: Repository, jour: date, geographie: Geographie
) -> None:
    """A-019, A-071, A-072."""
    teneur = _teneur(commande, geographie)
    plan = repository.load(PlanDeDeploiement, PlanDeDeploiement.create_id(commande.departement))
    if plan is None:
        plan = PlanDeDeploiement.adopter(commande.departement, jour, teneur)
    else:
        plan.confirmer(teneur)
    repository.save(plan)


@HANDLERS.on(ReviserPlan, within=departement_du_plan)
def reviser_plan(
    commande: ReviserPlan, repository: Repository, jour: date, geographie: Geographie
) -> None:
    """A-019."""
    teneur = _teneur(commande, geographie)
    plan_id = PlanDeDeploiement.create_id(commande.departement)
    plan = repository.load_or_refuse(PlanDeDeploiement, plan_id)
    plan.reviser(jour, teneur)
    repository.save(plan)


@HANDLERS.on(RendreAvis)
def rendre_avis(
    commande: RendreAvis, repository: Repository, jour: date, operateurs: Operateurs
) -> None:
    """A-075."""
    consultation_id = Consultation.create_id(commande.signalement_id)
    consultation = repository.load_or_refuse(Consultation, consultation_id)
    if consultation.structure_id != commande.structure_id:
        raise Introuvable(
            f"Le signalement {commande.signalement_id} est celui d'une autre structure."
        )
    operateur = operateur_nomme(commande.operateur, commande.acteur, operateurs)
    avis = Avis(commande.avis, commande.commentaire, commande.antenne_locale)
    consultation.rendre(operateur.id, avis, jour)
    repository.save(consultation)


def _annonce(commande: OuvrirCampagne, prevue: CampagnePrevue | None) -> Annonce:
    """La campagne que la demande annonce ; ce qu'elle tait vient du programme."""
    if prevue is None:
        return _annonce_complete(commande)
    jours = Calendrier(
        commande.ouverture or prevue.ouverture,
        commande.cloture or prevue.cloture,
        prevue.rappels if commande.rappels is None else commande.rappels,
    )
    vague = prevue.vague if commande.vague is None else commande.vague
    return Annonce(commande.code, commande.nom or prevue.nom, vague, jours)


def _annonce_complete(commande: OuvrirCampagne) -> Annonce:
    nom, vague = commande.nom, commande.vague
    ouverture, cloture = commande.ouverture, commande.cloture
    if nom is None or vague is None or ouverture is None or cloture is None:
        champs = ("nom", "vague", "ouverture", "cloture")
        manquants = [champ for champ in champs if getattr(commande, champ) is None]
        raise CalendrierIncoherent(
            f"Le programme ne prévoit pas de campagne {commande.code} : "
            f"dites-en aussi {', '.join(manquants)}."
        )
    return Annonce(
        commande.code, nom, vague, Calendrier(ouverture, cloture, commande.rappels or ())
    )


def _teneur(commande: AdopterPlan, geographie: Geographie) -> Teneur:
    """Chaque candidate est dans une commune connue, du département (A-071)."""
    for candidate in commande.candidates:
        commune = geographie.commune(candidate.commune_insee)
        if commune is None:
            raise CommuneInconnue(
                f"Le code commune {candidate.commune_insee} n'est pas dans le code officiel "
                "géographique chargé : corrigez la candidate."
            )
        if commune.departement != commande.departement:
            raise CommuneHorsDepartement(
                f"La commune {commune.code} est dans le département {commune.departement}, "
                f"pas dans le {commande.departement} : retirez la candidate du plan."
            )
    voulue = {"sdaasp", "objectifs", "candidates"}
    return cast(Teneur, commande.model_dump(mode="json", include=voulue))
