"""Une demande refusée pour une raison du moment est décidée de nouveau (ADR 0031)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.envelope import Envelope, Outcome
from shared.recording import message_context
from shared.recording.store import MessageRecu
from shared.refusal import is_final
from tests.shared.magasins import Magasin
from tests.shared.registre import Inscrire, Registres, composant, inscription

FERME = Outcome("REFUSE", "RegistreFerme", "Le registre est fermé.")
ACCEPTE = Outcome("ACCEPTE", version=2)


def ouvrir(magasin: Magasin, ferme: bool = False) -> Registres:
    service = magasin.ouvrir(composant).service
    assert isinstance(service, Registres)
    service.ferme = ferme
    return service


def recus(service: Registres) -> list[tuple[str, str, int]]:
    events = [event for _, event in recorded_after(service, 0)]
    return [
        (each.statut, each.code, each.originator_version)
        for each in events
        if isinstance(each, MessageRecu)
    ]


def test_la_cause_levee_la_meme_demande_est_acceptee_une_fois(magasin: Magasin) -> None:
    registres = ouvrir(magasin, ferme=True)
    demande = inscription("Ada")
    assert registres.receive(demande) == FERME

    registres.ferme = False
    reponses = [registres.receive(demande) for _ in range(3)]

    assert reponses == [ACCEPTE] * 3
    assert registres.noms() == ["Ada"]
    assert recus(registres) == [("REFUSE", "RegistreFerme", 1), ("ACCEPTE", "", 2)]


def test_acceptee_elle_le_reste_meme_si_la_cause_revient(magasin: Magasin) -> None:
    registres = ouvrir(magasin)
    demande = inscription("Ada")
    assert registres.receive(demande) == ACCEPTE

    registres.ferme = True

    assert registres.receive(demande) == ACCEPTE
    assert recus(registres) == [("ACCEPTE", "", 1)]


def test_tant_que_la_cause_dure_rien_de_plus_n_est_enregistre(magasin: Magasin) -> None:
    """Un fichier repris chaque nuit n'allonge pas le journal."""
    registres = ouvrir(magasin, ferme=True)

    reponses = [registres.receive(inscription("Ada")) for _ in range(4)]

    assert reponses == [FERME] * 4
    assert recus(registres) == [("REFUSE", "RegistreFerme", 1)]


def test_une_autre_cause_est_un_autre_refus_enregistre_aussi(magasin: Magasin) -> None:
    registres = ouvrir(magasin, ferme=True)
    demande = inscription("Ada", numero=2)
    assert registres.receive(demande) == FERME
    registres.ferme = False
    assert registres.receive(inscription("Ada")).accepted

    reponses = [registres.receive(demande) for _ in range(2)]

    assert {each.code for each in reponses} == {"DejaInscrit"}
    assert recus(registres) == [
        ("REFUSE", "RegistreFerme", 1),
        ("ACCEPTE", "", 1),
        ("REFUSE", "DejaInscrit", 2),
    ]


def test_un_refus_qui_ne_depend_que_de_la_demande_est_rejoue(magasin: Magasin) -> None:
    registres = ouvrir(magasin)
    vide = inscription("")
    premiere = registres.receive(vide)

    registres.ferme = True

    assert (premiere.statut, premiere.code) == ("REFUSE", "NomVide")
    assert registres.receive(vide) == premiere
    assert recus(registres) == [("REFUSE", "NomVide", 1)]


@pytest.mark.parametrize("ferme", [True, False])
def test_le_meme_identifiant_avec_un_autre_contenu_reste_refuse(
    magasin: Magasin, ferme: bool
) -> None:
    registres = ouvrir(magasin, ferme=ferme)
    demande = inscription("Ada")
    registres.receive(demande)
    registres.ferme = False

    autre = Inscrire(message_id=demande.body.message_id, acteur=acteur(demande), nom="Grace")
    reponse = registres.receive(Envelope.starting(autre))

    assert (reponse.statut, reponse.code) == ("REFUSE", "IdentifiantDejaUtilise")
    assert registres.receive(demande).accepted
    assert registres.noms() == ["Ada"]


