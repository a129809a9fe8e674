"""L'état des services, en un tableau : qui mène, ce qui est en retard, ce qui attend quelqu'un."""

from collections.abc import Iterable, Iterator
from importlib.metadata import version

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from shared.clock import PARIS
from shared.component import Component
from shared.leading import led
from shared.probes.census import Census, census
from shared.typographie import decimal

MENE = {True: "oui", False: "non", None: "—"}
COLONNES = ("service", "mené", "n°", "dernier le", "retard", "attend", "à décider", "échu")
LEGENDE = (
    "mené : un travailleur a la main ; n° et date : dernier événement ; attend, à décider : "
    "messages retenus ; échu : échéances passées"
)
INQUIETANT = 60.0
RIEN = "—"


def tableau(components: Iterable[Component]) -> Table:
    titre = f"France Services, version {version('france-services')}"
    table = Table(title=Text(titre, "bold"), box=SIMPLE_HEAD, padding=(0, 1, 0, 0), caption=LEGENDE)
    for nom in COLONNES:
        table.add_column(nom, no_wrap=nom != "retard", min_width=len(nom))
    for component in components:
        table.add_row(*cellules(component))
    return table


def cellules(component: Component) -> Iterator[Text]:
    releve, mene = census(component), led(component.model)
    retard, inquiete = retard_de(releve)
    yield Text(component.name)
    yield Text(MENE[mene], "red" if mene is False else "")
    yield Text(str(releve.head))
    yield Text(f"{releve.last.astimezone(PARIS):%d/%m/%y %H:%M}" if releve.last else RIEN)
    yield Text(retard, "red" if inquiete else "")
    for nombre, grave in ((releve.waiting, ""), (releve.dead, "red"), (releve.overdue, "red")):
        yield Text(str(nombre), grave if nombre else "")


def retard_de(releve: Census) -> tuple[str, bool]:
    """Du lecteur le plus en retard : combien, lequel ; et s'il faut s'en inquiéter."""
    nom, lag = max(releve.lags.items(), key=lambda each: (each[1].events, each[1].seconds))
    if not lag.events:
        return RIEN, False
    dit = f"{nom} : {lag.events} évén., {decimal(round(lag.seconds, 1))} s"
    return dit, lag.seconds > INQUIETANT
