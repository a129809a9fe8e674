"""Un vrai serveur HTTP qui reçoit des webhooks, vérifie leur signature, et obéit à l'essai."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Self

from standardwebhooks import Webhook, WebhookVerificationError

from tests.questions.serveur_http import attendre

Reponse = Callable[[dict[str, Any]], int]


def prendre(fait: dict[str, Any]) -> int:
    """Tout."""
    return 204


@dataclass
class Recepteur:
    """`secrets` : ceux qu'il reconnaît ; `repond` : le statut de sa réponse à chaque fait signé."""

    secrets: list[str] = field(default_factory=list)
    repond: Reponse = prendre
    pris: list[dict[str, Any]] = field(default_factory=list)
    refuses: list[int] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    verrou: Lock = field(default_factory=Lock)
    attente: Event = field(default_factory=Event)

    def __enter__(self) -> Self:
        recepteur = self

        class Porte(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                corps = self.rfile.read(int(self.headers["content-length"]))
                self.send_response(recepteur.recevoir(dict(self.headers), corps))
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Rien sur la sortie d'erreur."""

        self.serveur = ThreadingHTTPServer(("127.0.0.1", 0), Porte)
        self.serveur.daemon_threads = True
        Thread(target=self.serveur.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.serveur.shutdown()
        self.serveur.server_close()

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.serveur.server_address[1]}/faits"

    @property
    def ids(self) -> list[str]:
        return [each["id"] for each in self.pris]

    def attendre(self, combien: int) -> None:
        """Jusqu'à ce qu'il ait pris tant de faits."""
        attendre(lambda: len(self.pris) >= combien)

    def recevoir(self, entetes: dict[str, str], corps: bytes) -> int:
        if not self.reconnait(entetes, corps):
            return 401
        fait = json.loads(corps)
        statut = self.repond(fait)
        with self.verrou:
            self.signatures.append(entetes["webhook-signature"])
            if statut < 300:
                self.pris.append(fait)
            else:
                self.refuses.append(statut)
        return statut

    def reconnait(self, entetes: dict[str, str], corps: bytes) -> bool:
        for secret in self.secrets:
            try:
                Webhook(secret).verify(corps, entetes)
                return True
            except WebhookVerificationError:
                continue
        return False
