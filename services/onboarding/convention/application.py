"""Les messages que traitent la convention et ses annexes : charger, décider, enregistrer."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.onboarding.convention.commands import (
    EngagerOperateur,
    EngagerPartenaire,
    EnregistrerAnnexe,
)
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.convention.domain.convention import ConventionDepartementale
from services.onboarding.convention.policies.enregistrement import (
    Droit,
    financement_enregistre,
    label_enregistre,
)
from services.onboarding.convention.policies.etablissement import avancer, avancer_les_retenues
from services.onboarding.convention.rules.socle import charger_socle
from shared.contracts.funding import (
    DroitAuForfaitOuvert,
    DroitAuForfaitRefuse,
    DroitEnAttente,
)
from shared.contracts.labellisation import StructureLabellisee
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository

HANDLERS = Handlers("convention")


def departement_engage(commande: EngagerOperateur | EngagerPartenaire) -> Sequence[str]:
    return [commande.departement]


@HANDLERS.on(DroitAuForfaitOuvert, DroitAuForfaitRefuse, DroitEnAttente)
def apprendre_droit(fait: Droit, repository: Repository, jour: date) -> None:
    """A-058 : l'annexe dit le financement ; il peut être connu avant ou après le label."""
    annexe = _annexe(repository, fait)
    annexe.apprendre_financement(financement_enregistre(fait))
    convention = _convention(repository, fait.structure.departement)
    avancer(annexe, convention, jour)
    repository.save(annexe, convention)


@HANDLERS.on(EngagerOperateur, within=departement_engage)
def engager_operateur(commande: EngagerOperateur, repository: Repository, jour: date) -> None:
    """A-045, A-046 ; les annexes retenues qui ne le sont plus s'établissent."""
    convention = _convention(repository, commande.departement)
    convention.engager(commande.operateur, commande.le, charger_socle())
    annexes = [
        repository.load_or_refuse(AnnexeStructure, AnnexeStructure.create_id(label_id))
        for label_id in convention.retenues
    ]
    avancer_les_retenues(annexes, convention, jour)
    repository.save(convention, *annexes)


@HANDLERS.on(EngagerPartenaire, within=departement_engage)
def engager_partenaire(commande: EngagerPartenaire, repository: Repository) -> None:
    """A-049 : les annexes établies ensuite le disent ; les autres ne changent pas."""
    convention = _convention(repository, commande.departement)
    convention.engager_partenaire(
        commande.nom, commande.portee, commande.structure_id, commande.le, charger_socle()
    )
    repository.save(convention)


@HANDLERS.on(EnregistrerAnnexe)
def enregistrer_annexe(commande: EnregistrerAnnexe, repository: Repository, jour: date) -> None:
    annexe = repository.load_or_refuse(AnnexeStructure, commande.annexe_id)
    annexe.noter_fichiers(
        commande.gabarit,
        jour,
        {
            "fichier_pdf": commande.fichier_pdf,
            "empreinte_pdf": commande.empreinte_pdf,
            "fichier_docx": commande.fichier_docx,
            "empreinte_docx": commande.empreinte_docx,
        },
    )
    repository.save(annexe)


def apprendre_label(
    fait: StructureLabellisee, repository: Repository, jour: date
) -> tuple[AnnexeStructure, ConventionDepartementale]:
    """A-057 : à enregistrer avec le lien d'inscription que le même label ouvre."""
    annexe = _annexe(repository, fait)
    annexe.apprendre_label(label_enregistre(fait))
    convention = _convention(repository, fait.fiche.departement)
    avancer(annexe, convention, jour)
    return annexe, convention


def suspendre_annexe(label_id: UUID, repository: Repository) -> AnnexeStructure | None:
    """INV-09 : nulle annexe ne s'établit tant que le label est suspendu."""
    if annexe := annexe_connue(repository, label_id):
        annexe.suspendre()
    return annexe


def reprendre_annexe(
    label_id: UUID, departement: str, repository: Repository, jour: date
) -> tuple[AnnexeStructure | ConventionDepartementale, ...]:
    """Le label vaut de nouveau : l'annexe s'établit si tout est réuni."""
    annexe = annexe_connue(repository, label_id)
    if annexe is None:
        return ()
    annexe.reprendre()
    return avancer_annexe(annexe, departement, repository, jour)


def avancer_annexe(
    annexe: AnnexeStructure, departement: str, repository: Repository, jour: date
) -> tuple[AnnexeStructure, ConventionDepartementale]:
    """À enregistrer ensemble."""
    convention = _convention(repository, departement)
    avancer(annexe, convention, jour)
    return annexe, convention


def clore_annexe(
    label_id: UUID, le: date, raison: str, repository: Repository
) -> AnnexeStructure | None:
    """INV-09, C.7-16."""
    if annexe := annexe_connue(repository, label_id):
        annexe.clore(le, raison)
    return annexe


def annexe_connue(repository: Repository, label_id: UUID) -> AnnexeStructure | None:
    return repository.load(AnnexeStructure, AnnexeStructure.create_id(label_id))


def _annexe(repository: Repository, fait: StructureLabellisee | Droit) -> AnnexeStructure:
    known = annexe_connue(repository, fait.label_id)
    return known or AnnexeStructure.ouvrir(fait.label_id, fait.structure_id)


def _convention(repository: Repository, departement: str) -> ConventionDepartementale:
    id = ConventionDepartementale.create_id(departement)
    known = repository.load(ConventionDepartementale, id)
    return known or ConventionDepartementale.ouvrir(departement)
