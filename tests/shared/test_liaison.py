"""La liaison avec PostgreSQL : un serveur disparu sans un mot est reconnu en une demi-minute."""

import socket
from contextlib import closing
from typing import Any

from eventsourcing.postgres import PostgresApplicationRecorder

from shared.read_model import ReadModel
from shared.runtime.migrations import reconnect_soon
from tests.shared.magasins import Magasin

DEMI_MINUTE = 30_000


def patience(descripteur: int) -> tuple[int, int]:
    """Millisecondes sans accusé, secondes sans rien dire, avant de sonder le serveur."""
    with socket.fromfd(descripteur, socket.AF_INET, socket.SOCK_STREAM) as liaison:
        accuse = liaison.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        return accuse, liaison.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE)


def test_aucune_liaison_n_attend_un_serveur_disparu(postgres: Magasin) -> None:
    with closing(ReadModel(postgres.sql_url)) as model, model.engine.connect() as lecture:
        pilote: Any = lecture.connection.dbapi_connection
        assert patience(pilote.fileno()) == (DEMI_MINUTE, 30)

    recorder = postgres.ouvrir().service.recorder
    assert isinstance(recorder, PostgresApplicationRecorder)
    reconnect_soon(recorder)
    with recorder.datastore.get_connection() as journal:
        assert patience(journal.fileno()) == (DEMI_MINUTE, 30)
