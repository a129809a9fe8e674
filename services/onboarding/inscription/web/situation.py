"""Ce que vaut un lien, aujourd'hui, pour le navigateur qui le tient (INV-13, TMR-13)."""

from datetime import datetime
from enum import Enum

from services.onboarding.inscription.questions import Inscription
from services.onboarding.inscription.web.session import Session


class Situation(Enum):
    """`INSCRIPTION` mène au compte, `COMPTE` aux agents ; les autres disent pourquoi non."""

    INSCRIPTION = "inscription"
    COMPTE = "compte"
    EXPIRE = "expire"
    UTILISE = "utilise"
    REMPLACE = "remplace"
    SUSPENDU = "suspendu"
    FERME = "ferme"

    @property
    def entre(self) -> bool:
        return self in (Situation.INSCRIPTION, Situation.COMPTE)

    @property
    def se_redemande(self) -> bool:
        """Vrai si un autre lien y remédie."""
        return self in (Situation.EXPIRE, Situation.UTILISE, Situation.REMPLACE)


def situation(connue: Inscription, session: Session, au: datetime) -> Situation:
    """Un lien d'inscription ne sert qu'une fois : seul le navigateur qui l'a suivi en revient."""
    if connue.acces != "OUVERT":
        return Situation.FERME if connue.acces == "FERME" else Situation.SUSPENDU
    if connue.a_un_compte and session.compte:
        return _reste(connue, session)
    if connue.a_un_compte and connue.lien_acces and session.lien_id == connue.lien_acces.lien_id:
        return Situation.EXPIRE if au > connue.lien_acces.expire_le else Situation.COMPTE
    if session.lien_id != connue.lien.lien_id:
        return Situation.REMPLACE
    if connue.a_un_compte:
        return Situation.UTILISE
    return Situation.EXPIRE if au > connue.lien.expire_le else Situation.INSCRIPTION


def _reste(connue: Inscription, session: Session) -> Situation:
    """Entré par un lien d'accès, le navigateur sort quand un autre est ouvert."""
    if session.lien_id == connue.lien.lien_id:
        return Situation.COMPTE
    acces = connue.lien_acces
    return Situation.COMPTE if acces and session.lien_id == acces.lien_id else Situation.REMPLACE
