"""Envoyer un fait signé (Standard Webhooks), jamais vers une adresse privée."""

import socket
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from ipaddress import ip_address
from typing import Any

import httpcore
from standardwebhooks import Webhook as Signataire

from services.notifications.webhooks.rules.adresse import Reseaux
from services.notifications.webhooks.web.corps import STRUCTURE
from shared import limits
from shared.clock import Clock

PARTIE = 410
"""Le statut d'une adresse qui dit ne plus exister (Standard Webhooks)."""
AGENT = "france-services-webhooks/1"
CONNEXIONS = 64
CORPS_LU = 4_096
"""Les octets qui sont lus d'une réponse, et oubliés."""
Entete = tuple[bytes | str, bytes | str]


class NonPris(Exception):
    """L'adresse n'a pas pris le fait ; le message dit pourquoi, pour l'exploitant."""


class AdresseFermee(NonPris):
    """L'adresse a répondu 410 : elle n'existe plus."""


class ReseauFerme(httpcore.ConnectError):
    """Le nom mène à une adresse privée, que l'exploitant n'admet pas."""


class VersLePublic(httpcore.SyncBackend):
    """Cherche le nom une fois, et ne se connecte qu'aux adresses trouvées et admises.

    Vérifier avant puis laisser chercher de nouveau laisserait un nom changer d'adresse entre les
    deux.
    """

    def __init__(self, reseaux: Reseaux) -> None:
        self.reseaux = reseaux

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        last: Exception = httpcore.ConnectError(f"« {host} » n'a aucune adresse.")
        for adresse in self._admises(host, port):
            try:
                return super().connect_tcp(adresse, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as erreur:
                last = erreur
        raise last

    def _admises(self, host: str, port: int) -> Sequence[str]:
        try:
            trouvees = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as erreur:
            raise httpcore.ConnectError(f"« {host} » est introuvable : {erreur}.") from erreur
        adresses = list(dict.fromkeys(str(each[4][0]) for each in trouvees))
        if fermees := [a for a in adresses if not self.reseaux.admet(ip_address(a.split("%")[0]))]:
            raise ReseauFerme(f"« {host} » mène à {fermees[0]}, qui n'est pas publique.")
        return adresses


class Envoi:
    """Envoie à toutes les adresses, par des connexions gardées ; aucune redirection n'est suivie.

    `horloge` : l'heure des signatures, que le destinataire compare à la sienne ; `secondes` : ce
    que dure, au plus, l'attente d'une réponse.
    """

    def __init__(
        self,
        reseaux: Reseaux,
        horloge: Clock,
        secondes: float = limits.REPONSE_D_UN_WEBHOOK.valeur,
    ) -> None:
        self.horloge = horloge
        delais = dict.fromkeys(("connect", "read", "write", "pool"), secondes)
        self.options = {"timeout": delais}
        self.connexions = httpcore.ConnectionPool(
            max_connections=CONNEXIONS,
            keepalive_expiry=30,
            network_backend=VersLePublic(reseaux),
        )

    def poster(self, adresse: str, secrets: Iterable[str], fait_id: str, corps: bytes) -> None:
        """Rend quand l'adresse a pris le fait (2xx) ; lève `NonPris` sinon."""
        entetes = [*_entetes(secrets, fait_id, corps, self.horloge.now())]
        try:
            statut = self._statut(adresse, entetes, corps)
        except (
            httpcore.NetworkError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
        ) as erreur:
            raise NonPris(f"{type(erreur).__name__} : {erreur}") from erreur
        if statut == PARTIE:
            raise AdresseFermee(f"Réponse {statut} : l'adresse dit ne plus exister.")
        if not 200 <= statut < 300:
            raise NonPris(f"Réponse {statut}.")

    def fermer(self) -> None:
        self.connexions.close()

    def _statut(self, adresse: str, entetes: list[Entete], corps: bytes) -> int:
        """Le corps de la réponse est lu pour garder la connexion ; mais il peut être sans fin."""
        with self.connexions.stream(
            "POST", adresse, headers=entetes, content=corps, extensions=self.options
        ) as reponse:
            lus = 0
            for morceau in reponse.iter_stream():
                if (lus := lus + len(morceau)) > CORPS_LU:
                    break
            return reponse.status


def _entetes(
    secrets: Iterable[str], fait_id: str, corps: bytes, maintenant: datetime
) -> Iterator[Entete]:
    """Une signature par secret qui signe encore : le destinataire en reconnaît une."""
    texte = corps.decode()
    yield "content-type", STRUCTURE
    yield "user-agent", AGENT
    yield "webhook-id", fait_id
    yield "webhook-timestamp", str(int(maintenant.timestamp()))
    signees = (Signataire(each).sign(fait_id, maintenant, texte) for each in secrets)
    yield "webhook-signature", " ".join(signees)
