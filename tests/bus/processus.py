"""The reader's two processes, as `france-services run` runs those of a real service."""

import sys

if "service" in sys.argv:
    import eventlet

    eventlet.monkey_patch()

import logging
import os

from shared.delivery.reception import DELIVERED_TOO_OFTEN, Outcomes, RawMessages
from shared.runtime.component import Component, Settings
from shared.runtime.nameko_host import Hosted, commands, dead_letters, facts
from shared.runtime.settings import from_environment, require, variables
from shared.runtime.worker import Worker
from tests.bus.lecteur import HANDLERS, Lecteur, build


def built(settings: Settings) -> Component:
    component = build(settings)
    assert isinstance(component.service, Lecteur)
    component.service.arreter = lambda: os._exit(9)
    return component


class LecteurShell:
    name = "lecteur"
    component = Hosted(built)

    @facts(HANDLERS, "emetteur")
    def apprendre(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @commands(HANDLERS)
    def executer(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @dead_letters(HANDLERS)
    def mettre_de_cote(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.bury_all(raw_messages, *DELIVERED_TOO_OFTEN)


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
