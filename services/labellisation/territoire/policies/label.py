"""Quand un préfet labellise : la fenêtre du programme et, si la règle le veut, tous les avis."""

from datetime import date
from uuid import UUID

from services.labellisation.territoire.domain.consultation import AvisManquants, Consultation
from services.labellisation.territoire.rules.programme import AvisOperateurs, Programme
from shared.recording.repository import Repository


def exiger_label_possible(
    programme: Programme,
    repository: Repository,
    jour: date,
    date_effet: date,
    signalement_id: UUID | None,
) -> tuple[str, ...]:
    """A-018, INS-02 : les règles que le label cite ; refuse un label qui ne s'y tient pas."""
    programme.exiger_fenetre(date_effet, "Un label à effet")
    avis = programme.avis_operateurs.on(jour)
    if avis is None:
        return programme.regles_de_la_fenetre
    if avis.bloquant and signalement_id:
        _exiger_avis(avis, repository, signalement_id)
    return (*programme.regles_de_la_fenetre, avis.id)


def _exiger_avis(avis: AvisOperateurs, repository: Repository, signalement_id: UUID) -> None:
    consultation = repository.load(Consultation, Consultation.create_id(signalement_id))
    if consultation and consultation.attendus:
        raise AvisManquants(
            f"Il manque l'avis de {', '.join(consultation.attendus)} (règle {avis.id}) : "
            "le label attend tous les avis.",
            selon=[avis.id],
        )
