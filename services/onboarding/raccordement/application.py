"""Les messages que traite le raccordement : charger, décider, enregistrer."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from services.onboarding.convention.application import (
    apprendre_label,
    clore_annexe,
    reprendre_annexe,
    suspendre_annexe,
)
from services.onboarding.convention.policies.enregistrement import designation
from services.onboarding.raccordement.commands import (
    ConstaterExpiration,
    CreerCompte,
    DesinscrireAgent,
    RedemanderLien,
    RenouvelerLien,
)
from services.onboarding.raccordement.domain import acces
from services.onboarding.raccordement.domain.lien_acces import envoyer_lien_acces
from services.onboarding.raccordement.domain.raccordement import Lien, Raccordement
from services.onboarding.raccordement.reading import Liens
from services.onboarding.raccordement.rules import RegleRaccordement, regle_en_vigueur
from shared.clock import after
from shared.contracts.labellisation import (
    LabelRenonce,
    LabelRetabli,
    LabelRetire,
    LabelSuspendu,
    StructureFermee,
    StructureLabellisee,
)
from shared.recording.handlers import Handlers
from shared.recording.message_context import wire_name
from shared.recording.repository import Introuvable, Repository
from shared.rules.dated import Jours

HANDLERS = Handlers("raccordement")

Fin = LabelRetire | LabelRenonce | StructureFermee


@HANDLERS.on(StructureLabellisee)
def raccorder(
    fait: StructureLabellisee,
    repository: Repository,
    jours: Jours,
    enregistre_le: datetime,
    liens: Liens,
) -> None:
    """A-116, A-057 : le label ouvre un lien d'inscription, et une annexe à établir."""
    raccordement = repository.load(Raccordement, Raccordement.create_id(fait.label_id))
    if raccordement is None:
        regle = regle_en_vigueur(jours)
        lien = _lien(liens, fait.label_id, 1, regle, enregistre_le)
        structure = designation(fait.fiche)
        raccordement = Raccordement.ouvrir(fait.label_id, fait.structure_id, structure, lien, regle)
    repository.save(raccordement, *apprendre_label(fait, repository, jours.dit))


@HANDLERS.on(LabelSuspendu)
def geler(fait: LabelSuspendu, repository: Repository) -> None:
    """INV-13, INV-09 ; un label importé n'a ni raccordement, ni annexe."""
    if raccordement := _connu(repository, fait.label_id):
        acces.suspendre(raccordement)
    repository.save(raccordement, suspendre_annexe(fait.label_id, repository))


@HANDLERS.on(LabelRetabli)
def rendre(fait: LabelRetabli, repository: Repository, jour: date) -> None:
    """Ce que la suspension a gelé reprend où il en était."""
    if raccordement := _connu(repository, fait.label_id):
        acces.retablir(raccordement)
    departement = fait.structure.departement
    repository.save(raccordement, *reprendre_annexe(fait.label_id, departement, repository, jour))


@HANDLERS.on(LabelRetire, LabelRenonce, StructureFermee)
def fermer(fait: Fin, repository: Repository) -> None:
    """INV-13, INV-09, C.7-16 : le label cesse, l'accès se ferme et l'annexe est à retirer."""
    if fait.label_id is None:
        return
    raison = wire_name(type(fait))
    if raccordement := _connu(repository, fait.label_id):
        acces.fermer(raccordement, fait.date_effet, raison)
    annexe = clore_annexe(fait.label_id, fait.date_effet, raison, repository)
    repository.save(raccordement, annexe)


@HANDLERS.on(CreerCompte, creates={"compte_id": "ONE"})
def creer_compte(
    commande: CreerCompte, repository: Repository, enregistre_le: datetime, liens: Liens
) -> None:
    """A-117 : le jeton dit de quel label et de quel lien il s'agit."""
    label_id, lien_id = liens.lire(commande.jeton)
    raccordement = _du_label(repository, label_id)
    compte_id = raccordement.creer_compte(commande.structure_id, lien_id, enregistre_le)
    repository.save(raccordement, created={"compte_id": compte_id})


