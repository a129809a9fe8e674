"""The reader's two processes, as `france-services run` runs those of a real service."""

import sys

if "service" in sys.argv:
    import eventlet

    eventlet.monkey_patch()

import logging
import os

from shared.delivery.reception import DELIVERED_TOO_OFTEN
from shared.messages.envelope import Outcome
from shared.messages.raw import Letter
from shared.runtime.component import Component, Settings
from shared.runtime.nameko_host import Hosted, commands, dead_letters, facts
from shared.runtime.settings import from_environment, require, variables
from shared.runtime.worker import Worker
from tests.bus.lecteur import Lecteur, build


def built(settings: Settings) -> Component:
    component = build(settings)
    assert isinstance(component.service, Lecteur)
    component.service.arreter = lambda: os._exit(9)
    return component


class LecteurShell:
    name = "lecteur"
    component = Hosted(built)

    @facts(Lecteur, "emetteur")
    def apprendre(self, letter: Letter) -> Outcome | None:
        return self.component.reception.take(letter)

    @commands(Lecteur)
    def executer(self, letter: Letter) -> Outcome | None:
        return self.component.reception.take(letter)

    @dead_letters(Lecteur)
    def mettre_de_cote(self, letter: Letter) -> Outcome:
        return self.component.reception.bury(letter, *DELIVERED_TOO_OFTEN)


def serve(uri: str) -> None:
    from nameko import config
    from nameko.cli.run import run

    with config.patch({"AMQP_URI": uri, "max_workers": 4}):
        run(["tests.bus.processus"])


def work(uri: str) -> None:
    Worker(built(from_environment("lecteur")), uri).run()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    address = require(variables("lecteur"), "AMQP_URI", "lecteur")
    {"service": serve, "worker": work}[sys.argv[1]](address)
