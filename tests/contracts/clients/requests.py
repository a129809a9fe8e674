"""The requests of a prefecture that is put to work: structures put forward, then signalled."""

from threading import Event, Thread
from time import monotonic
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from tests.questions.amqp.demandeur import Demandeur, demandeur

PREFECT = {"role": "PREFET", "id": "préfecture du Cantal", "departement": "15"}
TOGETHER = 25
"""The structures put forward in a turn; each makes two facts."""
TURN = 1.0
WHY = {"motif_retard": "essai, daté de la première vague"}
FORWARD, SIGNALLED = "2020-01-15T09:00:00+01:00", "2020-01-16T09:00:00+01:00"
"""Days when the programme takes signals."""
Request = tuple[str, dict[str, Any]]
"""The type and the body of a request."""


def put_forward(who: str, rank: int) -> Request:
    structure_id = uuid5(NAMESPACE_URL, f"{who} {rank}")
    body = {
        "message_id": str(uuid5(structure_id, "remontée")),
        "acteur": PREFECT,
        "structure_id": str(structure_id),
        "fiche": {
            "nom": f"Maison n° {rank} de {who}",
            "departement": "15",
            "commune_insee": "15001",
        },
        "fichier": "",
        "ligne": 1,
        "survenu_le": FORWARD,
        **WHY,
    }
    return "RemonterStructure", body


def signal(request: Request) -> Request:
    """Signal the structure that this request puts forward."""
    structure_id = request[1]["structure_id"]
    body = {
        "message_id": str(uuid5(UUID(structure_id), "signalement")),
        "acteur": PREFECT,
        "structure_id": structure_id,
        "exception": "ENCLAVEMENT",
        "motif": "essai",
        "survenu_le": SIGNALLED,
        **WHY,
    }
    return "SignalerStructure", body


class Load(Thread):
    """Fifty requests a second, each of which makes a fact, until it is stopped.

    A turn begins when the one before is answered: while the service is down, the load waits.
    """

    def __init__(self, uri: str) -> None:
        super().__init__(daemon=True)
        self.uri, self.stopping = uri, Event()
        self.refused: list[Any] = []
        self.made = 0

    def run(self) -> None:
        with demandeur(self.uri) as client:
            while not self.stopping.is_set():
                next_turn = monotonic() + TURN
                self._turn(client)
                self.stopping.wait(max(0.0, next_turn - monotonic()))

    def end(self) -> None:
        self.stopping.set()
        self.join()

    def _turn(self, client: Demandeur) -> None:
        ranks = range(self.made, self.made + TOGETHER)
        forward = [put_forward("charge", rank) for rank in ranks]
        self._ask(client, forward)
        self._ask(client, [*map(signal, forward)])
        self.made += TOGETHER

    def _ask(self, client: Demandeur, requests: list[Request]) -> None:
        threads = [
            client.envoyer(body, cle=f"{client.nom}.labellisation.{kind}")
            for kind, body in requests
        ]
        answers = [client.attendre(each) for each in threads]
        self.refused += [each for each in answers if each["statut"] != "ACCEPTE"]
