"""La session : un témoin signé du navigateur, rien de gardé par le serveur."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from itsdangerous import BadSignature, Signer, URLSafeSerializer
from starlette.responses import Response

from shared.limits import SESSION_DE_LA_PAGE

DUREE = timedelta(hours=SESSION_DE_LA_PAGE.valeur)


@dataclass(frozen=True)
class Session:
    """Un navigateur, le lien par lequel il est entré, et s'il tient le compte de la structure."""

    id: str
    label_id: UUID | None = None
    lien_id: UUID | None = None
    compte: bool = False

    def avec_le_compte(self) -> "Session":
        return replace(self, compte=True)


class Sessions:
    """Signe et relit les témoins, et le jeton des formulaires qui leur est lié."""

    def __init__(self, secret: str, tls: bool, maintenant: Callable[[], datetime]) -> None:
        self._temoins = URLSafeSerializer(secret, salt="session-inscription")
        self._formulaires = Signer(secret, salt="formulaire-inscription")
        self.tls, self.maintenant = tls, maintenant
        self.temoin = "__Host-inscription" if tls else "inscription"

    def nouvelle(self, label_id: UUID | None = None, lien_id: UUID | None = None) -> Session:
        return Session(secrets.token_urlsafe(24), label_id, lien_id)

    def lire(self, temoins: Mapping[str, str]) -> Session:
        """Celle du navigateur ; une nouvelle si son témoin manque, est forgé ou trop vieux."""
        try:
            id, label, lien, compte, jusqu_au = self._temoins.loads(temoins.get(self.temoin, ""))
            valable = self.maintenant() <= datetime.fromisoformat(jusqu_au)
            lue = Session(id, _uuid(label), _uuid(lien), compte)
        except (BadSignature, ValueError, TypeError):
            return self.nouvelle()
        return lue if valable else self.nouvelle()

    def ecrire(self, reponse: Response, session: Session) -> None:
        dit = [
            session.id,
            session.label_id.hex if session.label_id else "",
            session.lien_id.hex if session.lien_id else "",
            session.compte,
            (self.maintenant() + DUREE).isoformat(),
        ]
        signe: str = self._temoins.dumps(dit)
        reponse.set_cookie(self.temoin, signe, secure=self.tls, httponly=True, samesite="lax")

    def jeton(self, session: Session) -> str:
        """Celui que porte chaque formulaire de cette session."""
        return self._formulaires.get_signature(session.id).decode()

    def admet(self, session: Session, jeton: str) -> bool:
        return self._formulaires.verify_signature(session.id, jeton)


def _uuid(hexa: str) -> UUID | None:
    return UUID(hexa) if hexa else None
