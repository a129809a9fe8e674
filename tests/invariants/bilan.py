"""Le bilan des essais : combien de messages, et combien de fois chaque chose arriva."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO

from rich.console import Console
from rich.table import Table

from tests.invariants.journal import Evenement

ENTETE = """# Quoi qu'il arrive aux cinq services

Écrit par `make invariants` : ne pas modifier à la main.

Hypothesis joue {essais} essais de soixante pas sur les cinq services ensemble, en un processus
et en temps simulé : les vrais traitements, les vrais relais et lecteurs, et un courtier qui ne
garde que l'ordre de chaque structure et de chaque émetteur. Des demandes justes et fausses (auteur,
date, objet, identité), des messages redits, retenus ou en désordre, des services arrêtés ou refaits
de leur journal. À chaque pas, un témoin relit les journaux, sans le code des services : INV-01 à
INV-14 n'ont été rompus en aucun des {messages} messages.

Le témoin se prouve lui-même (`tests/invariants/test_temoin.py`) : un journal altéré rompt
l'invariant que l'on attend.

"""


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


def texte(bilan: Bilan) -> str:
    """Les tables du bilan, comme à l'écran."""
    ecrit = StringIO()
    ecran = Console(width=120, file=ecrit)
    for table in bilan.tables():
        ecran.print(table)
    return "\n".join(ligne.rstrip() for ligne in ecrit.getvalue().splitlines())


def page(bilan: Bilan, ecrit: str) -> str:
    """docs/invariants.md, telle que `make invariants` l'écrit."""
    return ENTETE.format(essais=bilan.essais, messages=bilan.total) + f"```text\n{ecrit}\n```\n"
