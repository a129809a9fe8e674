"""Un courriel refusé, puis son destinataire oublié : plus rien ne dit son adresse."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from services.notifications.component import build
from services.notifications.courriels.commands import FACTEUR, ConstaterRefus
from services.notifications.courriels.domain import Courriel
from shared.clock import SystemClock
from shared.contracts.labellisation import StructureLabellisee
from shared.log.readers import recorded_after
from shared.messages.envelope import Envelope
from shared.personal_data.fields import contact_of
from shared.personal_data.master_keys import new_master_key
from shared.runtime.component import Component
from shared.runtime.forgetting import Forgetting
from shared.runtime.settings import embedded
from tests.contracts.language import sample

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
ADRESSE = LABEL.fiche.courriel
REFUS = f"550 5.1.1 <{ADRESSE}>: utilisateur inconnu"
PORTEUR = Courriel.create_id(LABEL.message_id, "PORTEUR")
LIGNES = "SELECT destinataire, adresse, raison FROM courriels ORDER BY destinataire"


@pytest.fixture
def notifications(tmp_path: Path) -> Iterator[Component]:
    options = {"MASTER_KEY": new_master_key(), "LINK_SECRET": "essai"}
    component = build(embedded("notifications", tmp_path, SystemClock(), options))
    refus = ConstaterRefus(
        message_id=UUID(int=46), acteur=FACTEUR, courriel_id=PORTEUR, raison=REFUS
    )
    for message in (LABEL, refus):
        assert component.service.receive(Envelope.starting(message)).accepted
    for reader in component.projection_readers():
        reader.run()
    yield component
    component.close()


def oublier(component: Component) -> None:
    personne = contact_of(LABEL.structure_id)
    Forgetting(component, "délégué", "à sa demande").forget({personne: LABEL.structure_id})


def test_le_refus_d_un_serveur_qui_cite_l_adresse_est_chiffre_et_se_relit(
    notifications: Component,
) -> None:
    recorder = notifications.service.recorder
    etats = [each.state for each in recorder.select_notifications(start=None, limit=100)]

    assert ADRESSE and not any(ADRESSE.encode() in etat for etat in etats)
    lignes = [tuple(ligne.values()) for ligne in notifications.model.query(LIGNES)]
    prefecture = "france-services@prefecture-15.example"
    assert lignes == [("PORTEUR", ADRESSE, REFUS), ("PREFECTURE", prefecture, "")]


def test_l_oubli_vide_les_adresses_et_garde_celle_de_la_prefecture(
    notifications: Component, tmp_path: Path
) -> None:
    oublier(notifications)

    lignes = [tuple(ligne.values()) for ligne in notifications.model.query(LIGNES)]
    prefecture = "france-services@prefecture-15.example"
    assert lignes == [("PORTEUR", "", ""), ("PREFECTURE", prefecture, "")]
    fichiers = b"".join(path.read_bytes() for path in tmp_path.glob("*.sqlite*"))
    assert ADRESSE.encode() not in fichiers and prefecture.encode() in fichiers


def test_le_journal_dit_encore_qu_un_courriel_fut_refuse(notifications: Component) -> None:
    oublier(notifications)

    phrases = [row["phrase"] for row in notifications.model.query("SELECT phrase FROM journal")]
    assert "Courriel refusé par le serveur de messagerie (raison effacée)" in phrases


def test_un_courriel_demande_a_qui_est_oublie_reste_dans_l_histoire(
    notifications: Component,
) -> None:
    oublier(notifications)

    demandes = [
        event
        for _, event in recorded_after(notifications.service, 0)
        if isinstance(event, Courriel.CourrielDemande)
    ]
    assert {event.destinataire: event.adresse != "" for event in demandes} == {
        "PORTEUR": False,
        "PREFECTURE": True,
    }
    assert all(event.variables["structure"]["courriel"] == "" for event in demandes)
