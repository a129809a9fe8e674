"""Ce qu'un essai n'a pas mené à bien : ce qui est mis de côté, non remis ou non écrit."""

from collections.abc import Iterator
from dataclasses import dataclass

from console.execution.embedded import Programme

RETENUS = """SELECT type, cause, COUNT(*) AS nombre, MIN(erreur) AS raison
    FROM messages_retenus WHERE etat <> 'ECARTE' GROUP BY type, cause ORDER BY type, cause"""
EVENEMENTS = """SELECT lecteur, evenement, COUNT(*) AS nombre, MIN(erreur) AS raison
    FROM evenements_mis_de_cote WHERE etat NOT IN ('ECARTE', 'RELU')
    GROUP BY lecteur, evenement ORDER BY lecteur, evenement"""
COURRIELS = """SELECT etat, COUNT(*) AS nombre, MIN(raison) AS raison,
    SUM(CASE WHEN gabarit = 'lien_inscription' THEN 1 ELSE 0 END) AS liens
    FROM courriels WHERE etat NOT IN ('REMIS', 'SANS_ADRESSE') GROUP BY etat ORDER BY etat"""
ANNEXES = "SELECT COUNT(*) AS nombre FROM annexes WHERE etat = 'ETABLIE'"
SANS_REMISE = {
    "DEMANDE": "restent à remettre",
    "IMPOSSIBLE": "n'ont pu être écrits, et aucun serveur n'en a été saisi",
    "REFUSE": "ont été refusés par le serveur de messagerie",
    "REPORTE": "n'ont pas été pris par le serveur de messagerie, et seront réessayés",
}


@dataclass(frozen=True)
class Manque:
    """Combien de choses, ce qui leur est arrivé, et la raison de l'une d'elles."""

    nombre: int
    quoi: str
    raison: str = ""

    def __str__(self) -> str:
        exemple = f" (par exemple : {self.raison})" if self.raison else ""
        return f"{self.nombre} {self.quoi}{exemple}."


def manques(programme: Programme) -> Iterator[str]:
    """Une phrase par sorte de manque ; aucune, si tout est arrivé à son terme."""
    sortes = (retenus, evenements, courriels, annexes)
    return (str(manque) for sorte in sortes for manque in sorte(programme))


def retenus(programme: Programme) -> Iterator[Manque]:
    for service in programme.components:
        for row in programme.rows(service, RETENUS):
            quoi = f"message(s) {row['type']} mis de côté par {service}, {row['cause'].lower()}"
            yield Manque(row["nombre"], quoi, row["raison"])


def evenements(programme: Programme) -> Iterator[Manque]:
    """Ceux qu'un lecteur n'a pas su utiliser, et ceux qui attendent derrière (ADR 0030)."""
    for service in programme.components:
        for row in programme.rows(service, EVENEMENTS):
            quoi = f"événement(s) {row['evenement']} mis de côté par {service} ({row['lecteur']})"
            yield Manque(row["nombre"], quoi, row["raison"])


def courriels(programme: Programme) -> Iterator[Manque]:
    for row in programme.rows("notifications", COURRIELS):
        liens = f", dont {row['liens']} lien(s) d'inscription," if row["liens"] else ""
        yield Manque(row["nombre"], f"courriels{liens} {SANS_REMISE[row['etat']]}", row["raison"])


def annexes(programme: Programme) -> Iterator[Manque]:
    [row] = programme.rows("onboarding", ANNEXES)
    if row["nombre"]:
        yield Manque(row["nombre"], "annexe(s) établies ne sont pas écrites")
