"""`make deploy-test`: containers built from nothing, tried under load, and the checker's result."""

import argparse
import logging
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from console.execution.services import BUILDERS
from tests.deploy.conduites import CLES, CONDUITES, changer_les_cles, construire, installer
from tests.deploy.disque import mesurer
from tests.deploy.etapes import ETAPES, NOEUDS
from tests.deploy.mesures import image_size, memory, seconds_to_ready
from tests.deploy.pile import CLUSTER, PROCESSES, Compose, Pile, pile, until
from tests.deploy.seen import surveiller
from tests.faults.commit import commit
from tests.faults.report import details, ligne, tableau
from tests.faults.trial import Fault, Result, try_out, unknown, wanted
from tests.journeys.parcours import ECHANTILLON
from tests.observability.alertmanager import programs
from tests.observability.collecteur import Collecteur, Step, collecting
from tests.servers.addresses import NoServer, run

ANYWHERE = "0.0.0.0"
"""Containers reach this machine by an address that is not its loopback."""

OLDER = "3804ac3f"
"""An older version that accepts the commands of the trial."""
INSTALL = "Installez prometheus, prometheus-alertmanager et prometheus-node-exporter (Debian)."
WATCHED = "tests/deploy/surveillance.yml"


def main(words: Sequence[str]) -> int:
    arguments = parsed(words)
    logging.basicConfig(level=logging.WARNING)
    absents = [name for name, path in programs().items() if path is None]
    if arguments.watched and absents:
        print(f"Rien n'a été essayé : il manque {', '.join(absents)}. {INSTALL}", file=sys.stderr)
        return 1
    try:
        run("docker", "info")
    except NoServer as error:
        print(f"Aucun moteur Docker, et rien n'a été essayé : {error}", file=sys.stderr)
        return 1
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(commit().en_francais())
    with collecting(ANYWHERE) as collecteur:
        traces = f"http://host.docker.internal:{collecteur.server_port}"
        compose = Compose(arguments.overlay, traces)
        try:
            return 0 if trial(console, compose, arguments, collecteur) else 1
        finally:
            compose.remove()


def parsed(words: Sequence[str]) -> Namespace:
    """The arguments; exits if `--only` names no step."""
    parser = argparse.ArgumentParser(prog="python -m tests.deploy", description=__doc__)
    parser.add_argument("--overlay", action="append", default=[], help="deploy/tls.yml, for one")
    parser.add_argument("--only", action="append", default=[], help="part of a step's name")
    parser.add_argument("--runbooks", action="store_true", help="what docs/exploitation says to do")
    parser.add_argument("--watched", action="store_true", help="each alert, measure and panel")
    parser.add_argument("--disks", type=int, metavar="MINUTES", help="how they fill in a day")
    parser.add_argument("--older", default=OLDER, help="the commit that is upgraded")
    arguments = parser.parse_args(words)
    arguments.overlay += [WATCHED] if arguments.watched else []
    if nowhere := unknown(choices(arguments), arguments.only):
        parser.error(f"aucune étape ne se nomme ainsi : {', '.join(nowhere)}")
    return arguments


def choices(arguments: Namespace) -> Sequence[Fault[Pile]]:
    """The steps among which `--only` chooses."""
    if arguments.watched or arguments.disks:
        return []
    if arguments.runbooks:
        return [*CONDUITES, CLES]
    return NOEUDS if CLUSTER in arguments.overlay else ETAPES


def trial(console: Console, compose: Compose, arguments: Namespace, traces: Collecteur) -> bool:
    if arguments.watched or arguments.disks:
        begin(console, compose)
        with pile(compose) as ready:
            if arguments.watched:
                return surveiller(console, ready)
            mesurer(console, ready, arguments.disks)
            return True
    if arguments.runbooks:
        results = conduites(console, compose, arguments.only, arguments.older)
    else:
        results = etapes(console, compose, choices(arguments), arguments.only)
    console.print(followed(traces))
    return all(each.tient for each in results)


def etapes(
    console: Console, compose: Compose, steps: Sequence[Fault[Pile]], only: Sequence[str]
) -> list[Result]:
    """The accidents of a deployment, and its restarts."""
    begin(console, compose)
    results = tries(console, compose, steps, only)
    console.print(weighed(compose, "en charge"))
    return results


def conduites(console: Console, compose: Compose, only: Sequence[str], older: str) -> list[Result]:
    """The runbooks, from an older version on; the last step changes the keys."""
    construire(compose, older)
    installer(compose, ECHANTILLON)
    results = tries(console, compose, CONDUITES, only)
    return [*results, *tries(console, compose, [CLES], only, changer_les_cles)]


def tries(
    console: Console,
    compose: Compose,
    steps: Sequence[Fault[Pile]],
    only: Sequence[str],
    before: Callable[[Pile], None] | None = None,
) -> list[Result]:
    """Try the steps; `before` runs first, on the stack, and a new checker is made after it."""
    chosen = wanted(steps, only)
    if before and chosen:
        with pile(compose) as ready:
            before(ready)
    with pile(compose) as ready:
        results = [tried(console, ready, etape) for etape in chosen]
        console.print(tableau(f"Déploiement, sur {ready.versions()}", results))
    return results


def begin(console: Console, compose: Compose) -> None:
    """Build, start, load the communes, as an operator does."""
    compose("build", "--quiet", "secrets")
    begun = time.monotonic()
    compose("up", "--detach")
    compose.wait(*PROCESSES)
    console.print(f"Tout est prêt {time.monotonic() - begun:.0f} s après `docker compose up`.")
    console.print(f"Image : {image_size(compose)} Mo.")
    console.print("Du départ à prêt (s) :", seconds_to_ready(compose))
    console.print(weighed(compose, "au repos"))
    compose.console("load-geography", "--echantillon")


def tried(console: Console, ready: Pile, etape: Fault[Pile]) -> Result:
    result = try_out(ready, etape)
    console.print(" · ".join(ligne(result)))
    console.print(*details(result), sep="", end="")
    return result


def followed(collecteur: Collecteur) -> str:
    """The longest trace; raises TimeoutError if none goes through the five services."""
    expected = {f"france-services-{name}" for name in BUILDERS}

    def complete() -> list[Sequence[Step]]:
        traces = collecteur.traces().values()
        return [trace for trace in traces if expected <= {step.service for step in trace}]

    until(lambda: bool(complete()), "aucune trace ne traverse les cinq services")
    longest = max(complete(), key=len)
    return f"Trace {longest[0].trace_id} : {len(longest)} étapes dans les cinq services."


def weighed(compose: Compose, when: str) -> Table:
    table = Table("conteneur", "mémoire", title=f"Mémoire {when}")
    for name, used in sorted(memory(compose).items()):
        table.add_row(name, used)
    return table


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # the containers go with us
    sys.exit(main(sys.argv[1:]))
