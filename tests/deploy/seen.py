"""Shows each alert, outage, panel and measure of the trial, as tables."""

from collections.abc import Iterator, Sequence, Set

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.deploy.pannes import Vue
from tests.deploy.pile import Pile
from tests.deploy.prometheus import FOUND, Answer, Prometheus, alerts, measures, panels, prometheus
from tests.deploy.surveillance import provoquer
from tests.observability.faits import OF_RABBITMQ


def surveiller(console: Console, pile: Pile) -> bool:
    """True if all alerts were received, `doctor` saw each outage, and all queries had data."""
    with prometheus(pile.compose) as beside:
        outages = provoquer(console, pile, beside)
        mailed, told = beside.receivers.mailed(), beside.receivers.told()
        console.print(sonneries(mailed, told))
        console.print(pannes(outages, mailed & told))
        shown = dict(all_seen(beside))
        console.print(reponses(shown))
    missing = {
        *set(alerts()) - (mailed & told),
        *(each.panne for each in outages if not each.vue),
        *(name for name, each in shown.items() if not seen(name, each)),
    }
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


def sonneries(mailed: Set[str], told: Set[str]) -> Table:
    table = Table("alerte", "courriel", "appel", title="Alertes reçues, leur cause provoquée")
    for name in alerts():
        table.add_row(name, *("oui" if name in by else "NON" for by in (mailed, told)))
    return table


def pannes(outages: Sequence[Vue], received: Set[str]) -> Table:
    table = Table("panne", "ce que dit doctor", "code", "alertes reçues", title="Pannes")
    for each in outages:
        rung = "\n".join(f"{name}{'' if name in received else ' : NON'}" for name in each.alertes)
        table.add_row(each.panne, Text(each.dite()), str(each.code), rung)
    return table


def reponses(shown: dict[str, Answer]) -> Table:
    table = Table("panneau ou mesure", "séries", "plus grande valeur", title="Réponses")
    for name, answer in shown.items():
        table.add_row(name, str(answer.series), f"{answer.most:.6g}")
    return table
