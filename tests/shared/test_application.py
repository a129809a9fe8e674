"""Charger, décider, enregistrer, une fois par message : ce dont chaque service dépend."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from eventsourcing.persistence import IntegrityError, ProgrammingError

from shared.clock import SimulatedClock
from shared.log.journal import sentence
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.envelope import Outcome
from shared.recording.store import MessageRecu
from tests.shared.registre import REGISTRE, Registre, Registres, inscription, inscrire, ouvrir

LE_LENDEMAIN = datetime(2019, 11, 16, tzinfo=UTC)


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    return tmp_path / "registres.sqlite"


@pytest.fixture
def registres(fichier: Path) -> Registres:
    return ouvrir(fichier)


def test_un_message_recu_deux_fois_n_agit_qu_une_fois_et_repond_pareil(
    registres: Registres,
) -> None:
    reponses = [registres.receive(inscription("Ada")) for _ in range(3)]

    assert reponses == [Outcome("ACCEPTE", version=2)] * 3
    assert registres.noms() == ["Ada"]
    assert len(recorded_after(registres, 0)) == 3  # opened, written, received


def test_un_processus_nouveau_connait_les_messages_de_l_ancien(fichier: Path) -> None:
    inscrire(ouvrir(fichier), "Ada")

    assert ouvrir(fichier).receive(inscription("Ada")).accepted
    assert ouvrir(fichier).noms() == ["Ada"]


def test_un_refus_est_enregistre_et_sa_repetition_recoit_le_meme(registres: Registres) -> None:
    """Tant que la cause du refus dure ; `test_refus_du_moment` dit la suite."""
    inscrire(registres, "Ada")
    refusee = inscription("Ada", numero=2)

    reponses = [registres.receive(refusee) for _ in range(2)]

    assert reponses == [Outcome("REFUSE", "DejaInscrit", "Ada est déjà inscrit.")] * 2
    recus = [e for _, e in recorded_after(registres, 0) if isinstance(e, MessageRecu)]
    assert [recu.statut for recu in recus] == ["ACCEPTE", "REFUSE"]


def test_qui_n_a_pas_le_role_est_refuse_et_le_refus_dit_lesquels_sont_admis(
    registres: Registres,
) -> None:
    porteur = Acteur(role="PORTEUR", id="porteur")

    reponse = registres.receive(inscription("Ada", acteur=porteur))

    assert (reponse.statut, reponse.code) == ("REFUSE", "RoleNonAutorise")
    assert "PORTEUR" in reponse.detail and "PREFET" in reponse.detail
    assert registres.noms() == []


def test_sauver_deux_fois_pour_un_message_est_une_faute_de_programmation(
    registres: Registres,
) -> None:
    registres.sauvegardes = 2

    with pytest.raises(ProgrammingError, match="once"):
        registres.receive(inscription("Ada"))


def test_qui_ecrit_en_second_relit_et_decide_a_nouveau(fichier: Path) -> None:
    premier, second = ouvrir(fichier), ouvrir(fichier)
    inscrire(premier, "Ada")
    concurrents = iter([lambda: inscrire(premier, "Grace")])
    second.avant_de_sauver = lambda: next(concurrents, lambda: None)()

    assert second.receive(inscription("Linus")).accepted
    assert ouvrir(fichier).noms() == ["Ada", "Grace", "Linus"]


def test_la_meme_demande_traitee_ailleurs_en_meme_temps_n_agit_qu_une_fois(fichier: Path) -> None:
    premier, second = ouvrir(fichier), ouvrir(fichier)
    inscrire(premier, "Ada")
    demande = inscription("Grace")
    second.avant_de_sauver = lambda: premier.receive(demande)

    assert second.receive(demande).accepted
    assert ouvrir(fichier).noms() == ["Ada", "Grace"]


def test_un_conflit_sans_fin_n_est_pas_avale(fichier: Path) -> None:
    premier, second = ouvrir(fichier), ouvrir(fichier)
    noms = (f"n° {rang}" for rang in range(100))
    second.avant_de_sauver = lambda: inscrire(premier, next(noms))

    with pytest.raises(IntegrityError):
        second.receive(inscription("Linus"))
    assert "Linus" not in ouvrir(fichier).noms()


def test_chaque_evenement_dit_qui_quand_pourquoi_et_a_cause_de_quoi(fichier: Path) -> None:
    """INV-17 : la date du fait et celle de son enregistrement sont deux choses."""
    registres = ouvrir(fichier, SimulatedClock(LE_LENDEMAIN))
    registres.regles = ["REGLE-1"]
    le_jour = datetime(2019, 11, 15, 9, tzinfo=UTC)
    demande = inscription("Ada", survenu_le=le_jour, motif="à la demande du maire")

    registres.receive(demande)

    [ecrit] = [e for _, e in recorded_after(registres, 0) if isinstance(e, Registre.NomEcrit)]
    dit = ecrit.provenance
    assert (dit["role"], dit["acteur"], dit["motif"]) == (
        "PREFET",
        "préfecture 15",
        "à la demande du maire",
    )
    assert (dit["survenu_le"], ecrit.timestamp.date()) == (le_jour, LE_LENDEMAIN.date())
    assert (dit["cause"], dit["cause_type"]) == (demande.body.message_id, "Inscrire")
    assert dit["correlation"] == demande.correlation
    assert dit["regles"] == ["REGLE-1"]
    assert isinstance(ecrit.originator_id, UUID) and ecrit.originator_id == REGISTRE


def test_une_demande_d_un_jour_a_venir_est_refusee_puis_admise_ce_jour_la(fichier: Path) -> None:
    """A-007, ADR 0031 : la même demande, renvoyée quand son jour est venu."""
    horloge = SimulatedClock(LE_LENDEMAIN)
    registres = ouvrir(fichier, horloge)
    demande = inscription("Ada", survenu_le=LE_LENDEMAIN + timedelta(days=1))

    assert registres.receive(demande).code == "DateAVenir"
    assert "Ada" not in registres.noms()

    horloge.advance(LE_LENDEMAIN + timedelta(days=1))
    assert registres.receive(demande).accepted


def test_une_demande_tardive_dit_pourquoi_et_cela_se_lit_dans_l_histoire_a007(
    fichier: Path,
) -> None:
    """ADR 0031 : la même demande, refusée sans motif, est décidée de nouveau avec lui."""
    registres = ouvrir(fichier, SimulatedClock(LE_LENDEMAIN))
    le_jour = LE_LENDEMAIN - timedelta(days=60)
    sans_motif = registres.receive(inscription("Ada", survenu_le=le_jour))

    tardive = inscription("Ada", survenu_le=le_jour, motif_retard="courrier égaré")
    assert registres.receive(tardive).accepted

    assert sans_motif.code == "MotifDeRetardManquant"
    [ecrit] = [e for _, e in recorded_after(registres, 0) if isinstance(e, Registre.NomEcrit)]
    dit = ecrit.provenance
    assert (dit["declaration"], dit["motif_retard"]) == ("TARDIVE", "courrier égaré")
    assert dit["regles"] == ["DECLARATION-TARDIVE-2019"]
    assert sentence(ecrit).endswith(" — déclaration TARDIVE : « courrier égaré »")


def test_une_demande_a_temps_n_est_pas_dite_tardive(fichier: Path) -> None:
    registres = ouvrir(fichier, SimulatedClock(LE_LENDEMAIN))
    registres.receive(inscription("Ada", survenu_le=LE_LENDEMAIN, motif_retard="au cas où"))

    [ecrit] = [e for _, e in recorded_after(registres, 0) if isinstance(e, Registre.NomEcrit)]
    assert {"declaration", "motif_retard"}.isdisjoint(ecrit.provenance)
    assert "TARDIVE" not in sentence(ecrit)
