"""Restarts and accidents of a deployment, while structures are put forward."""

import time
from collections.abc import Callable

from tests.deploy.comptes import par_cinq_comptes
from tests.deploy.pile import PROCESSES, Pile
from tests.deploy.restauration import restaurer
from tests.deploy.webhooks import recevoir_des_faits
from tests.faults.site import en_charge
from tests.faults.trial import Fault

TIENT = 4.0
CHARGE = 6


def rien(pile: Pile) -> None:
    pile.demander(CHARGE)


def redemarrer(pile: Pile) -> None:
    """Replace each container in turn, as an upgrade does."""
    with en_charge(pile, 2 * CHARGE):
        for name in PROCESSES:
            pile.compose("up", "--detach", "--no-deps", "--force-recreate", name)


def multiplier(pile: Pile) -> None:
    """Start three readers per queue of funding and two workers, then kill the first of each."""
    both = ("funding", "funding-worker")
    scale = ("--scale", "funding=3", "--scale", "funding-worker=2")
    pile.compose("up", "--detach", "--no-recreate", "--no-deps", *scale, *both)
    with en_charge(pile):
        for name in both:
            pile.compose.docker("kill", pile.compose.containers(name)[0])
        time.sleep(TIENT)
    pile.compose("up", "--detach", "--no-deps", *both)


def tuer(service: str) -> Callable[[Pile], None]:
    def acte(pile: Pile) -> None:
        with en_charge(pile):
            pile.compose("kill", service)
            time.sleep(TIENT)
            pile.compose("start", service)
            pile.compose.wait(service)
        pile.rouvrir()

    return acte


def perdre(node: str) -> Callable[[Pile], None]:
    """Kill a node under load, and start it again once all is finished without it."""

    def acte(pile: Pile) -> None:
        with en_charge(pile):
            pile.compose("kill", node)
        pile.attendre(pile.termine)
        pile.compose("start", node)
        pile.compose.wait(node)

    return acte


def relancer_la_base(pile: Pile) -> None:
    with en_charge(pile):
        pile.compose("restart", "postgres")
        pile.compose.wait("postgres")
    pile.rouvrir()


def couper(network: str, service: str) -> Callable[[Pile], None]:
    """Disconnect the container from a network, then connect it again under the same name."""

    def acte(pile: Pile) -> None:
        [container] = pile.compose.containers(service)
        name = f"{pile.compose.project}_{network}"
        with en_charge(pile):
            pile.compose.docker("network", "disconnect", name, container)
            time.sleep(TIENT)
            pile.compose.docker("network", "connect", "--alias", service, name, container)

    return acte


def tourner(pile: Pile) -> None:
    """Change the passwords of two accounts, then replace their processes; old sessions end."""
    once = ("run", "--rm", "-T", "--no-deps")
    with en_charge(pile):
        for account in ("funding", "onboarding"):
            rotate = ("secrets", "--sortie", "/run/secrets", "--rotate", account)
            pile.compose(*once, "secrets", *rotate)
            pile.compose(*once, "installation")
            pile.compose("up", "--detach", "--no-deps", "--force-recreate", account)
            pile.compose("up", "--detach", "--no-deps", "--force-recreate", f"{account}-worker")


ETAPES: list[Fault[Pile]] = [
    Fault("tout le parcours", "par messages seulement", rien),
    Fault("tout le parcours, par cinq comptes", "chacun sa part, et nulle autre", par_cinq_comptes),
    Fault("un webhook", "son serveur absent, puis revenu", recevoir_des_faits),
    Fault("redémarrage en roulement", "les dix conteneurs, l'un après l'autre", redemarrer),
    Fault("--scale funding=3", "puis le premier tué", multiplier),
    Fault("courtier tué", "docker compose kill, puis start", tuer("rabbitmq")),
    Fault("base relancée", "docker compose restart", relancer_la_base),
    Fault("base tuée", "docker compose kill, puis start", tuer("postgres")),
    Fault("coupé du courtier", "network disconnect de funding", couper("messages", "funding")),
    Fault(
        "coupé de la base",
        "network disconnect du travailleur de labellisation",
        couper("donnees", "labellisation-worker"),
    ),
    Fault("serveurs perdus", "sauvegarde et journaux dans des serveurs vides", restaurer),
    # last: the checker has a copy of the old passwords
    Fault("mots de passe changés", "funding et onboarding", tourner),
]

# deploy/cluster.yml: the queues are led by the first node, which installed them; the checker
# reaches the third.
NOEUDS: list[Fault[Pile]] = [
    Fault("trois nœuds", "par messages seulement", rien),
    Fault("un nœud perdu", "rabbitmq-2, tué ; tout s'achève sans lui", perdre("rabbitmq-2")),
    Fault("le nœud qui mène perdu", "rabbitmq, tué ; tout s'achève sans lui", perdre("rabbitmq")),
]
