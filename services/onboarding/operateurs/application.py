"""Les messages entre agents et opérateurs : charger, décider, enregistrer."""

from collections.abc import Sequence
from datetime import date, datetime

from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.operateurs.commands import (
    CloreSollicitation,
    ConstaterDepassement,
    DesignerReferent,
    EmettreSollicitation,
    PieceJointe,
    RepondreSollicitation,
    RetirerReferent,
)
from services.onboarding.operateurs.domain.annuaire import AnnuaireReferents
from services.onboarding.operateurs.domain.sollicitation import (
    PieceTransmise,
    Sollicitation,
    exiger_applications,
    exiger_mandat,
)
from services.onboarding.operateurs.rules import charger_relations
from services.onboarding.raccordement.application import raccordement_de
from shared.recording.handlers import Handlers
from shared.recording.repository import Introuvable, Repository

HANDLERS = Handlers("operateurs")


def departement_des_referents(commande: DesignerReferent | RetirerReferent) -> Sequence[str]:
    return [commande.departement]


def departement_sollicite(commande: RepondreSollicitation, repository: Repository) -> Sequence[str]:
    return [repository.load_or_refuse(Sollicitation, commande.sollicitation_id).departement]


@HANDLERS.on(DesignerReferent, within=departement_des_referents, creates={"referent_id": "ONE"})
def designer_referent(commande: DesignerReferent, repository: Repository) -> None:
    """A-087, A-112, A-123."""
    annuaire = _annuaire(repository, commande.departement)
    referent_id = annuaire.designer(
        commande.operateur, commande.genre, commande.fonction, commande.courriel, charger_socle()
    )
    repository.save(annuaire, created={"referent_id": referent_id})


@HANDLERS.on(RetirerReferent, within=departement_des_referents)
def retirer_referent(commande: RetirerReferent, repository: Repository) -> None:
    annuaire = _annuaire(repository, commande.departement)
    annuaire.retirer(commande.referent_id)
    repository.save(annuaire)


@HANDLERS.on(EmettreSollicitation, creates={"sollicitation_id": "ONE"})
def emettre_sollicitation(
    commande: EmettreSollicitation, repository: Repository, jour: date, survenu_le: datetime
) -> None:
    """A-123 à A-125 : le délai court dès la demande."""
    exiger_mandat(commande.mandat)
    repository.must_be_new(Sollicitation, Sollicitation.create_id(commande.message_id))
    raccordement = raccordement_de(repository, commande.label_id, commande.structure_id)
    exiger_applications(raccordement.est_ouvert)
    relations = charger_relations()
    regle = relations.en_vigueur(jour)
    sollicitation = Sollicitation.emettre(
        commande.message_id,
        commande.structure_id,
        raccordement.structure["departement"],
        charger_socle().code(commande.operateur),
        commande.objet,
        _transmises(commande.pieces),
        survenu_le,
        regle,
        relations.feries,
    )
    repository.save(sollicitation, created={"sollicitation_id": sollicitation.id})


@HANDLERS.on(RepondreSollicitation, within=departement_sollicite)
def repondre_sollicitation(
    commande: RepondreSollicitation, repository: Repository, survenu_le: datetime
) -> None:
    """A-125."""
    sollicitation = repository.load_or_refuse(Sollicitation, commande.sollicitation_id)
    organisme = commande.acteur.organisme or "organisme non précisé"
    sollicitation.verifier_auteur(organisme, charger_socle())
    sollicitation.repondre(commande.reponse, _transmises(commande.pieces), survenu_le)
    repository.save(sollicitation)


@HANDLERS.on(CloreSollicitation)
def clore_sollicitation(
    commande: CloreSollicitation, repository: Repository, survenu_le: datetime
) -> None:
    sollicitation = _sollicitation(repository, commande)
    sollicitation.clore(survenu_le)
    repository.save(sollicitation)


@HANDLERS.on(ConstaterDepassement)
def constater_depassement(
    commande: ConstaterDepassement, repository: Repository, enregistre_le: datetime
) -> None:
    """A-125, TMR-07."""
    sollicitation = _sollicitation(repository, commande)
    sollicitation.constater_depassement(enregistre_le)
    repository.save(sollicitation)


def _annuaire(repository: Repository, departement: str) -> AnnuaireReferents:
    known = repository.load(AnnuaireReferents, AnnuaireReferents.create_id(departement))
    return known or AnnuaireReferents.ouvrir(departement)


def _sollicitation(
    repository: Repository, commande: CloreSollicitation | ConstaterDepassement
) -> Sollicitation:
    sollicitation = repository.load_or_refuse(Sollicitation, commande.sollicitation_id)
    if sollicitation.structure_id != commande.structure_id:
        raise Introuvable("Cette sollicitation est celle d'une autre structure.")
    return sollicitation


def _transmises(pieces: Sequence[PieceJointe]) -> list[PieceTransmise]:
    return [{"empreinte": p.empreinte, "nom": p.nom, "taille": p.taille} for p in pieces]
