"""Shows each alert, panel and measure with data, as tables."""

from collections.abc import Iterator, Set

from rich.console import Console
from rich.table import Table

from tests.deploy.pile import Pile
from tests.deploy.prometheus import FOUND, Answer, Prometheus, alerts, measures, panels, prometheus
from tests.deploy.surveillance import provoquer
from tests.observability.faits import OF_RABBITMQ


def surveiller(console: Console, pile: Pile) -> bool:
    """True if each alert rang, and each panel and measure had data."""
    with prometheus(pile.compose) as beside:
        rung = provoquer(pile, beside)
        console.print(sonneries(rung))
        shown = dict(all_seen(beside))
        console.print(reponses(shown))
    missing = set(alerts()) - rung | {name for name, each in shown.items() if not seen(name, each)}
    console.print("Sans donnée :", sorted(missing) or "rien.")
    return not missing


def all_seen(beside: Prometheus) -> Iterator[tuple[str, Answer]]:
    for title, queries in panels().items():
        for rank, query in enumerate(queries, start=1):
            yield f"{title} ({rank})" if len(queries) > 1 else title, beside.over(query)
    for name in (*measures(), *sorted(OF_RABBITMQ)):
        yield name, beside.over(FOUND.format(name))


def seen(name: str, answer: Answer) -> bool:
    """True if the query had data; an alarm of RabbitMQ may stay at zero."""
    return bool(answer.series) and (answer.most > 0 or name in OF_RABBITMQ)


def sonneries(rung: Set[str]) -> Table:
    table = Table("alerte", "a sonné", title="Alertes, leur cause provoquée")
    for name in alerts():
        table.add_row(name, "oui" if name in rung else "NON")
    return table


def reponses(shown: dict[str, Answer]) -> Table:
    table = Table("panneau ou mesure", "séries", "plus grande valeur", title="Réponses")
    for name, answer in shown.items():
        table.add_row(name, str(answer.series), f"{answer.most:.6g}")
    return table
