"""Un compte de RabbitMQ ne parle que pour les auteurs de sa ligne (ADR 0027)."""

from collections.abc import Iterator
from typing import Any

import pytest
from amqp.exceptions import PreconditionFailed

from shared.delivery.parking import Parked
from shared.messages.envelope import Outcome
from tests.bus.comptes import Comptes, Systeme, systeme
from tests.bus.demandeur import Demandeur, lire
from tests.bus.emetteur import neuf
from tests.bus.harnais import SurRabbit, jusqu_a, lues

AGENCE = {"role": "AGENCE_NATIONALE", "id": "agence"}
PREFET = {"role": "PREFET", "id": "préfecture"}
REFUSE = ("REFUSE", "CompteNonAutorise")


@pytest.fixture
def demandeur(tenu: SurRabbit) -> Iterator[Demandeur]:
    """Qui envoie sur `lecteur.commands`, comme la console."""
    demandeur = Demandeur(tenu.uri)
    yield demandeur
    demandeur.connection.release()


@pytest.fixture(scope="module")
def prefecture(comptes: Comptes) -> str:
    """Une préfecture, créée alors que le service tourne : il la lit sans redémarrer."""
    return comptes.ajouter("prefecture", departements=("15",), organisme="DDT")


@pytest.fixture(scope="module")
def voisine(comptes: Comptes) -> str:
    return comptes.ajouter("voisine")


def demander(
    tenu: SurRabbit, client: Demandeur | Systeme, corps: dict[str, Any], **autres: str
) -> Outcome:
    deja = len(client.answers)
    client.send(corps, "une", **autres)
    jusqu_a(tenu, lambda: client.answered(deja + 1))
    [(correlation_id, outcome)] = client.answers[deja:]
    assert correlation_id == "une"
    return outcome


def test_un_compte_parle_pour_les_roles_de_sa_ligne(
    tenu: SurRabbit, demandeur: Demandeur, compte: str
) -> None:
    corps = lire("permis")

    assert demander(tenu, demandeur, corps, user_id=compte) == Outcome("ACCEPTE", version=2)
    jusqu_a(tenu, lambda: lues(tenu, corps["structure_id"]))


@pytest.mark.parametrize("acteur", [AGENCE, AGENCE | {"role": "SERVICE"}])
def test_pour_un_autre_role_il_est_refuse_et_rien_n_est_fait(
    tenu: SurRabbit, demandeur: Demandeur, compte: str, acteur: dict[str, str]
) -> None:
    corps = lire("défendu", acteur=acteur)

    refus = demander(tenu, demandeur, corps, user_id=compte)

    assert (refus.statut, refus.code) == REFUSE
    assert lues(tenu, corps["structure_id"]) == []


def test_sans_user_id_personne_ne_repond_de_l_auteur(tenu: SurRabbit, demandeur: Demandeur) -> None:
    refus = demander(tenu, demandeur, lire("anonyme"))

    assert (refus.statut, refus.code) == REFUSE
    assert "user_id" in refus.detail


def test_le_courtier_refuse_un_user_id_qui_n_est_pas_le_sien(
    tenu: SurRabbit, demandeur: Demandeur
) -> None:
    demandeur.send(lire("imposteur"), "une", user_id="console")

    with pytest.raises(PreconditionFailed, match="user_id"):
        demandeur.answered(1)


def test_ce_que_personne_ne_sait_lire_est_refuse_comme_tel(
    tenu: SurRabbit, demandeur: Demandeur, compte: str
) -> None:
    corps = lire("illisible", acteur="personne")

    refus = demander(tenu, demandeur, corps, user_id=compte)

    assert (refus.statut, refus.code) == ("ILLISIBLE", "Illisible")


def test_un_compte_ajoute_est_lu_sans_redemarrage(
    tenu: SurRabbit, comptes: Comptes, prefecture: str
) -> None:
    process = tenu.processes["service"].pid
    corps = lire("d'ailleurs", acteur=PREFET | {"departement": "15", "organisme": "DDT"})

    with systeme(comptes, prefecture) as client:
        assert demander(tenu, client, corps).accepted

    jusqu_a(tenu, lambda: lues(tenu, corps["structure_id"]) == ["d'ailleurs"])
    assert tenu.processes["service"].pid == process