@HANDLERS.on(RenouvelerLien, creates={"lien_id": "ONE"})
def renouveler_lien(
    commande: RenouvelerLien,
    repository: Repository,
    jours: Jours,
    enregistre_le: datetime,
    liens: Liens,
) -> None:
    """TMR-13 : un lien expiré ou perdu se remplace."""
    raccordement = raccordement_de(repository, commande.label_id, commande.structure_id)
    lien = _renouveler(raccordement, liens, regle_en_vigueur(jours), enregistre_le)
    repository.save(raccordement, created={"lien_id": lien.lien_id})


@HANDLERS.on(RedemanderLien, creates={"lien_id": "ONE"})
def redemander_lien(
    commande: RedemanderLien,
    repository: Repository,
    jours: Jours,
    enregistre_le: datetime,
    liens: Liens,
) -> None:
    """TMR-13, A-117 : un lien d'inscription tant que le compte manque, puis un lien d'accès."""
    raccordement = raccordement_de(repository, commande.label_id, commande.structure_id)
    ouvrir = _ouvrir_acces if raccordement.compte_id else _renouveler
    lien = ouvrir(raccordement, liens, regle_en_vigueur(jours), enregistre_le)
    repository.save(raccordement, created={"lien_id": lien.lien_id})


@HANDLERS.on(ConstaterExpiration)
def constater_expiration(commande: ConstaterExpiration, repository: Repository) -> None:
    """TMR-13."""
    raccordement = _du_label(repository, commande.label_id)
    raccordement.expirer(commande.lien_id)
    repository.save(raccordement)


@HANDLERS.on(DesinscrireAgent)
def desinscrire_agent(commande: DesinscrireAgent, repository: Repository) -> None:
    """C.7-14."""
    raccordement = raccordement_de(repository, commande.label_id, commande.structure_id)
    raccordement.desinscrire_agent(commande.courriel)
    repository.save(raccordement)


def raccordement_de(repository: Repository, label_id: UUID, structure_id: UUID) -> Raccordement:
    """Refuse (`Introuvable`) le label d'une autre structure.

    Ce que ses faits disent d'une personne est gardé sous la clé de la bonne structure.
    """
    raccordement = _du_label(repository, label_id)
    if raccordement.structure_id != structure_id:
        raise Introuvable(f"Le label {label_id} n'est pas celui de la structure {structure_id}.")
    return raccordement


def _connu(repository: Repository, label_id: UUID) -> Raccordement | None:
    return repository.load(Raccordement, Raccordement.create_id(label_id))


def _du_label(repository: Repository, label_id: UUID) -> Raccordement:
    return repository.load_or_refuse(Raccordement, Raccordement.create_id(label_id))


def _renouveler(
    raccordement: Raccordement, liens: Liens, regle: RegleRaccordement, le: datetime
) -> Lien:
    lien = _lien(liens, raccordement.label_id, raccordement.liens + 1, regle, le)
    raccordement.renouveler_lien(lien, regle)
    return lien


def _ouvrir_acces(
    raccordement: Raccordement, liens: Liens, regle: RegleRaccordement, le: datetime
) -> Lien:
    lien_id = uuid5(raccordement.label_id, f"lien d'accès {raccordement.liens_acces + 1}")
    lien = Lien(lien_id, liens.adresse, after(le, timedelta(hours=regle.validite_acces_heures)))
    envoyer_lien_acces(raccordement, lien, regle)
    return lien


def _lien(liens: Liens, label_id: UUID, rang: int, regle: RegleRaccordement, le: datetime) -> Lien:
    lien_id = uuid5(label_id, f"lien {rang}")
    validite = timedelta(days=regle.validite_lien_jours)
    return Lien(lien_id, liens.adresse, after(le, validite))
