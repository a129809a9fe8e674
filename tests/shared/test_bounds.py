"""Ce qu'un corps et des en-têtes peuvent être, avant toute lecture."""

import json
from time import process_time
from uuid import UUID

import pytest

from services.notifications.courriels.commands import FACTEUR, RetenterCourriel
from shared.delivery.bounds import TooLarge, Unreadable, check_size
from shared.delivery.json_body import NotJson, read_json
from shared.delivery.wire import CORRELATION, Reader, encode
from shared.limits import (
    CHIFFRES,
    CORPS_D_UN_FAIT,
    CORPS_D_UNE_DEMANDE,
    EN_TETES,
    LIMITES,
    PROFONDEUR,
    TAILLE_DES_EN_TETES,
)
from shared.messages.envelope import Envelope
from shared.messages.raw import RawMessage
from tests.shared.hostiles import HOSTILES, emboite

DEMANDE, FAIT = "lecteur.inbox", "lecteur.emetteur.events"


@pytest.mark.parametrize(
    ("file", "borne"), [(DEMANDE, CORPS_D_UNE_DEMANDE), (FAIT, CORPS_D_UN_FAIT)]
)
def test_un_corps_a_sa_borne_passe_un_octet_de_plus_est_refuse(file: str, borne: object) -> None:
    octets = CORPS_D_UNE_DEMANDE.valeur if file == DEMANDE else CORPS_D_UN_FAIT.valeur
    check_size(RawMessage(file, "Lire", b" " * octets))

    with pytest.raises(TooLarge, match="envoyez moins de données") as refus:
        check_size(RawMessage(file, "Lire", b" " * (octets + 1)))
    assert str(octets + 1) in str(refus.value) and str(borne) in str(refus.value)


def test_des_en_tetes_trop_nombreux_ou_trop_gros_sont_refuses() -> None:
    nombreux = {f"e{rang}": "" for rang in range(EN_TETES.valeur + 1)}
    gros = {"e": "x" * TAILLE_DES_EN_TETES.valeur}

    with pytest.raises(TooLarge, match="65 en-têtes.*retirez-en"):
        check_size(RawMessage(DEMANDE, "Lire", b"{}", nombreux))
    with pytest.raises(TooLarge, match="16385 octets.*dans le corps"):
        check_size(RawMessage(DEMANDE, "Lire", b"{}", gros))


def test_la_profondeur_se_compte_hors_des_textes() -> None:
    admis = emboite(PROFONDEUR.valeur)

    assert read_json(admis) == json.loads(admis)
    assert read_json(json.dumps({'"[{\\': "[" * 100})) == {'"[{\\': "[" * 100}
    assert read_json(b"[[],{}]" * 1) == [[], {}]
    with pytest.raises(NotJson, match="emboîte plus de 32.*aplatissez"):
        read_json(emboite(PROFONDEUR.valeur + 1))


@pytest.mark.parametrize(("corps", "dit"), HOSTILES.values(), ids=HOSTILES)
def test_un_corps_hostile_est_refuse_en_une_phrase(corps: bytes, dit: str) -> None:
    with pytest.raises(Unreadable) as refus:
        read_json(corps)

    assert dit in str(refus.value).replace("\N{NO-BREAK SPACE}", " ")
    str(refus.value).encode()


def test_ce_qui_ressemble_a_un_corps_hostile_est_lu() -> None:
    entier = int("9" * CHIFFRES.valeur)
    corps = {"entier": -entier, "réel": 1e300, "texte": "\\u0000", "émoji": "\U0001f600"}

    assert read_json(json.dumps(corps)) == corps


@pytest.mark.parametrize("motif", [b'"', b'\\"', b'"\\', b"\\", b'["', b"{}"])
def test_le_temps_d_un_refus_ne_croit_pas_comme_le_carre_de_la_taille(motif: bytes) -> None:
    """Un texte sans fin, relu depuis chacun de ses caractères, prendrait des minutes."""
    corps = b'["' + motif * (CORPS_D_UN_FAIT.valeur // len(motif))

    debut = process_time()
    with pytest.raises(NotJson):
        read_json(corps)
    assert process_time() - debut < 10


def test_chaque_borne_a_sa_phrase_et_son_unite() -> None:
    bornes = [each for groupe in LIMITES.values() for each in groupe]

    assert all(each.valeur > 0 and each.unite and each.phrase.endswith(".") for each in bornes)
    assert len(set(map(id, bornes))) == len(bornes) == len({each.phrase for each in bornes})


@pytest.mark.parametrize("thread", ["", "hier", "1234", None, ["x"], "é" * 400, "\x1b[31m"])
def test_un_fil_mal_forme_se_dit_par_son_en_tete(thread: object) -> None:
    """Le corps n'est pas en cause : c'est du JSON."""
    command = RetenterCourriel(message_id=UUID(int=1), acteur=FACTEUR, courriel_id=UUID(int=2))
    headers = {CORRELATION: thread}

    with pytest.raises(Unreadable, match="« correlation »") as refus:
        Reader([RetenterCourriel]).read(
            "RetenterCourriel", encode(Envelope.starting(command)), headers
        )

    assert "JSON" not in str(refus.value) and len(str(refus.value)) < 300
