"""Quand un préfet labellise : la fenêtre, la vague et, si la règle le veut, tous les avis."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.labellisation.territoire.domain.campagne import CampagneRemontee
from services.labellisation.territoire.domain.consultation import AvisManquants, Consultation
from services.labellisation.territoire.domain.remontee import Remontee
from services.labellisation.territoire.domain.reseau import Reseau
from services.labellisation.territoire.rules.programme import AvisOperateurs, Programme, Vague
from shared.recording.repository import Repository
from shared.refusal import RefusDuMoment
from shared.rules.dated import Jours
from shared.typographie import jour_long


class EffetHorsVague(RefusDuMoment):
    """Le label d'une structure d'une vague prend effet le jour de cette vague (A-007, TMR-02)."""


@dataclass(frozen=True)
class LabelVoulu:
    """Ce que le préfet décide ; `fonde_le` : le jour où l'audit et l'accord l'ont permis."""

    structure_id: UUID
    signalement_id: UUID | None
    date_effet: date
    fonde_le: date


def exiger_label_possible(
    programme: Programme, repository: Repository, reseau: Reseau, jours: Jours, label: LabelVoulu
) -> tuple[str, ...]:
    """A-007, A-018, INS-02 : les règles que le label cite ; refuse celui qui ne s'y tient pas."""
    programme.exiger_fenetre(label.date_effet, "Un label à effet")
    selon = (*programme.regles_de_la_fenetre, *_exiger_vague(programme, repository, reseau, label))
    avis = programme.avis_operateurs.pour(jours)
    if avis is None:
        return selon
    if avis.bloquant and label.signalement_id:
        _exiger_avis(avis, repository, label.signalement_id)
    return (*selon, avis.id)


def _exiger_vague(
    programme: Programme, repository: Repository, reseau: Reseau, label: LabelVoulu
) -> tuple[str, ...]:
    """Un dossier prêt après le jour de sa vague n'en est plus : il choisit sa date."""
    siennes = _vagues(programme, repository, reseau, label.structure_id)
    a_temps = [each for each in siennes if label.fonde_le <= each.date_effet]
    vague = min(a_temps, key=lambda each: each.date_effet, default=None)
    if vague and label.date_effet != vague.date_effet:
        raise EffetHorsVague(
            f"La structure est de la vague {vague.id}, à effet du {jour_long(vague.date_effet)} : "
            f"son label ne peut prendre effet le {jour_long(label.date_effet)}. "
            "Donnez la date de la vague.",
            selon=[vague.id],
        )
    return (vague.id,) if vague else ()


def _vagues(
    programme: Programme, repository: Repository, reseau: Reseau, structure_id: UUID
) -> Iterator[Vague]:
    """Celles des campagnes où la structure a été remontée à temps."""
    for connue in reseau.campagnes_relues():
        remontee = repository.load(Remontee, Remontee.create_id(connue.campagne_id, structure_id))
        campagne = repository.load(CampagneRemontee, connue.campagne_id)
        if remontee and campagne and campagne.annonce.vague and not remontee.tardive:
            yield programme.vague(campagne.annonce.vague)


def _exiger_avis(avis: AvisOperateurs, repository: Repository, signalement_id: UUID) -> None:
    consultation = repository.load(Consultation, Consultation.create_id(signalement_id))
    if consultation and consultation.attendus:
        raise AvisManquants(
            f"Il manque l'avis de {', '.join(consultation.attendus)} (règle {avis.id}) : "
            "le label attend tous les avis.",
            selon=[avis.id],
        )
