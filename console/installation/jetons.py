"""Les jetons des comptes, pour les questions par HTTP : en donner, les voir, les révoquer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.clock import Clock, SystemClock, end_of, instant
from shared.http.entrance import TOKENS
from shared.http.token_table import Jeton, Jetons, hash_of, new_token
from shared.refusal import Refus
from shared.rules.loading import RuleError
from shared.runtime.account_table import Compte, Table
from shared.runtime.senders import ACCOUNTS
from shared.runtime.settings import require, variables


@dataclass(frozen=True)
class Gardien:
    """Les deux tables : celle des comptes, qu'il lit, et celle des jetons, qu'il écrit."""

    comptes: Path
    fichier: Path
    clock: Clock = SystemClock()

    @classmethod
    def de_l_environnement(cls) -> "Gardien":
        """Celles que nomment COMPTES et HTTP_JETONS."""
        options = variables("installation")
        comptes = require(options, ACCOUNTS, "installation")
        return cls(Path(comptes), Path(require(options, TOKENS, "installation")))

    def jetons(self) -> Jetons:
        """La table ; vide si son fichier n'existe pas encore, Refus s'il est inutilisable."""
        try:
            return Jetons.read(self.fichier)
        except RuleError as error:
            raise Refus(f"La table des jetons est inutilisable : {error}") from error

    def actifs(self) -> Mapping[str, Compte]:
        try:
            return Table.read(self.comptes).active() if self.comptes.exists() else {}
        except RuleError as error:
            raise Refus(f"La table des comptes est inutilisable : {error}") from error

    def donner(self, compte: str, jusqu_au: datetime | None = None) -> str:
        """Un jeton de plus pour ce compte ; les autres restent. Rien n'en garde que l'empreinte."""
        maintenant = self.clock.now()
        if compte not in self.actifs():
            raise Refus(f"« {compte} » n'est pas un compte actif : « accounts list » les montre.")
        fin = end_of(jusqu_au.date()) if jusqu_au else None
        if fin and fin <= maintenant:
            raise Refus("--jusqu-au : ce jour est passé, le jeton ne servirait à rien.")
        jeton = new_token()
        ligne = Jeton(compte, hash_of(jeton), maintenant, fin)
        self.jetons().added(ligne).write(self.fichier)
        return jeton

    def revoquer(self, nom: str) -> Jeton:
        """Date ce jeton, s'il ne l'était pas ; Refus si aucun ne porte ce nom."""
        table = self.jetons()
        ligne = next((each for each in table.lines if each.nom == nom), None)
        if ligne is None:
            raise Refus(f"Aucun jeton « {nom} » : « accounts tokens » les montre.")
        table.revoked(nom, self.clock.now()).write(self.fichier)
        return ligne

    def montres(self) -> Iterator[dict[str, Any]]:
        """Chaque jeton, dans l'ordre où ils furent donnés, en valeurs simples."""
        actifs, maintenant = self.actifs(), self.clock.now()
        for ligne in self.jetons().lines:
            yield {
                "jeton": ligne.nom,
                "compte": ligne.compte,
                "depuis": instant(ligne.depuis),
                "jusqu_au": instant(ligne.jusqu_au) if ligne.jusqu_au else None,
                "etat": etat(ligne, actifs.get(ligne.compte), maintenant),
            }


def etat(ligne: Jeton, compte: Compte | None, maintenant: datetime) -> str:
    if ligne.revoque_le:
        return "révoqué"
    if compte is None or not ligne.of(compte):
        return "compte révoqué"
    return "périmé" if ligne.ended(maintenant) else "actif"
