"""Le registre des traitements : un message, une fonction, et de quoi la servir."""

from datetime import date

import pytest
from eventsourcing.persistence import ProgrammingError

from shared.recording.application import Service
from shared.recording.handlers import Handlers
from tests.shared.registre import HANDLERS, Inscrire, NomInscrit


def inscrire(message: Inscrire | NomInscrit, jour: date) -> None:
    """Rien à faire : l'essai porte sur le registre."""


def test_un_message_n_a_qu_un_traitement() -> None:
    handlers = Handlers("essai")
    handlers.on(Inscrire)(inscrire)

    with pytest.raises(ProgrammingError, match="Inscrire has two handlers"):
        handlers.on(Inscrire)(inscrire)
    with pytest.raises(ProgrammingError, match="two handlers"):
        Handlers("service", handlers, HANDLERS)


def test_un_service_reunit_les_traitements_de_ses_sujets() -> None:
    demandes, faits = Handlers("demandes"), Handlers("faits")
    demandes.on(Inscrire)(inscrire)
    faits.on(NomInscrit)(inscrire)

    service = Handlers("service", demandes, faits)

    assert service.commands() == [Inscrire]
    assert service.subscriptions() == {NomInscrit.publisher(): [NomInscrit]}


def test_un_traitement_a_qui_il_manque_quelque_chose_se_voit_au_demarrage() -> None:
    handlers = Handlers("essai")

    @handlers.on(NomInscrit)
    def apprendre(fait: NomInscrit, geographie: object) -> None:
        """Il lui faut une géographie."""

    with pytest.raises(ProgrammingError, match="geographie"):
        Service(handlers)
    assert Service(handlers, given={"geographie": object()}).handlers is handlers
