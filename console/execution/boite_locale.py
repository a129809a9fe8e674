"""La boîte locale : un serveur SMTP qui garde les courriels en fichiers, et n'en envoie aucun."""

import asyncio
import logging
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from console.lieux import raison
from shared.mailbox import keep
from shared.refusal import Refus

# The library's own log would show the address of each recipient.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class BoiteLocale:
    """Écoute tant que dure le bloc `with` ; sans autre précision, au `port` que donne le système.

    Un courriel reçu deux fois (même Message-ID) n'a qu'un fichier : `recus` compte les remises,
    `gardes` les fichiers écrits.
    """

    def __init__(self, dossier: Path, adresse: str = "127.0.0.1", port: int = 0) -> None:
        self.dossier = dossier
        self.recus = self.gardes = 0
        self._serveur = ServeurLocal(self, hostname=adresse, port=port)

    @property
    def port(self) -> int:
        return int(self._serveur.port)

    def __enter__(self) -> Self:
        self._ecouter()
        self.dossier.mkdir(parents=True, exist_ok=True)
        return self

    def _ecouter(self) -> None:
        adresse = f"{self._serveur.hostname}, port {self._serveur.port}"
        try:
            self._serveur.start()
        except (OSError, UnicodeError) as error:
            cause = raison(error) if isinstance(error, OSError) else "ce nom n'en est pas un"
            raise Refus(
                f"La boîte locale ne peut écouter {adresse} : {cause}. Donnez une autre adresse "
                "ou un autre port (--adresse, --port)."
            ) from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._serveur.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by the server, in its thread, for each message."""
        content = envelope.content
        assert isinstance(content, bytes)
        try:
            self._garder(content)
        except OSError as error:  # the library would answer 500, and the sender give up
            return f"452 {error.strerror}"
        return "250 OK"

    def _garder(self, content: bytes) -> None:
        nouveau = keep(self.dossier, content)
        self.recus += 1
        self.gardes += nouveau


class ServeurLocal(Controller):
    """With port 0, learns which one the system chose before the library tries it."""

    def _run(self, ready_event: Event) -> None:
        try:
            super()._run(ready_event)
        finally:
            ready_event.set()  # else the library waits five seconds for a port that is taken

    def _trigger_server(self) -> None:
        if self._thread_exception:
            self.loop.close()
            raise self._thread_exception
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
