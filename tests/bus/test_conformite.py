"""Chaque bus garde l'ordre, fait agir un message une seule fois, et n'en perd aucun."""

import json
from unittest.mock import ANY

import pytest

from shared.clock import SystemClock
from shared.delivery.redrive import Redrive
from shared.delivery.wire import raw_message_of
from shared.messages.raw import RawMessage
from shared.refusal import Refus
from tests.bus.emetteur import neuf, nouvelle
from tests.bus.harnais import COMMANDES, FILE, Harnais, jusqu_a, lues, retenus
from tests.bus.lettres import brut, comptees, demande, etats


def test_les_faits_arrivent_dans_leur_ordre(harnais: Harnais) -> None:
    sujet, textes = neuf(), [f"n° {rang}" for rang in range(50)]

    harnais.publish(*(nouvelle(sujet, texte) for texte in textes))

    jusqu_a(harnais, lambda: len(lues(harnais, sujet)) == 50)
    assert lues(harnais, sujet) == textes


def test_un_fait_repete_n_agit_qu_une_fois(harnais: Harnais) -> None:
    sujet = neuf()
    une, deux = nouvelle(sujet, "une"), nouvelle(sujet, "deux")

    harnais.publish(une, une, deux, une, deux)
    harnais.publish(une, nouvelle(sujet, "fin"))

    jusqu_a(harnais, lambda: "fin" in lues(harnais, sujet))
    assert lues(harnais, sujet) == ["une", "deux", "fin"]


def test_une_panne_au_milieu_de_deux_cents_messages_n_en_retient_que_la_suite_de_sa_structure(
    harnais: Harnais,
) -> None:
    sains, malade = [neuf() for _ in range(198)], neuf()
    lettres = [nouvelle(sujet, "une") for sujet in sains]
    lettres.insert(100, nouvelle(malade, "PANNE 999"))
    lettres.append(nouvelle(malade, "suite"))

    harnais.publish(*lettres)

    jusqu_a(harnais, lambda: all(lues(harnais, sujet) for sujet in sains))
    jusqu_a(harnais, lambda: len(etats(harnais, malade)) == 2)
    assert lues(harnais, malade) == []
    assert [lues(harnais, sujet) for sujet in sains] == [["une"]] * len(sains)


def test_un_refus_est_enregistre_et_n_arrete_rien(harnais: Harnais) -> None:
    sujet = neuf()

    harnais.publish(nouvelle(sujet, "INDIGNE"), nouvelle(sujet, "suivante"))

    jusqu_a(harnais, lambda: lues(harnais, sujet) == ["suivante"])
    assert retenus(harnais, sujet) == []


def test_un_fait_refuse_n_est_pas_decide_de_nouveau(harnais: Harnais) -> None:
    """Il viendrait après les faits suivants de sa structure (ADR 0031)."""
    sujet, annonce = neuf(), neuf().hex
    refuse = nouvelle(sujet, f"SI {annonce}")
    harnais.publish(refuse, nouvelle(sujet, "suivante"))
    jusqu_a(harnais, lambda: lues(harnais, sujet) == ["suivante"])
    (harnais.folder / annonce).touch()

    harnais.publish(refuse, nouvelle(sujet, "fin"))

    jusqu_a(harnais, lambda: "fin" in lues(harnais, sujet))
    assert lues(harnais, sujet) == ["suivante", "fin"]


def test_une_panne_breve_se_repare_sur_place(harnais: Harnais) -> None:
    sujet = neuf()

    harnais.publish(nouvelle(sujet, "PANNE 3"), nouvelle(sujet, "suivante"))

    jusqu_a(harnais, lambda: lues(harnais, sujet) == ["PANNE 3", "suivante"])


def test_une_panne_longue_retient_la_structure_et_elle_seule(harnais: Harnais) -> None:
    malade, saine, panne = neuf(), neuf(), neuf().hex
    (harnais.folder / panne).touch()
    textes = [f"PANNE TANT QUE {panne}", "deux", "trois"]

    harnais.publish(nouvelle(malade, textes[0]), nouvelle(saine, "une"))
    harnais.publish(nouvelle(malade, "deux"), nouvelle(saine, "deux"), nouvelle(malade, "trois"))
    jusqu_a(
        harnais,
        lambda: lues(harnais, saine) == ["une", "deux"] and len(retenus(harnais, malade)) == 3,
    )
    assert lues(harnais, malade) == []
    (harnais.folder / panne).unlink()
    jusqu_a(harnais, lambda: lues(harnais, malade) or "MORT" in etats(harnais, malade))
    for row in retenus(harnais, malade)[:1]:  # it may have died first: then a human redrives it
        harnais.parking.redrive(row["cle"], SystemClock().now())

    jusqu_a(harnais, lambda: lues(harnais, malade) == textes)
    assert retenus(harnais, malade) == []


