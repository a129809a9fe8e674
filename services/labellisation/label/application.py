"""Après le label : une fonction par demande."""

from datetime import date
from typing import cast

from services.labellisation.dossier.application.acces import departement_du_dossier, dossier_de
from services.labellisation.dossier.domain.evenements.label import ManquementEnregistre
from services.labellisation.dossier.rules import de_ces_jours
from services.labellisation.effectif.application import effectif_du_dossier
from services.labellisation.geographie.domain import Geographie, exiger_commune, regle_du_code
from services.labellisation.label.commands import (
    ChangerPorteur,
    ConstaterFinDeDelai,
    ConstaterMiseEnConformite,
    FermerStructure,
    MettreEnDemeure,
    ModifierHoraires,
    ObserverFermetureAntenne,
    OuvrirFranceServices,
    RattacherAntenne,
    RenoncerAuLabel,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
)
from services.labellisation.label.domain import changements, vie_du_label
from services.labellisation.label.domain.antenne_operateur import AntenneOperateur
from services.labellisation.label.rules.vie_du_label import ReglesDuLabel
from services.labellisation.territoire.domain.reseau import Reseau
from services.labellisation.territoire.policies.operateurs import operateur_nomme
from services.labellisation.territoire.rules.operateurs import Operateurs
from shared.clock import days_after
from shared.contracts.onboarding import ApplicationsOuvertes
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.rules.dated import Jours

HANDLERS = Handlers("label")


@HANDLERS.on(ApplicationsOuvertes)
def noter_applications(fait: ApplicationsOuvertes, repository: Repository) -> None:
    dossier = dossier_de(fait, repository)
    vie_du_label.noter_applications(dossier, fait.agents)
    repository.save(dossier)


@HANDLERS.on(OuvrirFranceServices, within=departement_du_dossier)
def ouvrir(
    commande: OuvrirFranceServices,
    repository: Repository,
    jours: Jours,
    regles_du_label: ReglesDuLabel,
) -> None:
    """A-092, A-100."""
    dossier = dossier_de(commande, repository)
    regle = de_ces_jours(regles_du_label.ouvertures, jours)
    effectif = effectif_du_dossier(dossier, repository)
    vie_du_label.ouvrir(dossier, effectif, jours.dit, regle)
    repository.save(dossier)


@HANDLERS.on(MettreEnDemeure, within=departement_du_dossier)
def mettre_en_demeure(
    commande: MettreEnDemeure, repository: Repository, jours: Jours, regles_du_label: ReglesDuLabel
) -> None:
    """C.3 : le porteur a ses jours pleins, même d'une mise en demeure déclarée après coup."""
    dossier = dossier_de(commande, repository)
    regle = de_ces_jours(regles_du_label.mises_en_demeure, jours)
    manquements = [cast(ManquementEnregistre, each.model_dump()) for each in commande.manquements]
    echeance = days_after(jours.de(regle.vaut), regle.delai_jours)
    vie_du_label.mettre_en_demeure(dossier, manquements, jours.dit, echeance, selon=[regle.id])
    repository.save(dossier)


@HANDLERS.on(ConstaterMiseEnConformite, within=departement_du_dossier)
def constater_conformite(commande: ConstaterMiseEnConformite, repository: Repository) -> None:
    dossier = dossier_de(commande, repository)
    vie_du_label.constater_conformite(dossier, commande.constat)
    repository.save(dossier)


@HANDLERS.on(ConstaterFinDeDelai)
def finir_delai(commande: ConstaterFinDeDelai, repository: Repository) -> None:
    dossier = dossier_de(commande, repository)
    vie_du_label.finir_delai(dossier, commande.echeance)
    repository.save(dossier)


@HANDLERS.on(SuspendreLabel, within=departement_du_dossier)
def suspendre(commande: SuspendreLabel, repository: Repository, jour: date) -> None:
    dossier = dossier_de(commande, repository)
    vie_du_label.suspendre(dossier, commande.motif, jour)
    repository.save(dossier)


@HANDLERS.on(RetablirLabel, within=departement_du_dossier)
def retablir(commande: RetablirLabel, repository: Repository) -> None:
    dossier = dossier_de(commande, repository)
    vie_du_label.retablir(dossier, commande.raison)
    repository.save(dossier)


@HANDLERS.on(RetirerLabel, within=departement_du_dossier)
def retirer(commande: RetirerLabel, repository: Repository, jour: date) -> None:
    """C.7-16."""
    dossier = dossier_de(commande, repository)
    vie_du_label.retirer(dossier, commande.motif, jour, commande.date_effet)
    repository.save(dossier)


@HANDLERS.on(RenoncerAuLabel)
def renoncer(commande: RenoncerAuLabel, repository: Repository) -> None:
    """C.7-16."""
    dossier = dossier_de(commande, repository)
    vie_du_label.renoncer(dossier, commande.raison, commande.date_effet)
    repository.save(dossier)


@HANDLERS.on(ModifierHoraires, within=departement_du_dossier)
def modifier_horaires(commande: ModifierHoraires, repository: Repository) -> None:
    dossier = dossier_de(commande, repository)
    horaires = {str(jour): texte for jour, texte in commande.horaires.items()}
    changements.modifier_horaires(dossier, horaires, commande.commentaire_horaires)
    repository.save(dossier)


@HANDLERS.on(ChangerPorteur, within=departement_du_dossier)
def changer_porteur(commande: ChangerPorteur, repository: Repository) -> None:
    dossier = dossier_de(commande, repository)
    changements.changer_porteur(dossier, commande.porteur, commande.porteur_type, commande.courriel)
    repository.save(dossier)


@HANDLERS.on(RattacherAntenne, within=departement_du_dossier)
def rattacher_antenne(
    commande: RattacherAntenne, repository: Repository, geographie: Geographie
) -> None:
    dossier = dossier_de(commande, repository)
    commune = exiger_commune(geographie, commande.commune_insee)
    selon = [regle_du_code(geographie)]
    changements.rattacher_antenne(dossier, commande.nom, commune.code, commune.nom, selon)
    repository.save(dossier)


@HANDLERS.on(FermerStructure, within=departement_du_dossier)
def fermer(commande: FermerStructure, repository: Repository) -> None:
    dossier = dossier_de(commande, repository)
    changements.fermer(dossier, commande.raison, commande.date_effet)
    repository.save(dossier)


@HANDLERS.on(ObserverFermetureAntenne, within=departement_du_dossier)
def observer_fermeture(
    commande: ObserverFermetureAntenne,
    repository: Repository,
    reseau: Reseau,
    operateurs: Operateurs,
) -> None:
    """A-073, A-074 : rien n'est interdit, et rien ne suit ; le fait est retenu."""
    dossier = dossier_de(commande, repository)
    operateur = operateur_nomme(commande.operateur, commande.acteur, operateurs)
    antenne_id = AntenneOperateur.create_id(commande.structure_id, operateur.id)
    if repository.load(AntenneOperateur, antenne_id):
        return
    observee = AntenneOperateur.observer(
        commande.structure_id,
        dossier.departement,
        operateur.id,
        operateur.nom,
        commande.fermee_le,
        reseau.label_depuis(commande.structure_id),
    )
    repository.save(observee)
