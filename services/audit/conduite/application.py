"""Conduire un audit : le déclencher, le visiter, le conclure, l'annuler ou le remplacer."""

from datetime import date
from typing import Protocol, cast
from uuid import UUID

from services.audit.conduite.commands import (
    AnnulerAudit,
    CloreVisite,
    ConclureAudit,
    ConstaterCriteres,
    ConstaterSilence,
    ConstatSaisi,
    DebuterVisite,
    OuvrirContradictoire,
    PlanifierVisite,
    PresenterObservations,
    RectifierConstat,
    RemplacerAudit,
    ReporterVisite,
)
from services.audit.conduite.domain import (
    conclusion,
    constats,
    contradictoire,
    declenchement,
    rectification,
    visite,
)
from services.audit.conduite.domain.audit import Audit, Constat
from services.audit.conduite.policies import de_la_conclusion
from services.audit.conduite.rules import regle_contradictoire
from services.audit.referentiels.domain import constats_par_donnee, est_mobile
from services.audit.referentiels.rules.chargement import (
    charger_referentiel,
    referentiel_opposable,
)
from services.audit.referentiels.rules.grille import Referentiel
from services.audit.vigilance.application import alerter, suivie
from services.audit.vigilance.domain.veille import Veille
from shared.contracts.labellisation import StructureSignalee
from shared.contracts.structure import Designation, FicheAnnoncee
from shared.horaires import lire_semaine
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.recording.handlers import Handlers
from shared.recording.repository import Introuvable, Repository
from shared.refusal import RefusDefinitif
from shared.rules.dated import Jours
from shared.structures import DesignationEnregistree

HANDLERS = Handlers("conduite")


class MotifManquant(RefusDefinitif):
    """Qui revient sur ce qui était établi, ou prévu, doit dire pourquoi."""


class SurUnAudit(Protocol):
    """Une demande qui porte sur un audit."""

    @property
    def structure_id(self) -> UUID: ...

    @property
    def audit_id(self) -> UUID: ...


@HANDLERS.on(StructureSignalee)
def declencher(fait: StructureSignalee, repository: Repository, jour: date) -> None:
    """A-021 : un signalement, un audit ; les horaires publiés y sont déjà constatés."""
    if repository.load(Audit, Audit.create_id(fait.signalement_id)):
        return
    referentiel, mobile = referentiel_opposable(jour), est_mobile(fait.fiche.format)
    audit = declenchement.declencher(
        referentiel,
        _constats_publies(referentiel, mobile, fait.fiche),
        signalement_id=fait.signalement_id,
        structure_id=fait.structure_id,
        structure=cast(DesignationEnregistree, Designation.of(fait.fiche).model_dump()),
        mobile=mobile,
        parties=[fait.prefecture],
    )
    repository.save(audit)


@HANDLERS.on(PlanifierVisite)
def planifier(commande: PlanifierVisite, repository: Repository, jour: date) -> None:
    audit = audit_de(commande, repository)
    visite.planifier(audit, commande.acteur.id, commande.le, jour)
    repository.save(audit)


@HANDLERS.on(ReporterVisite)
def reporter(commande: ReporterVisite, repository: Repository, jour: date) -> None:
    audit = audit_de(commande, repository)
    visite.reporter(audit, commande.acteur.id, commande.le, jour, _motif(commande))
    repository.save(audit)


@HANDLERS.on(DebuterVisite)
def debuter(commande: DebuterVisite, repository: Repository, jour: date) -> None:
    audit = audit_de(commande, repository)
    visite.debuter(audit, commande.acteur.id, jour)
    repository.save(audit)


@HANDLERS.on(ConstaterCriteres)
def constater(commande: ConstaterCriteres, repository: Repository) -> None:
    """A-022 : tous les constats de la commande, ou aucun."""
    audit = audit_de(commande, repository)
    referentiel = charger_referentiel(audit.referentiel)
    for saisi in commande.constats:
        constat = _constat(referentiel, saisi, commande.acteur)
        constats.constater(audit, referentiel, saisi.critere, constat)
    repository.save(audit)


@HANDLERS.on(CloreVisite)
def clore(commande: CloreVisite, repository: Repository, jour: date) -> None:
    """A-022."""
    audit = audit_de(commande, repository)
    visite.clore(audit, charger_referentiel(audit.referentiel), commande.acteur.id, jour)
    repository.save(audit)


@HANDLERS.on(OuvrirContradictoire)
def ouvrir_contradictoire(
    commande: OuvrirContradictoire, repository: Repository, jours: Jours
) -> None:
    """TMR-14 : le porteur a ses jours pleins, même d'une ouverture déclarée après coup."""
    audit = audit_de(commande, repository)
    regle = regle_contradictoire(jours)
    contradictoire.ouvrir_contradictoire(audit, commande.acteur.id, regle, jours.de(regle.vaut))
    repository.save(audit)