def test_le_role_qui_n_y_a_pas_droit_reste_refuse(magasin: Magasin) -> None:
    registres = ouvrir(magasin, ferme=True)
    demande = inscription("Ada", acteur=Acteur(role="PORTEUR", id="porteur"))
    premiere = registres.receive(demande)

    assert premiere.code == "RoleNonAutorise"
    assert registres.receive(demande) == premiere
    assert len(recus(registres)) == 1


def test_deux_processus_qui_la_decident_en_meme_temps_ne_l_enregistrent_qu_une_fois(
    durable: Magasin,
) -> None:
    premier, second = ouvrir(durable, ferme=True), ouvrir(durable)
    demande = inscription("Ada")
    assert premier.receive(demande) == FERME
    premier.ferme = False
    second.avant_de_sauver = une_fois(lambda: premier.receive(demande))

    assert second.receive(demande) == ACCEPTE
    assert second.noms() == ["Ada"]
    assert recus(second) == [("REFUSE", "RegistreFerme", 1), ("ACCEPTE", "", 2)]


def test_un_refus_concurrent_de_la_premiere_fois_n_empeche_pas_de_l_accepter(
    durable: Magasin,
) -> None:
    ferme, ouvert = ouvrir(durable, ferme=True), ouvrir(durable)
    demande = inscription("Ada")
    ouvert.avant_de_sauver = une_fois(lambda: ferme.receive(demande))

    assert ouvert.receive(demande) == ACCEPTE
    assert recus(ouvert) == [("REFUSE", "RegistreFerme", 1), ("ACCEPTE", "", 2)]


def test_un_conflit_sur_le_registre_ne_fait_pas_rejouer_le_refus(durable: Magasin) -> None:
    premier, second = ouvrir(durable, ferme=True), ouvrir(durable)
    demande = inscription("Ada")
    assert premier.receive(demande) == FERME
    premier.ferme = False
    second.avant_de_sauver = une_fois(lambda: premier.receive(inscription("Grace")))

    assert second.receive(demande).accepted
    assert second.noms() == ["Grace", "Ada"]


def test_un_processus_nouveau_la_decide_de_nouveau(durable: Magasin) -> None:
    demande = inscription("Ada")
    assert ouvrir(durable, ferme=True).receive(demande) == FERME

    assert ouvrir(durable).receive(demande) == ACCEPTE
    assert ouvrir(durable, ferme=True).receive(demande) == ACCEPTE


def test_une_demande_refusee_par_une_version_ancienne_est_decidee_de_nouveau(
    durable: Magasin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Son reçu était sous l'identité du message, sans compte ni empreinte."""
    registres = ouvrir(durable, ferme=True)
    demande = inscription("Ada")
    refuser_comme_avant(registres, monkeypatch, demande)

    assert [registres.receive(demande) for _ in range(2)] == [FERME] * 2
    assert len(recus(registres)) == 1
    registres.ferme = False
    assert [registres.receive(demande) for _ in range(2)] == [ACCEPTE] * 2
    assert ouvrir(durable, ferme=True).receive(demande) == ACCEPTE
    assert registres.noms() == ["Ada"]


def test_un_code_que_plus_aucun_refus_ne_porte_est_rejoue() -> None:
    """Rien ne dit alors que sa cause puisse être levée."""
    assert is_final("RefusDUneVersionPassee")
    assert is_final("NomVide") and not is_final("RegistreFerme")


def acteur(envelope: Envelope) -> Acteur:
    assert isinstance(envelope.body, Inscrire)
    return envelope.body.acteur


def une_fois(agir: Callable[[], object]) -> Callable[[], object]:
    reste = [agir]
    return lambda: reste.pop()() if reste else None


def refuser_comme_avant(
    service: Registres, monkeypatch: pytest.MonkeyPatch, envelope: Envelope
) -> None:
    """Enregistre le refus comme le faisait la version 0.1."""
    mapped = service.mapper.to_stored_event

    def written_by_0_1(event: Any) -> Any:
        if isinstance(event, MessageRecu):
            for name in ("message_id", "compte", "empreinte"):
                vars(event).pop(name)
        return mapped(event)

    def own_id(sent: Envelope) -> UUID:
        return sent.body.message_id

    with monkeypatch.context() as during:
        during.setattr(message_context, "receipt_id", own_id)
        during.setattr(MessageRecu, "class_version", 1)
        during.setattr(service.mapper, "to_stored_event", written_by_0_1)
        assert service.receive(replace(envelope)) == FERME
