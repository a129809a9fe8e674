"""Les reçus : nul ne fait passer le message d'un autre pour une répétition (ADR 0002)."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from shared.log.readers import recorded_after
from shared.messages.envelope import Envelope, Outcome
from shared.recording import message_context
from shared.recording.store import MessageRecu
from tests.shared.registre import (
    PREFET,
    REGISTRE,
    Inscrire,
    NomInscrit,
    Registre,
    Registres,
    inscription,
    inscrire,
    ouvrir,
)


@pytest.fixture
def registres(tmp_path: Path) -> Registres:
    return ouvrir(tmp_path / "registres.sqlite")


def demande(message_id: UUID, nom: str, compte: str = "") -> Envelope:
    return replace(
        Envelope.starting(Inscrire(message_id=message_id, acteur=PREFET, nom=nom)), sender=compte
    )


def recus(service: Registres) -> list[MessageRecu]:
    return [event for _, event in recorded_after(service, 0) if isinstance(event, MessageRecu)]


def test_une_demande_qui_prend_l_identite_d_un_agregat_ne_l_empeche_pas_de_naitre(
    registres: Registres,
) -> None:
    refusee = Inscrire(
        message_id=REGISTRE, acteur=PREFET.model_copy(update={"role": "PORTEUR"}), nom="x"
    )
    assert registres.receive(Envelope.starting(refusee)).code == "RoleNonAutorise"

    assert inscrire(registres, "Ada") == [Outcome("ACCEPTE", version=2)]
    assert registres.receive(demande(REGISTRE, "Grace")).code == "IdentifiantDejaUtilise"
    assert registres.noms() == ["Ada"]


def test_le_meme_identifiant_de_deux_comptes_est_celui_de_deux_demandes(
    registres: Registres,
) -> None:
    un = UUID(int=1)

    assert registres.receive(demande(un, "Ada", "prefecture")).accepted
    assert registres.receive(demande(un, "Grace", "operateur")).accepted

    assert registres.noms() == ["Ada", "Grace"]
    assert [(recu.message_id, recu.compte) for recu in recus(registres)] == [
        (un, "prefecture"),
        (un, "operateur"),
    ]


def test_un_identifiant_deja_pris_pour_une_autre_demande_est_refuse(registres: Registres) -> None:
    un = UUID(int=1)
    premiere = registres.receive(demande(un, "Ada", "prefecture"))

    autre = registres.receive(demande(un, "Grace", "prefecture"))

    assert (autre.statut, autre.code) == ("REFUSE", "IdentifiantDejaUtilise")
    assert str(un) in autre.detail and "Inscrire" in autre.detail
    assert registres.receive(demande(un, "Ada", "prefecture")) == premiere
    assert registres.noms() == ["Ada"] and len(recus(registres)) == 1


def test_une_demande_ne_fait_pas_passer_un_fait_a_venir_pour_une_repetition(
    registres: Registres,
) -> None:
    fait = NomInscrit(
        message_id=uuid5(REGISTRE, "2"),
        occurred_at="2019-11-15T10:00:00+01:00",  # type: ignore[arg-type]
        structure_id=REGISTRE,
        nom="Ada",
    )
    for compte in ("", "shared", "prefecture"):
        registres.receive(demande(fait.message_id, "Grace", compte))

    assert registres.receipts.answered(Envelope.starting(fait)) is None


def test_le_recu_d_une_version_ancienne_est_celui_du_meme_message(
    registres: Registres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ce qu'écrivait la première version : l'identité du message, sans compte ni empreinte."""
    ancienne = inscription("Ada")
    ancien(registres, monkeypatch, ancienne)

    assert registres.receive(replace(ancienne, sender="prefecture")) == Outcome(
        "ACCEPTE", version=2
    )
    assert registres.receive(inscription("Grace")).accepted
    assert registres.noms() == ["Ada", "Grace"]


def test_le_recu_ancien_d_une_demande_ne_repond_pas_a_un_fait(
    registres: Registres, monkeypatch: pytest.MonkeyPatch
) -> None:
    ancienne = inscription("Ada")
    ancien(registres, monkeypatch, ancienne)
    fait = NomInscrit(
        message_id=ancienne.body.message_id,
        occurred_at="2019-11-15T10:00:00+01:00",  # type: ignore[arg-type]
        structure_id=REGISTRE,
        nom="Ada",
    )

    assert registres.receipts.answered(Envelope.starting(fait)) is None


def test_l_identite_d_un_recu_n_est_celle_d_aucun_registre(registres: Registres) -> None:
    inscrire(registres, "Ada")
    [recu] = recus(registres)

    assert registres.load(Registre, recu.originator_id) is None


def ancien(service: Registres, monkeypatch: pytest.MonkeyPatch, envelope: Envelope) -> None:
    """Handle a message as version 0.1 did."""
    mapped = service.mapper.to_stored_event

    def written_by_0_1(event: Any) -> Any:
        if isinstance(event, MessageRecu):
            for name in ("message_id", "compte", "empreinte"):
                vars(event).pop(name)
        return mapped(event)

    with monkeypatch.context() as during:
        during.setattr(message_context, "receipt_id", lambda sent: sent.body.message_id)
        during.setattr(MessageRecu, "class_version", 1)
        during.setattr(service.mapper, "to_stored_event", written_by_0_1)
        assert service.receive(envelope).accepted
    assert [recu.compte for recu in recus(service)] == [""]
