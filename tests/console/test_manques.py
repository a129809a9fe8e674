"""Le bilan d'un essai dit ce qui n'est pas arrivé : mis de côté, non remis, non écrit."""

import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from console.essai.bilan import suites
from console.essai.manques import manques
from console.execution.embedded import Programme
from console.screen import Ecran
from shared.clock import SystemClock
from shared.statements import apply

COURRIEL = """INSERT INTO courriels VALUES (:id, 's', :gabarit, 'PORTEUR', 'a@b.example',
    :etat, :raison)"""
ANNEXE = "INSERT INTO annexes VALUES ('s', 'ETABLIE', 'FS-15', '', '', '')"
RETENU = """INSERT INTO messages_retenus VALUES ('c', 'funding.labellisation.events', 1,
    'StructureLabellisee', 's', '', '{}', '', '', 'MORT', 'Panne', '[red] base absente', 3, 1,
    '2020-01-01', '2020-01-01', '')"""
MIS_DE_COTE = """INSERT INTO evenements_mis_de_cote VALUES ('projection.droits', :position,
    'DroitForfaitOuvert', 'a', 1, 's', :etat, 'DataError', 'nombre hors limites', 3, '',
    '2020-01-01', '2020-01-01', '2020-01-01', '', '')"""


@pytest.fixture
def programme(tmp_path: Path) -> Iterator[Programme]:
    with closing(Programme(tmp_path, SystemClock(), {})) as programme:
        programme.settle()
        yield programme


def ecrire(programme: Programme, service: str, sql: str, **valeurs: str) -> None:
    with programme.components[service].model.transaction() as connection:
        apply(connection, (sql, valeurs))


def test_un_essai_ou_tout_arrive_ne_dit_rien(programme: Programme) -> None:
    assert list(manques(programme)) == []


def test_ce_qui_manque_est_compte_et_sa_raison_donnee(programme: Programme) -> None:
    ecrire(programme, "funding", RETENU)
    ecrire(programme, "onboarding", ANNEXE)
    for position, etat in (("1", "A_DECIDER"), ("2", "DERRIERE"), ("3", "ECARTE")):
        ecrire(programme, "funding", MIS_DE_COTE, position=position, etat=etat)
    for rang, (gabarit, etat, raison) in enumerate(
        [
            ("lien_inscription", "IMPOSSIBLE", "En-tête « destinataire »"),
            ("annexe_etablie", "IMPOSSIBLE", "En-tête « destinataire »"),
            ("annexe_etablie", "REFUSE", "550 boîte inconnue"),
            ("annexe_etablie", "REMIS", ""),
        ]
    ):
        ecrire(
            *(programme, "notifications", COURRIEL),
            id=str(rang),
            gabarit=gabarit,
            etat=etat,
            raison=raison,
        )

    assert list(manques(programme)) == [
        "messages StructureLabellisee mis de côté par funding, panne : 1 "
        "(par exemple : [red] base absente).",
        "événements DroitForfaitOuvert mis de côté par funding (projection.droits) : 2 "
        "(par exemple : nombre hors limites).",
        "courriels impossibles à écrire, dont aucun serveur n'a été saisi (liens d'inscription : 1)"
        " : 2 (par exemple : En-tête « destinataire »).",
        "courriels refusés par le serveur de messagerie : 1 (par exemple : 550 boîte inconnue).",
        "annexes établies et non écrites : 1.",
    ]
    lignes = dict(suites(programme))
    assert (lignes["  impossibles à écrire"], lignes["  refusés par le serveur"]) == ("2", "1")
    assert lignes["  établies, non écrites"] == "1"


def test_une_raison_est_montree_telle_quelle(programme: Programme) -> None:
    ecrire(programme, "funding", RETENU)
    octets = io.StringIO()

    for phrase in manques(programme):
        Ecran(file=octets, width=80).a_savoir(phrase)

    assert "[red] base absente" in octets.getvalue()