@pytest.mark.parametrize(
    ("acteur", "dit"),
    [
        (AGENCE, "ne peut pas parler pour le rôle AGENCE_NATIONALE"),
        (PREFET | {"departement": "63", "organisme": "DDT"}, "le département 15"),
        (PREFET | {"organisme": "DDT"}, "le département 15"),
        (PREFET | {"departement": "15", "organisme": "CPAM"}, "l'organisme DDT"),
    ],
)
def test_hors_de_ses_bornes_il_est_refuse_et_rien_n_est_fait(
    tenu: SurRabbit, comptes: Comptes, prefecture: str, acteur: dict[str, str], dit: str
) -> None:
    corps = lire("débordé", acteur=acteur)

    with systeme(comptes, prefecture) as client:
        refus = demander(tenu, client, corps)

    assert (refus.statut, refus.code) == REFUSE
    assert dit in refus.detail
    assert lues(tenu, corps["structure_id"]) == []


def test_un_compte_sans_user_id_l_apprend_dans_sa_propre_file(
    tenu: SurRabbit, comptes: Comptes, voisine: str
) -> None:
    with systeme(comptes, voisine) as client:
        refus = demander(tenu, client, lire("anonyme"), user_id="")

    assert (refus.statut, refus.code) == REFUSE


@pytest.mark.parametrize("adresse", ["{prefecture}", "{prefecture}.file", "console.x", "n'importe"])
def test_la_reponse_ne_va_jamais_a_un_autre(
    tenu: SurRabbit, comptes: Comptes, prefecture: str, voisine: str, adresse: str
) -> None:
    with systeme(comptes, voisine) as curieuse, systeme(comptes, prefecture) as autre:
        demander(tenu, curieuse, lire("à moi"), reply_to=adresse.format(prefecture=prefecture))

        autre.answered(1)
        assert autre.answers == []


def test_qui_ne_demande_pas_de_reponse_n_en_recoit_pas_et_la_meme_a_la_repetition(
    tenu: SurRabbit, comptes: Comptes, voisine: str
) -> None:
    corps = lire("INDIGNE")

    with systeme(comptes, voisine) as client:
        client.send(corps, "perdue", reply_to="")
        une = demander(tenu, client, corps)
        deux = demander(tenu, client, corps)

    assert une == deux
    assert (une.statut, une.code) == ("REFUSE", "NouvelleIndigne")


def test_un_arret_avant_la_reponse_n_en_change_rien(
    tenu: SurRabbit, comptes: Comptes, voisine: str
) -> None:
    corps = lire("ARRET APRES")

    with systeme(comptes, voisine) as client:
        assert demander(tenu, client, corps) == Outcome("ACCEPTE", version=2)

    jusqu_a(tenu, lambda: lues(tenu, corps["structure_id"]))
    assert lues(tenu, corps["structure_id"]) == ["ARRET APRES"]


def retenues(tenu: SurRabbit, reponse_id: str) -> list[Parked]:
    return [row for row in tenu.parking.all() if row["reponse_id"] == reponse_id]


def test_une_demande_reparee_plus_tard_repond_a_son_compte(
    tenu: SurRabbit, comptes: Comptes, prefecture: str, voisine: str
) -> None:
    panne = neuf().hex
    (tenu.folder / panne).touch()

    with systeme(comptes, voisine) as client:
        client.send(lire(f"PANNE TANT QUE {panne}"), "patiente", reply_to=prefecture)
        jusqu_a(tenu, lambda: retenues(tenu, "patiente"))
        (tenu.folder / panne).unlink()
        for row in retenues(tenu, "patiente"):
            tenu.parking.redrive(row["cle"], tenu.clock.now())
        jusqu_a(tenu, lambda: client.answered(1))

    assert client.answers == [("patiente", Outcome("ACCEPTE", version=2))]


def test_la_demande_qui_tue_son_lecteur_finit_avec_les_autres_et_son_compte_l_apprend(
    tenu: SurRabbit, comptes: Comptes, voisine: str
) -> None:
    with systeme(comptes, voisine) as client:
        client.send(lire("POISON"), "poison")
        jusqu_a(tenu, lambda: client.answered(1))

    [row] = retenues(tenu, "poison")
    assert (row["file"], row["type"], row["cause"]) == (
        "lecteur.inbox",
        "Lire",
        "Livré trop souvent",
    )
    assert client.answers[0][1].statut == "ILLISIBLE"
