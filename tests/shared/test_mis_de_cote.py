"""Un événement qu'un lecteur ne sait pas utiliser : mis de côté, sans arrêter ni dépasser."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import Contract
from shared.log.causes import Outage
from shared.log.readers import Effect, recorded_after
from shared.log.set_aside_decisions import (
    AttendUnAutre,
    RienDeMisDeCote,
    set_aside,
)
from shared.messages.commands import Command
from shared.recording.aggregates import NOT_RECORDED
from shared.recording.provenance import Provenance, acting
from shared.recording.store import EvenementEcarte
from shared.runtime.component import Component
from tests.bus.lecteur import Lecture
from tests.observability.faits import RecordingBus
from tests.shared.atelier import AILLEURS, DEBUT, ICI, TROP_GRAND, Annonce, Atelier
from tests.shared.magasins import Magasin


@pytest.fixture
def atelier(durable: Magasin, tmp_path: Path) -> Atelier:
    return Atelier(durable, tmp_path)


RANGS_LUS, RELAIS, EFFETS = "projection.rangs", "relay", "effects"


def test_une_table_met_de_cote_ce_qu_elle_ne_peut_contenir_et_ce_qui_suit_sa_structure(
    atelier: Atelier,
) -> None:
    atelier.lire(ICI, "un", "TROP", "suite")
    atelier.lire(AILLEURS, "là-bas")

    atelier.tourner()

    assert (atelier.lues(ICI), atelier.lues(AILLEURS)) == ([2], [6])
    assert atelier.de_cote() == [(RANGS_LUS, "EN_ATTENTE"), (RANGS_LUS, "DERRIERE")]
    head = atelier.component.service.recorder.max_notification_id()
    assert atelier.component.model.position(RANGS_LUS) == head
    atelier.lire(ICI, "encore plus")
    atelier.lire(AILLEURS, "aussi")
    atelier.tourner()
    assert (atelier.lues(ICI), atelier.lues(AILLEURS)) == ([2], [6, 5])


def test_ce_qui_fut_mis_de_cote_dit_quoi_ou_quand_et_par_quelle_version(atelier: Atelier) -> None:
    atelier.lire(ICI, "TROP")
    atelier.tourner()

    [row] = set_aside(atelier.component.model)

    assert (row["position"], row["evenement"]) == (atelier.position("TROP"), "essais.NouvelleLue")
    assert (row["structure_id"], row["agregat"]) == (str(ICI), str(ICI))
    assert (row["tentatives"], row["code"]) == (1, "1")
    assert row["premier_echec"].startswith("2019-11-15T08:00") and row["cause"]
    assert str(TROP_GRAND) not in row["erreur"] and row["erreur"]


def test_apres_ses_essais_il_attend_une_decision(atelier: Atelier) -> None:
    atelier.lire(ICI, "TROP", "suite")
    atelier.tourner()
    states = [atelier.de_cote()[0][1]]
    for _ in range(3):
        atelier.essayer(1)
        states.append(atelier.de_cote()[0][1])

    assert states == ["EN_ATTENTE", "EN_ATTENTE", "A_DECIDER", "A_DECIDER"]
    assert set_aside(atelier.component.model)[0]["tentatives"] == 3
    assert all(each.next_due() is None for each in atelier.timed)


def test_ecarte_il_laisse_passer_dans_l_ordre_et_une_reconstruction_l_ignore(
    atelier: Atelier,
) -> None:
    atelier.lire(ICI, "TROP", "suite", "fin")
    atelier.tourner()

    assert atelier.decisions().skip(atelier.position("TROP")) == [RANGS_LUS]
    atelier.tourner()

    assert (atelier.lues(ICI), atelier.de_cote()) == ([5, 3], [])
    for reader in atelier.component.projection_readers():
        reader.rebuild(lambda lus: None)
    assert (atelier.lues(ICI), atelier.de_cote()) == ([5, 3], [])
    decided = [e for _, e in recorded_after(atelier.component.service, 0)]
    [ecarte] = [each for each in decided if isinstance(each, EvenementEcarte)]
    assert ecarte.provenance["motif"] == "essai" and ecarte.provenance["acteur"] == "exploitation"
    assert (ecarte.provenance["sujet"], ecarte.lecteurs) == (ICI, [RANGS_LUS])


def test_une_reconstruction_met_de_cote_comme_le_travailleur_sans_s_arreter(
    atelier: Atelier,
) -> None:
    atelier.lire(ICI, "un", "TROP", "suite")
    atelier.lire(AILLEURS, "là-bas")
    atelier.tourner()
    avant = set_aside(atelier.component.model)
    atelier.clock.advance(DEBUT + timedelta(hours=1))

    for reader in atelier.component.projection_readers():
        reader.rebuild(lambda lus: None)

    apres = set_aside(atelier.component.model)
    assert (atelier.lues(ICI), atelier.lues(AILLEURS)) == ([2], [6])
    assert [row["position"] for row in apres] == [row["position"] for row in avant]
    assert [row["etat"] for row in apres] == ["EN_ATTENTE", "DERRIERE"]
    assert apres[0]["premier_echec"] == avant[0]["premier_echec"] < apres[0]["dernier_echec"]


def test_une_reconstruction_oublie_ce_qu_elle_sait_utiliser(atelier: Atelier) -> None:
    atelier.lire(ICI, "TROP", "suite")
    atelier.tourner()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.shared.atelier.TROP_GRAND", 7)
        for reader in atelier.component.projection_readers():
            reader.rebuild(lambda lus: None)

    assert (atelier.lues(ICI), atelier.de_cote()) == ([7, 5], [])


def test_une_autre_version_l_essaie_d_elle_meme_et_ce_qui_attendait_suit(
    atelier: Atelier, monkeypatch: pytest.MonkeyPatch
) -> None:
    atelier.lire(ICI, "TROP", "suite")
    atelier.essayer(4)
    atelier.ouvrir("1")
    monkeypatch.setattr("tests.shared.atelier.TROP_GRAND", 7)
    atelier.tourner()
    assert atelier.lues(ICI) == []

    atelier.ouvrir("2")
    atelier.tourner()

    assert (atelier.lues(ICI), atelier.de_cote()) == ([7, 5], [])


def test_relance_par_quelqu_un_il_repart_avec_ses_essais(
    atelier: Atelier, monkeypatch: pytest.MonkeyPatch
) -> None:
    atelier.lire(ICI, "TROP", "suite")
    atelier.essayer(4)
    atelier.decisions().retry(atelier.position("TROP"))
    atelier.tourner()
    assert atelier.de_cote()[0] == (RANGS_LUS, "EN_ATTENTE")

    monkeypatch.setattr("tests.shared.atelier.TROP_GRAND", 7)
    atelier.essayer(1)

    assert (atelier.lues(ICI), atelier.de_cote()) == ([7, 5], [])


def test_le_relais_tait_la_structure_dont_un_fait_ne_se_dit_pas(atelier: Atelier) -> None:
    atelier.fautifs = {"secret"}
    atelier.lire(ICI, "avant", "secret", "après")
    atelier.lire(AILLEURS, "là-bas")
    atelier.tourner()

    assert atelier.annoncees(ICI) == ["avant"] and atelier.annoncees(AILLEURS) == ["là-bas"]
    assert atelier.de_cote(RELAIS) == [(RELAIS, "EN_ATTENTE"), (RELAIS, "DERRIERE")]
    atelier.fautifs = set()
    atelier.essayer(1)
    assert atelier.annoncees(ICI) == ["avant", "secret", "après"]
    assert atelier.de_cote() == []


@pytest.mark.parametrize("texte", ["moitié \ud83d", "x" * 1_048_577], ids=["moitié", "long"])
def test_le_relais_met_de_cote_un_fait_qu_aucun_message_ne_peut_porter(
    sqlite: Magasin, tmp_path: Path, texte: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    atelier = Atelier(sqlite, tmp_path)
    atelier.lire(ICI, "a", "b", "c")
    contrat = atelier._contrat

    def enfle(event: Any) -> Contract | None:
        found = contrat(event)
        b = isinstance(found, Annonce) and found.texte == "b"
        return found.model_copy(update={"texte": texte}) if found and b else found

    atelier.component = replace(atelier.component, to_contract=enfle)
    [relay, *_] = atelier.component.readers(atelier.bus)
    relay.run()

    assert atelier.annoncees(ICI) == ["a"]
    assert atelier.de_cote() == [(RELAIS, "EN_ATTENTE"), (RELAIS, "DERRIERE")]


def test_un_effet_impossible_est_mis_de_cote_et_les_suivants_de_sa_structure_l_attendent(
    atelier: Atelier,
) -> None:
    atelier.fautifs = {"secret"}
    atelier.lire(ICI, "avant", "secret", "après")
    atelier.lire(AILLEURS, "là-bas")
    atelier.tourner()

    assert atelier.faits == ["avant", "là-bas"]
    atelier.fautifs = set()
    atelier.essayer(1)
    assert atelier.faits == ["avant", "là-bas", "secret", "après"]
    assert atelier.de_cote(EFFETS) == []


def test_un_type_inconnu_est_mis_de_cote_par_chaque_lecteur_avec_sa_structure(
    atelier: Atelier,
) -> None:
    atelier.lire(ICI, "un")
    enregistrer_inconnu(atelier.component)
    atelier.lire(ICI, "suite")
    atelier.lire(AILLEURS, "là-bas")

    atelier.tourner()

    assert atelier.annoncees(ICI) == ["un"] and atelier.annoncees(AILLEURS) == ["là-bas"]
    assert (atelier.lues(ICI), atelier.lues(AILLEURS)) == ([2], [6])
    assert {lecteur for lecteur, etat in atelier.de_cote() if etat == "EN_ATTENTE"} == {
        each.name for each in atelier.readers
    }
    [row, *_] = set_aside(atelier.component.model)
    assert row["structure_id"] == str(ICI) and "inconnu" in row["erreur"]
    position = row["position"]
    assert set(atelier.decisions().skip(position)) == {each.name for each in atelier.readers}
    atelier.tourner()
    assert (atelier.lues(ICI), atelier.annoncees(ICI), atelier.de_cote()) == (
        [2, 5],
        ["un", "suite"],
        [],
    )


def enregistrer_inconnu(component: Component, structure: UUID | None = ICI) -> None:
    """Un événement d'une version plus récente, tel qu'il est dans le journal."""
    recorder = component.service.recorder
    [stored, *_] = [
        each
        for each in recorder.select_notifications(start=None, limit=100)
        if each.topic == "essais.NouvelleLue"
    ]
    state = stored.state if structure else stored.state.replace(ICI.hex.encode(), b"0" * 32)
    recorder.insert_events(
        [
            type(stored).__mro__[1](
                originator_id=UUID(int=99), originator_version=1, topic="essais.Neuf", state=state
            )
        ]
    )


def test_sans_structure_c_est_l_agregat_qui_attend(atelier: Atelier) -> None:
    """Et ce qui attend fait attendre sa propre structure."""
    component = atelier.component
    provenance = Provenance("SERVICE", "essai", DEBUT, DEBUT, ICI, ICI, "essai")
    with acting(provenance):
        for agregat, version, structure in (
            (7, 1, None),
            (7, 2, ICI),
            (8, 1, ICI),
            (8, 2, AILLEURS),
        ):
            event = Lecture.NouvelleLue(  # type: ignore[call-arg]
                originator_id=UUID(int=agregat),
                originator_version=version,
                timestamp=NOT_RECORDED,
                structure_id=structure,
                texte="TROP" if structure is None else "x" * version,
            )
            component.service.save(event)

    atelier.tourner()

    assert (atelier.lues(ICI), atelier.lues(AILLEURS)) == ([], [2])
    states = [etat for _, etat in atelier.de_cote(RANGS_LUS)]
    assert states == ["EN_ATTENTE", "DERRIERE", "DERRIERE"]
    atelier.decisions().skip(1)
    atelier.tourner()
    assert (atelier.lues(ICI), atelier.de_cote(RANGS_LUS)) == ([2, 1], [])


def test_une_panne_ne_met_rien_de_cote(atelier: Atelier, monkeypatch: pytest.MonkeyPatch) -> None:
    atelier.lire(ICI, "un", "deux")

    def absent(event: Any, ready: Any) -> Command:
        raise Outage("le serveur ne répond pas")

    malade = replace(atelier.component, effect=Effect(Lecture.NouvelleLue, absent))
    with pytest.raises(Outage):
        malade.readers(atelier.bus)[-1].run()
    assert (atelier.de_cote(), malade.model.position(EFFETS)) == ([], 0)


def test_une_table_absente_est_attendue(atelier: Atelier) -> None:
    """C'est l'installation qui a tort : l'événement n'y est pour rien."""
    atelier.lire(ICI, "un", "deux")
    with atelier.component.model.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE rangs RENAME TO ailleurs")

    with pytest.raises(Exception, match="rangs"):
        atelier.tourner()

    assert (atelier.de_cote(), atelier.component.model.position(RANGS_LUS)) == ([], 0)


def test_ce_qui_attend_n_est_pas_relance_et_ce_qui_n_est_pas_de_cote_n_est_pas_decide(
    atelier: Atelier,
) -> None:
    atelier.lire(ICI, "un", "TROP", "suite")
    atelier.tourner()

    with pytest.raises(AttendUnAutre, match="précède"):
        atelier.decisions().retry(atelier.position("suite"))
    with pytest.raises(RienDeMisDeCote, match="Aucun lecteur"):
        atelier.decisions().skip(atelier.position("un"))
    assert atelier.decisions().skip(atelier.position("suite")) == [RANGS_LUS]
    atelier.decisions().skip(atelier.position("TROP"))
    atelier.tourner()
    assert (atelier.lues(ICI), atelier.de_cote()) == ([2], [])


def test_qui_attendait_derriere_ce_qui_vient_d_etre_utilise_n_est_pas_oublie(
    atelier: Atelier,
) -> None:
    """Le relais a lu la file avant qu'un autre processus ne la vide."""
    atelier.fautifs = {"secret"}
    atelier.lire(ICI, "secret")
    atelier.tourner()
    atelier.lire(ICI, "suite")
    atelier.fautifs = set()
    atelier.clock.advance(DEBUT + timedelta(minutes=5))

    class Entretemps(RecordingBus):
        def publish(self, publisher: str, envelopes: Any) -> None:
            super().publish(publisher, envelopes)
            for each in atelier.timed:
                each.run()

    [relay, *_] = atelier.component.readers(Entretemps())
    relay.run()
    atelier.tourner()

    assert (atelier.annoncees(ICI), atelier.de_cote(RELAIS)) == (["secret", "suite"], [])


def test_deux_processus_n_utilisent_pas_deux_fois_le_meme_evenement(
    atelier: Atelier, monkeypatch: pytest.MonkeyPatch
) -> None:
    atelier.lire(ICI, "TROP")
    atelier.tourner()
    monkeypatch.setattr("tests.shared.atelier.TROP_GRAND", 7)
    atelier.clock.advance(DEBUT + timedelta(minutes=5))
    [_, premier, *_] = atelier.timed
    [_, second, *_] = atelier.component.timed(atelier.bus)
    due = premier._due()  # type: ignore[attr-defined]

    assert premier.run() == 1
    monkeypatch.setattr(second, "_due", lambda: due)

    assert second.run() == 0
    assert atelier.lues(ICI) == [7]