def test_apres_le_dernier_essai_le_message_est_mis_de_cote_puis_relance(harnais: Harnais) -> None:
    sujet, panne = neuf(), neuf().hex
    (harnais.folder / panne).touch()
    textes = [f"PANNE TANT QUE {panne}", "suivante"]

    harnais.publish(*(nouvelle(sujet, texte) for texte in textes))
    jusqu_a(harnais, lambda: etats(harnais, sujet) == ["MORT", "EN_ATTENTE"])
    [mort, suivant] = retenus(harnais, sujet)
    assert (mort["cause"], mort["erreur"], mort["tentatives"]) == ("Panne", panne, 7)
    assert suivant["cause"] == "SUIT UN AUTRE"
    assert mort["premier_echec"] < mort["dernier_echec"]

    (harnais.folder / panne).unlink()
    harnais.parking.redrive(mort["cle"], SystemClock().now())
    jusqu_a(harnais, lambda: lues(harnais, sujet) == textes)
    assert retenus(harnais, sujet) == []


def test_un_message_ecarte_le_reste_et_laisse_passer_les_suivants(harnais: Harnais) -> None:
    """Le relais, après une panne, le publierait de nouveau."""
    sujet, panne = neuf(), neuf().hex
    (harnais.folder / panne).touch()
    ecartee = nouvelle(sujet, f"PANNE TANT QUE {panne}")
    harnais.publish(ecartee, nouvelle(sujet, "suivante"))
    jusqu_a(harnais, lambda: etats(harnais, sujet) == ["MORT", "EN_ATTENTE"])
    [mort, _] = retenus(harnais, sujet)
    decisions = Redrive(harnais.component.reception, "exploitation", "essai")

    decisions.discard(mort)
    jusqu_a(harnais, lambda: lues(harnais, sujet) == ["suivante"])
    assert retenus(harnais, sujet) == []

    (harnais.folder / panne).unlink()
    harnais.publish(ecartee, nouvelle(sujet, "fin"))
    jusqu_a(harnais, lambda: lues(harnais, sujet) == ["suivante", "fin"])
    [ecarte] = harnais.parking.find(mort["cle"])
    with pytest.raises(Refus, match="écarté pour de bon"):
        decisions.redrive(ecarte)
    decisions.discard(ecarte)  # as after a crash between the decision and the row
    assert harnais.parking.find(mort["cle"]) == [ecarte | {"prochain_essai": ANY}]


def test_une_demande_ecartee_le_reste_meme_refusee_avant_pour_une_raison_du_moment(
    harnais: Harnais,
) -> None:
    sujet, annonce = neuf(), neuf().hex
    refusee, reception = demande(sujet, f"SI {annonce}"), harnais.component.reception
    avant = reception.take(refusee)
    reception.bury(refusee, "Panne", "une panne ensuite")
    [row] = harnais.parking.find(refusee.key)

    Redrive(reception, "exploitation", "essai").discard(row)
    (harnais.folder / annonce).touch()
    apres = reception.take(refusee)

    assert avant and avant.code == "NouvelleInattendue"
    assert apres and (apres.code, apres.detail) == ("Ecarte", "essai")


def test_un_message_ecarte_ne_garde_pas_son_corps(harnais: Harnais) -> None:
    faux = brut(neuf(), b"[]")
    harnais.component.reception.take(faux)
    [row] = harnais.parking.find(faux.key)

    Redrive(harnais.component.reception, "exploitation", "essai").discard(row)
    harnais.component.reception.take(faux)

    gardee = harnais.parking.raw_message(faux.key)
    assert gardee and gardee.body == b""


def test_un_message_traite_entre_temps_ne_s_ecarte_plus(harnais: Harnais) -> None:
    sujet, panne = neuf(), neuf().hex
    (harnais.folder / panne).touch()
    harnais.publish(nouvelle(sujet, f"PANNE TANT QUE {panne}"))
    jusqu_a(harnais, lambda: etats(harnais, sujet) == ["MORT"])
    [vu] = retenus(harnais, sujet)
    decisions = Redrive(harnais.component.reception, "exploitation", "essai")

    (harnais.folder / panne).unlink()
    decisions.redrive(vu)
    jusqu_a(harnais, lambda: lues(harnais, sujet))

    with pytest.raises(Refus, match="vient d'être traité"):
        decisions.discard(vu)


