"""La vie d'un label : ouvrir, mettre en demeure, suspendre, retirer."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from services.labellisation.dossier.domain.alerte import alerter
from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.evenements.label import (
    ApplicationsOuvertesEnregistrees,
    ConformiteRetablie,
    FaitDuLabel,
    FinDeLabel,
    FranceServicesOuverte,
    LabelRenonce,
    LabelRetabli,
    LabelRetire,
    LabelSuspendu,
    ManquementEnregistre,
    PorteurMisEnDemeure,
)
from services.labellisation.dossier.domain.transitions import attend, exiger_ou_deja_fait
from services.labellisation.effectif.domain import EffectifDuLabel, exiger_agents_formes
from services.labellisation.label.rules.vie_du_label import Ouverture
from shared.refusal import RefusDuMoment


class OuverturePrematuree(RefusDuMoment):
    """Une France Services n'ouvre qu'avec ses applications et des agents formés (A-092, A-100)."""


class DelaiEnCours(RefusDuMoment):
    """Avant l'échéance de la mise en demeure, le label ne tombe que pour un motif énoncé."""


class FinAvantLabel(RefusDuMoment):
    """Un label ne cesse pas avant d'avoir pris effet : ce qu'il a été reste (C.7-16)."""


def noter_applications(dossier: Dossier, agents: int) -> None:
    if not dossier.applications_ouvertes and attend(dossier, "ApplicationsOuvertes"):
        dossier.enregistrer(ApplicationsOuvertesEnregistrees, agents=agents)


def ouvrir(dossier: Dossier, effectif: EffectifDuLabel | None, le: date, regle: Ouverture) -> None:
    """A-092, A-100, INV-14 : distincte du label (X-20)."""
    if exiger_ou_deja_fait(dossier, "OuvrirFranceServices") or dossier.ouverte_le:
        return
    manques = [] if dossier.applications_ouvertes else ["les applications de la plateforme"]
    manques += [f"la formation ({code})" for code in _non_conformes(dossier, regle.famille)]
    if manques:
        raise OuverturePrematuree(
            f"« {dossier.nom} » ne peut pas ouvrir : il manque {', '.join(manques)}.",
            selon=[regle.id],
        )
    exiger_agents_formes(effectif, dossier.nom, regle.minimum_agents, regle.id)
    _enregistrer(dossier, FranceServicesOuverte, [regle.id], ouverte_le=le.isoformat())


def mettre_en_demeure(
    dossier: Dossier,
    manquements: Sequence[ManquementEnregistre],
    echeance: date,
    selon: Iterable[str] = (),
) -> None:
    if not exiger_ou_deja_fait(dossier, "MettreEnDemeure"):
        faits = {"manquements": list(manquements), "echeance": echeance.isoformat()}
        _enregistrer(dossier, PorteurMisEnDemeure, selon, **faits)


def constater_conformite(dossier: Dossier, constat: str) -> None:
    if not exiger_ou_deja_fait(dossier, "ConstaterMiseEnConformite"):
        _enregistrer(dossier, ConformiteRetablie, constat=constat)


def finir_delai(dossier: Dossier, echeance: date) -> None:
    """Le silence ne retire rien : il se voit, et le préfet décide (C.6)."""
    if dossier.echeance == echeance.isoformat() and attend(dossier, "ConstaterFinDeDelai"):
        alerter(dossier, "DELAI_DEPASSE", "le délai de la mise en demeure est passé")


def suspendre(dossier: Dossier, raison: str | None, le: date) -> None:
    if not exiger_ou_deja_fait(dossier, "SuspendreLabel"):
        _enregistrer(dossier, LabelSuspendu, raison=_raison(dossier, raison, le))


def retablir(dossier: Dossier, raison: str) -> None:
    if not exiger_ou_deja_fait(dossier, "RetablirLabel"):
        _enregistrer(dossier, LabelRetabli, raison=raison)


def retirer(dossier: Dossier, raison: str | None, le: date, date_effet: date) -> None:
    if not exiger_ou_deja_fait(dossier, "RetirerLabel"):
        _finir(dossier, LabelRetire, _raison(dossier, raison, le), date_effet)


def renoncer(dossier: Dossier, raison: str, date_effet: date) -> None:
    if not exiger_ou_deja_fait(dossier, "RenoncerAuLabel"):
        _finir(dossier, LabelRenonce, raison, date_effet)


def exiger_apres_le_label(dossier: Dossier, date_effet: date) -> None:
    """Refuse (`FinAvantLabel`) une fin d'avant l'effet du label, si la structure en porte un."""
    if dossier.label_id and date_effet.isoformat() < dossier.label_effet:
        effet = date.fromisoformat(dossier.label_effet)
        raise FinAvantLabel(
            f"Le label de « {dossier.nom} » a pris effet le {effet:%d/%m/%Y} : il ne peut finir le "
            f"{date_effet:%d/%m/%Y}. Donnez le {effet:%d/%m/%Y}, ou un jour qui suit."
        )


def _finir(dossier: Dossier, evenement: type[FinDeLabel], raison: str, date_effet: date) -> None:
    exiger_apres_le_label(dossier, date_effet)
    _enregistrer(dossier, evenement, raison=raison, date_effet=date_effet.isoformat())


def _raison(dossier: Dossier, raison: str | None, le: date) -> str:
    """Le délai passé suffit ; avant, il faut un motif."""
    if raison:
        return raison
    if dossier.echeance and le.isoformat() <= dossier.echeance:
        raise DelaiEnCours(
            f"« {dossier.nom} » a jusqu'au {date.fromisoformat(dossier.echeance):%d/%m/%Y} : avant "
            "cette date, énoncez le motif (champ « motif »)."
        )
    return "délai de mise en demeure dépassé"


def _non_conformes(dossier: Dossier, famille: str) -> list[str]:
    """Parmi les critères de cette famille ; toute la famille, si l'audit n'en dit rien."""
    constats = dossier.synthese["constats"] if dossier.synthese else []
    siens = [each for each in constats if each["code"].startswith(f"{famille}-")]
    manques = [each["code"] for each in siens if each["resultat"] != "CONFORME"]
    return manques if siens else [f"{famille}-*"]


def _enregistrer(
    dossier: Dossier, evenement: type[FaitDuLabel], selon: Iterable[str] = (), **faits: Any
) -> None:
    dossier.enregistrer(evenement, selon, label_id=dossier.label_id, fiche=dossier.fiche, **faits)
