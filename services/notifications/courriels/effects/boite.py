"""La boîte d'un essai : les courriels y sont écrits, aucun n'est envoyé."""

from email.generator import BytesGenerator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from services.notifications.courriels.effects.envoi import RemiseReportee
from shared.mailbox import keep


class Boite:
    """Tient lieu de facteur : le dossier garde ce qu'un serveur SMTP aurait reçu."""

    def __init__(self, dossier: Path) -> None:
        dossier.mkdir(parents=True, exist_ok=True)
        self.dossier = dossier

    def remettre(self, message: EmailMessage) -> None:
        """Écrit ce courriel, ou lève `RemiseReportee` si le dossier ne peut le prendre."""
        octets = BytesIO()
        BytesGenerator(octets).flatten(message, linesep="\r\n")
        try:
            keep(self.dossier, octets.getvalue())
        except OSError as error:
            raise RemiseReportee(f"Le dossier des courriels : {error.strerror}") from error

    def fermer(self) -> None:
        """Rien n'est ouvert."""