@pytest.mark.parametrize(
    ("corps", "dit"),
    [
        (b"\xff\xfe\x00", "pas du JSON en UTF-8"),
        (b"", "pas du JSON en UTF-8"),
        (b"{", "pas du JSON en UTF-8"),
        (b"[]", "message : champs attendus"),
        (b'{"texte": 1}', "message_id : champ obligatoire absent"),
    ],
)
def test_des_octets_illisibles_sont_mis_de_cote_tels_quels(
    harnais: Harnais, corps: bytes, dit: str
) -> None:
    sujet = neuf()

    harnais.drop(brut(sujet, corps))

    jusqu_a(harnais, lambda: etats(harnais, sujet) == ["MORT"])
    [row] = retenus(harnais, sujet)
    assert row["cause"] == "Illisible" and dit in row["erreur"]
    assert row["tentatives"] == 1


def test_un_fait_de_type_inconnu_est_mis_de_cote(harnais: Harnais) -> None:
    sujet = neuf()
    inconnu = brut(sujet, b"{}", "Rumeur")

    harnais.component.reception.take(inconnu)

    [row] = harnais.parking.find(inconnu.key)
    assert row["erreur"].startswith("Type de message inconnu : « Rumeur »")
    assert etats(harnais, sujet) == [], "il ne retient pas les suivants"


def test_un_fait_n_est_pas_appris_par_la_file_des_demandes(harnais: Harnais) -> None:
    sujet = neuf()
    avant = comptees(harnais, cause="Type inconnu")

    harnais.drop(raw_message_of(COMMANDES, nouvelle(sujet, "fausse")))

    jusqu_a(harnais, lambda: comptees(harnais, cause="Type inconnu") == avant + 1)
    assert lues(harnais, sujet) == []


def test_un_corps_illisible_repare_puis_relance_agit(harnais: Harnais) -> None:
    """The row itself is mended here, to stand for a new version that can read the message."""
    sujet = neuf()
    bon = json.loads(raw_message_of(FILE, nouvelle(sujet, "réparée")).body)
    faux = brut(sujet, json.dumps({**bon, "occurred_at": "hier"}).encode())

    harnais.drop(faux)
    harnais.publish(nouvelle(sujet, "suivante"))
    jusqu_a(harnais, lambda: etats(harnais, sujet) == ["MORT", "EN_ATTENTE"])
    assert "occurred_at" in retenus(harnais, sujet)[0]["erreur"]
    harnais.parking.redrive(faux.key, SystemClock().now(), json.dumps(bon).encode())

    jusqu_a(harnais, lambda: lues(harnais, sujet) == ["réparée", "suivante"])


@pytest.mark.parametrize("moment", ["AVANT", "APRES"])
def test_un_arret_ne_perd_ni_ne_double_rien(harnais: Harnais, moment: str) -> None:
    sujet = neuf()
    textes = ["une", f"ARRET {moment}", "trois", "quatre"]

    harnais.publish(*(nouvelle(sujet, texte) for texte in textes))

    jusqu_a(harnais, lambda: len(lues(harnais, sujet)) >= 4)
    assert lues(harnais, sujet) == textes


def test_un_autre_message_sous_le_meme_identifiant_n_efface_pas_le_premier(
    harnais: Harnais,
) -> None:
    sujet = neuf()
    une = brut(sujet, b"une")
    autre = RawMessage(FILE, "Nouvelle", b"autre", une.headers)

    for lettre in (une, autre, une):
        harnais.drop(lettre)

    jusqu_a(harnais, lambda: [row["vus"] for row in retenus(harnais, sujet)] == [2, 1])


def test_une_demande_n_attend_pas_derriere_une_autre(harnais: Harnais) -> None:
    sujet = neuf()

    harnais.drop(demande(sujet, "PANNE 99"))
    harnais.drop(demande(sujet, "suivante"))

    jusqu_a(harnais, lambda: lues(harnais, sujet) == ["suivante"])
    jusqu_a(harnais, lambda: harnais.parking.find(demande(sujet, "PANNE 99").key))
