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
    "DEMANDE": "à remettre encore",
    "IMPOSSIBLE": "impossibles à écrire, dont aucun serveur n'a été saisi",
    "REFUSE": "refusés par le serveur de messagerie",
    "REPORTE": "que le serveur de messagerie n'a pas pris, à réessayer",
}


@dataclass(frozen=True)
class Manque:
    """Quelles choses, combien, et la raison de l'une d'elles."""

    quoi: str
    nombre: int
    raison: str = ""

    def __str__(self) -> str:
        exemple = f" (par exemple : {self.raison})" if self.raison else ""
        return f"{self.quoi} : {self.nombre}{exemple}."


def manques(programme: Programme) -> Iterator[str]:
    """Une phrase par sorte de manque ; aucune, si tout est arrivé à son terme."""
    sortes = (retenus, evenements, courriels, annexes)
    return (str(manque) for sorte in sortes for manque in sorte(programme))


def retenus(programme: Programme) -> Iterator[Manque]:
    for service in programme.components:
        for row in programme.rows(service, RETENUS):
            quoi = f"messages {row['type']} mis de côté par {service}, {row['cause'].lower()}"
            yield Manque(quoi, row["nombre"], row["raison"])


def evenements(programme: Programme) -> Iterator[Manque]:
    """Ceux qu'un lecteur n'a pas su utiliser, et ceux qui attendent derrière (ADR 0030)."""
    for service in programme.components:
        for row in programme.rows(service, EVENEMENTS):
            quoi = f"événements {row['evenement']} mis de côté par {service} ({row['lecteur']})"
            yield Manque(quoi, row["nombre"], row["raison"])


def courriels(programme: Programme) -> Iterator[Manque]:
    for row in programme.rows("notifications", COURRIELS):
        liens = f" (liens d'inscription : {row['liens']})" if row["liens"] else ""
        yield Manque(f"courriels {SANS_REMISE[row['etat']]}{liens}", row["nombre"], row["raison"])


def annexes(programme: Programme) -> Iterator[Manque]:
    [row] = programme.rows("onboarding", ANNEXES)
    if row["nombre"]:
        yield Manque("annexes établies et non écrites", row["nombre"])
