"""Les messages que traitent les outils des agents : charger, décider, enregistrer."""

from datetime import date

from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.outils.commands import (
    AutoriserDomaine,
    ReprendreActivite,
    RetirerDomaine,
    SaisirActivite,
)
from services.onboarding.outils.domain.activite import Activite, exiger_outils
from services.onboarding.outils.domain.bureau import BureauAgent, Domaine
from services.onboarding.outils.domain.reprise import RepriseActivite
from services.onboarding.outils.rules import questionnaire_en_vigueur
from services.onboarding.raccordement.application import raccordement_de
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository

HANDLERS = Handlers("outils")


@HANDLERS.on(SaisirActivite)
def saisir_activite(commande: SaisirActivite, repository: Repository, jour: date) -> None:
    """A-126, A-127."""
    repository.must_be_new(Activite, Activite.create_id(commande.message_id))
    raccordement = raccordement_de(repository, commande.label_id, commande.structure_id)
    raccordement.exiger_acces()
    exiger_outils(raccordement.est_ouvert)
    activite = Activite.saisir(
        commande.message_id,
        commande.structure_id,
        commande.choix,
        jour,
        questionnaire_en_vigueur(jour),
        charger_socle().codes_en_vigueur(jour),
    )
    repository.save(activite)


@HANDLERS.on(ReprendreActivite)
def reprendre_activite(commande: ReprendreActivite, repository: Repository) -> None:
    """A-128."""
    known = repository.load(RepriseActivite, RepriseActivite.create_id(commande.structure_id))
    reprise = known or RepriseActivite.ouvrir(commande.structure_id)
    reprise.reprendre(commande.du, commande.au, commande.passages, commande.source)
    repository.save(reprise)


@HANDLERS.on(AutoriserDomaine)
def autoriser_domaine(commande: AutoriserDomaine, repository: Repository) -> None:
    """A-121, A-122."""
    bureau = repository.load(BureauAgent, BureauAgent.create_id()) or BureauAgent.ouvrir()
    voulu = Domaine(
        libelle=commande.libelle, responsable=commande.responsable, accueil=commande.accueil
    )
    bureau.autoriser(commande.domaine, voulu)
    repository.save(bureau)


@HANDLERS.on(RetirerDomaine)
def retirer_domaine(commande: RetirerDomaine, repository: Repository) -> None:
    """A-122."""
    bureau = repository.load_or_refuse(BureauAgent, BureauAgent.create_id())
    bureau.retirer(commande.domaine)
    repository.save(bureau)
