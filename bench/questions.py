"""Questions over HTTP, on a folder and on PostgreSQL, beside a bare handler and their bare SQL."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from socket import create_connection
from urllib.parse import urlencode

from bench.bare_sql import statements_of
from bench.copies import folder_of
from bench.load import WRK, Wanted, loaded
from bench.places import SERVICE, Place, in_folder, on_server
from bench.processes import peak_megabytes
from bench.setup import Bench
from bench.timing import LIGHT, Line, Measure, metered, one_by_one
from tests.questions.serveur_http import LIEU, attendre
from tests.servers.addresses import free_port, inherited
from tests.servers.children import Children

PLACES = (in_folder, on_server)
DAY = {"au": "2020-03-01"}
PAGE = 100
IN_TURN = 200
"""The dossiers that are asked one after the other."""
WARMING = 1.0
WITHOUT_WRK = "No question was asked over HTTP: wrk is not installed (apt-get install wrk)."


@dataclass(frozen=True)
class Asked:
    """A question: the addresses asked in turn, and the parameters of one of them."""

    what: str
    name: str
    given: Mapping[str, str]
    paths: Sequence[str]
    known: str = ""


def questions(bench: Bench) -> Iterator[Line]:
    """The same structures in two places; each question is asked in both, below one reference."""
    if WRK is None:
        bench.notes.append(WITHOUT_WRK)
        return
    folder = folder_of(bench.options.structures, bench.folder)
    with ExitStack() as stack:
        places = [stack.enter_context(each(bench, folder)) for each in PLACES]
        measured = list[Measure]()
        for asked in chosen(places[0]):
            reference = bare(bench.seconds, asked, places[0])
            for place in places:
                yield Line(reference, alone(bench.seconds, asked, place))
                measured.append(answered(bench.seconds, asked, place))
                yield Line(reference, measured[-1])
        for place in places:
            bench.weigh(f"http, {place.what}", peak_megabytes(place.server.processus.pid))
        bench.notes.append(spent(measured))


def chosen(place: Place) -> Iterator[Asked]:
    """A dossier, a page of a list, counts, and the page for a client that has it already."""
    known = place.component.model.query("SELECT structure_id FROM dossiers ORDER BY structure_id")
    several = known[:: max(1, len(known) // IN_TURN)]
    paths = [path("dossier", each) for each in several]
    yield Asked(f"a dossier, {len(known):,} structures", "dossier", several[0], paths)
    pages = [*linked(place, path("labellisees", {**DAY, "limite": str(PAGE)}))]
    yield Asked(f"a page of {PAGE} labels", "labellisees", DAY, pages)
    yield Asked("counts of a day", "comptes", DAY, [path("comptes", DAY)])
    tag = place.server.demander(pages[0], place.tokens[0]).headers["etag"]
    yield Asked("a page not modified", "labellisees", DAY, pages[:1], tag)


def path(name: str, given: Mapping[str, str]) -> str:
    return f"/v1/{SERVICE}/{name}?{urlencode(given)}"


def linked(place: Place, first: str) -> Iterator[str]:
    """The pages of a list, each by the link of the one before."""
    following = first
    while following:
        yield following
        answer = place.server.demander(following, place.tokens[0])
        following = answer.links.get("next", {}).get("url", "")


def bare(seconds: float, asked: Asked, place: Place) -> Measure:
    """A handler of one line, which gives the bytes of one answer."""
    body, port = place.folder / "body", free_port()
    body.write_bytes(place.server.demander(asked.paths[0], place.tokens[0]).content)
    words = [sys.executable, "-m", "bench.bare_http", str(port), str(body)]
    size = "304" if asked.known else f"{body.stat().st_size / 1000:.0f} kB"
    with Children() as children:
        children.start(words, place.folder / "bare-http.log", inherited())
        attendre(lambda: listens(port))
        wanted = Wanted(["/"], place.tokens, asked.known)
        return loaded(f"bare handler, {size}", LIGHT * seconds, port, wanted, place.folder)


def listens(port: int) -> bool:
    with suppress(OSError), create_connection((LIEU, port)):
        return True
    return False


def alone(seconds: float, asked: Asked, place: Place) -> Measure:
    """By one client, in this process."""
    statements = statements_of(place.component, asked.name, asked.given, PAGE)
    send = partial(place.send, statements)
    return one_by_one(f"{asked.what}: its SQL, {place.what}", LIGHT * seconds, repeat(send))


def answered(seconds: float, asked: Asked, place: Place) -> Measure:
    """With the CPU time of the process that answers."""
    what, wanted = f"{asked.what}, {place.what}", Wanted(asked.paths, place.tokens, asked.known)
    asking = partial(loaded, what, port=place.server.port, wanted=wanted, folder=place.folder)
    asking(seconds=WARMING)
    return metered(partial(asking, seconds=seconds), [place.server.processus.pid])


def spent(measured: Sequence[Measure]) -> str:
    each = [f"{m.what} {1000 * m.cpu.own / m.count:.2f}" for m in measured if m.cpu]
    return f"CPU time of our process for one answer, in ms: {', '.join(each)}."
