"""Le facteur : remet les courriels à un serveur SMTP, par une connexion gardée ouverte."""

import smtplib
import ssl
from email.message import EmailMessage
from types import TracebackType
from typing import Literal, Self, get_args

from shared.log.causes import Outage

Tls = Literal["non", "starttls", "implicite"]

CLOSING = 421
# RFC 4954: our credentials are at fault, not the message, which may go once they are mended.
AUTHENTICATION = frozenset({530, 534, 535, 538})
Reponse = smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused
LOST = (smtplib.SMTPServerDisconnected, ConnectionError)


class RemiseImpossible(Outage):
    """Le serveur n'a pas pris le courriel ; `definitive` dit s'il est inutile de réessayer."""

    def __init__(self, raison: str, *, definitive: bool) -> None:
        super().__init__(raison)
        self.definitive = definitive


class RemiseReportee(RemiseImpossible):
    """Le serveur ne prend pas ce courriel pour l'instant ; les autres peuvent passer."""

    def __init__(self, raison: str) -> None:
        super().__init__(raison, definitive=False)


class Facteur:
    """Remet des courriels l'un après l'autre ; n'est pas fait pour plusieurs fils d'exécution.

    `delai` est en secondes. Un mot de passe ne part jamais en clair (`ValueError`).
    """

    def __init__(
        self,
        hote: str,
        port: int,
        *,
        tls: Tls = "non",
        utilisateur: str | None = None,
        mot_de_passe: str | None = None,
        delai: float = 10.0,
    ) -> None:
        if tls not in get_args(Tls):
            raise ValueError(
                f"Chiffrement SMTP inconnu : « {tls} » (admis : {', '.join(get_args(Tls))})."
            )
        if utilisateur and tls == "non":
            raise ValueError(
                "Un mot de passe SMTP ne peut être envoyé en clair : "
                "choisissez le chiffrement « starttls » ou « implicite »."
            )
        self.hote, self.port, self.tls, self.delai = hote, port, tls, delai
        self.utilisateur, self.mot_de_passe = utilisateur, mot_de_passe
        self._smtp: smtplib.SMTP | None = None

    def remettre(self, message: EmailMessage) -> None:
        """Remet ce courriel, ou lève `RemiseImpossible`.

        Un courriel pris juste avant une coupure peut partir deux fois, avec le même Message-ID.
        """
        if self._smtp is not None:
            try:
                self._envoyer(self._smtp, message)
                return
            except _ConnexionFermee:
                self.fermer()
        try:
            self._envoyer(self._ouvrir(), message)
        except _ConnexionFermee as error:
            self.fermer()
            raise self._temporaire("a fermé la connexion", error) from error

    def fermer(self) -> None:
        """Rend la connexion, s'il y en a une."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.fermer()

    def _ouvrir(self) -> smtplib.SMTP:
        try:
            smtp = self._connecter()
        except (smtplib.SMTPException, OSError) as error:
            raise self._temporaire("n'a pas ouvert de connexion", error) from error
        self._smtp = smtp
        return smtp

    def _connecter(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        smtp: smtplib.SMTP
        if self.tls == "implicite":
            smtp = smtplib.SMTP_SSL(self.hote, self.port, timeout=self.delai, context=context)
        else:
            smtp = smtplib.SMTP(self.hote, self.port, timeout=self.delai)
        try:
            if self.tls == "starttls":
                smtp.starttls(context=context)
            if self.utilisateur:
                smtp.login(self.utilisateur, self.mot_de_passe or "")
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _envoyer(self, smtp: smtplib.SMTP, message: EmailMessage) -> None:
        try:
            smtp.send_message(message)
        except LOST as error:
            raise _ConnexionFermee(str(error)) from error
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            raise self._refus(error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise RemiseImpossible(f"{self} : {error}.", definitive=True) from error
        except OSError as error:
            self.fermer()
            raise self._temporaire("ne répond plus", error) from error

    def _refus(self, error: Reponse) -> Exception:
        code, text = _reponse(error)
        if code == CLOSING:
            return _ConnexionFermee(text)
        raison = f"{self} a refusé le courriel : {code} {text}"
        if code in AUTHENTICATION:
            return RemiseImpossible(raison, definitive=False)
        return RemiseReportee(raison) if code < 500 else RemiseImpossible(raison, definitive=True)

    def _temporaire(self, what: str, error: Exception) -> RemiseImpossible:
        return RemiseImpossible(f"{self} {what} : {error}", definitive=False)

    def __str__(self) -> str:
        return f"Le serveur SMTP {self.hote}:{self.port}"


class _ConnexionFermee(Exception):
    """The server has closed a connection that we believed open."""


def _reponse(error: Reponse) -> tuple[int, str]:
    text: bytes | str
    if isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        code, text = next(iter(error.recipients.values()))
    return code, text.decode("utf-8", "replace") if isinstance(text, bytes) else text