@HANDLERS.on(PresenterObservations)
def presenter(commande: PresenterObservations, repository: Repository, jour: date) -> None:
    """TMR-14."""
    audit = audit_de(commande, repository)
    preuves = [preuve.enregistree() for preuve in commande.preuves]
    contradictoire.presenter(audit, commande.acteur.id, commande.texte, preuves, jour)
    repository.save(audit)


@HANDLERS.on(ConstaterSilence)
def constater_silence(commande: ConstaterSilence, repository: Repository) -> None:
    """TMR-14, A-022."""
    audit = audit_de(commande, repository)
    contradictoire.constater_silence(audit, commande.silence)
    repository.save(audit)


@HANDLERS.on(ConclureAudit)
def conclure(commande: ConclureAudit, repository: Repository, jour: date) -> None:
    """A-004, A-013 : la conclusion découle des constats."""
    audit = audit_de(commande, repository)
    referentiel = charger_referentiel(audit.referentiel)
    conclusion.conclure(audit, referentiel, commande.acteur.id, commande.issue, jour)
    repository.save(audit)


@HANDLERS.on(RectifierConstat)
def rectifier(commande: RectifierConstat, repository: Repository) -> None:
    """INV-07 : le constat rectifié s'ajoute à celui qu'il remplace."""
    audit, saisi = audit_de(commande, repository), commande.constat
    referentiel = charger_referentiel(audit.referentiel)
    constat = _constat(referentiel, saisi, commande.acteur)
    rectification.rectifier(audit, referentiel, saisi.critere, constat, _motif(commande))
    repository.save(audit, _revoir_conclusion(audit, repository))


@HANDLERS.on(AnnulerAudit)
def annuler(commande: AnnulerAudit, repository: Repository) -> None:
    """C.7-5."""
    audit = audit_de(commande, repository)
    declenchement.annuler(audit, _motif(commande))
    repository.save(audit)


@HANDLERS.on(RemplacerAudit, creates={"audit_id": "ONE"})
def remplacer(commande: RemplacerAudit, repository: Repository) -> None:
    """C.7-5, INV-06."""
    annule = audit_de(commande, repository)
    annule.permettre("RemplacerAudit")
    audit = repository.load(Audit, Audit.create_id(annule.signalement_id, annule.id))
    if audit is None:
        audit = declenchement.remplacer(annule, charger_referentiel(annule.referentiel))
    repository.save(audit, created={"audit_id": audit.id})


def audit_de(commande: SurUnAudit, repository: Repository) -> Audit:
    """L'audit de la demande ; refuse (`Introuvable`) celui d'une autre structure."""
    audit = repository.load_or_refuse(Audit, commande.audit_id)
    if audit.structure_id != commande.structure_id:
        raise Introuvable(
            f"L'audit {audit.id} n'est pas celui de la structure {commande.structure_id}."
        )
    return audit


def _motif(commande: Command) -> str:
    if not commande.motif:
        raise MotifManquant("Dites pourquoi, dans le champ « motif » : il est enregistré.")
    return commande.motif


def _constats_publies(
    referentiel: Referentiel, mobile: bool, fiche: FicheAnnoncee
) -> dict[str, Constat]:
    """Les constats que les horaires publiés suffisent à établir, par critère."""
    semaine = lire_semaine(fiche.horaires)
    etablis = constats_par_donnee(referentiel, mobile, semaine, fiche.commentaire_horaires)
    return {each.critere: declenchement.constat_publie(each) for each in etablis}


def _constat(referentiel: Referentiel, saisi: ConstatSaisi, acteur: Acteur) -> Constat:
    """Le constat à enregistrer, une fois ses mesures vérifiées."""
    constats.verifier_mesures(referentiel, saisi.critere, saisi.resultat, saisi.valeurs)
    return {
        "resultat": saisi.resultat,
        "mode": saisi.mode,
        "auteur": acteur.id,
        "organisme": acteur.organisme or "",
        "valeurs": saisi.valeurs,
        "remarque": saisi.remarque,
        "preuves": [preuve.enregistree() for preuve in saisi.preuves],
    }


def _revoir_conclusion(audit: Audit, repository: Repository) -> Veille | None:
    """C.7-7 : si l'audit remis en cause est celui d'une structure labellisée."""
    suivi = suivie(repository, audit.structure_id)
    if suivi is None:
        return None
    doutes = [doute for event in audit.pending_events for doute in de_la_conclusion(event)]
    selon = [audit.referentiel]
    return alerter(repository, audit.structure_id, suivi.structure, "CONSTAT", doutes, selon)
