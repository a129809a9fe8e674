"""Le bilan des essais : combien de messages, et combien de fois chaque chose arriva."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.table import Table

from tests.invariants.journal import Evenement


@dataclass
class Bilan:
    """Ce qui fut demandé, répondu, remis et enregistré, tous essais confondus."""

    essais: int = 0
    pas: Counter[str] = field(default_factory=Counter)
    reponses: dict[str, Counter[str]] = field(default_factory=dict)
    messages: Counter[str] = field(default_factory=Counter)
    evenements: Counter[str] = field(default_factory=Counter)
    atteints: Counter[str] = field(default_factory=Counter)
    rompus: Counter[str] = field(default_factory=Counter)

    def repondre(self, demande: str, reponse: str) -> None:
        self.reponses.setdefault(demande, Counter())[reponse or "acceptée"] += 1

    def finir(self, messages: Counter[str], evenements: Iterable[Evenement]) -> None:
        """Un essai de plus : ses messages, et chaque sorte d'événement qu'il a atteinte."""
        self.essais += 1
        self.messages += messages
        sortes = Counter(each.sujet for each in evenements)
        self.evenements += sortes
        self.atteints.update(sortes.keys())

    @property
    def total(self) -> int:
        return sum(self.messages.values())

    def acceptees(self, demande: str) -> int:
        return self.reponses.get(demande, Counter())["acceptée"]

    def tables(self) -> Iterable[Table]:
        comment = ", ".join(f"{nombre} {mot}" for mot, nombre in self.messages.most_common())
        titre = (
            f"{self.essais} essais, {sum(self.pas.values())} pas, {self.total} messages ({comment})"
        )
        yield _table(titre, ("pas", "fois"), ((n, str(c)) for n, c in self.pas.most_common()))
        yield _table(
            "Demandes", ("demande", "acceptées", "refus"), map(self._ligne, sorted(self.reponses))
        )
        lignes = (
            (sujet, str(n), str(self.atteints[sujet]))
            for sujet, n in sorted(self.evenements.items())
        )
        yield _table("Événements", ("événement", "fois", "essais"), lignes)

    def _ligne(self, demande: str) -> tuple[str, ...]:
        refus = Counter(self.reponses[demande])
        acceptees = refus.pop("acceptée", 0)
        return demande, str(acceptees), ", ".join(f"{code} {n}" for code, n in refus.most_common())


def _table(titre: str, colonnes: Iterable[str], lignes: Iterable[tuple[str, ...]]) -> Table:
    table = Table(title=titre, title_justify="left")
    for colonne in colonnes:
        table.add_column(colonne, overflow="fold")
    for ligne in lignes:
        table.add_row(*ligne)
    return table
