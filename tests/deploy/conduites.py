"""The commands of the runbooks, typed as they are written, while structures are put forward."""

import io
import re
import subprocess
import tarfile
import time
from collections.abc import Callable
from datetime import timedelta
from email.message import Message
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen
from uuid import UUID, uuid5

from console.essai.demo import DEBUT
from services.labellisation.label.commands import ModifierHoraires
from shared.clock import PARIS, SystemClock
from shared.http.token_table import SHORT, hash_of
from shared.messages.actors import Acteur
from shared.runtime.accounts import READER
from tests.deploy.blocs import regle, taper
from tests.deploy.etapes import CHARGE, rien
from tests.deploy.messages import bruit, interface
from tests.deploy.pile import IMAGE, PROCESSES, ROOT, Compose, Pile, until
from tests.deploy.restauration import archiver
from tests.deploy.webhooks import WEBHOOKS, recevoir_des_faits
from tests.faults.site import en_charge
from tests.faults.trial import Fault

ANCIENNE = "france-services:ancienne"
PAGE = "inscription"
JETON = re.compile(r"\bfs_[\w-]+")
UTC_BACKUP, PARIS_TIME = "20261124T010000Z", "2026-11-24 08:00:00"
NOTHING_TO_RUN = {
    "installer 4": "python -m tests.deploy --overlay",
    "http 4": "sans conteneur : tests/deploy/test_sans_conteneur.py",
    "http 5": "sans conteneur : tests/deploy/test_sans_conteneur.py",
    "inscription 1": "sans conteneur : tests/deploy/test_sans_conteneur.py",
    "webhooks 2": "sans conteneur : tests/deploy/test_sans_conteneur.py",
    "kubernetes 1": "tests/kubernetes",
    "kubernetes 2": "il faut un cluster",
    "kubernetes 3": "il faut un cluster",
    "kubernetes 4": "il faut un cluster",
    "kubernetes 5": "il faut un cluster",
    "kubernetes 6": "il faut un cluster",
    "kubernetes 7": "il faut un cluster",
    "kubernetes 8": "il faut un cluster",
    "cles 4": "les liens déjà envoyés ne s'ouvrent plus",
    "alertes 1": "il faut un compte de courrier",
    "alertes 2": "tests/observability/test_remise.py",
    "evenements-mis-de-cote 1": "tests/console/test_evenements_serveurs.py",
    "evenements-mis-de-cote 2": "tests/console/test_evenements_serveurs.py",
    "mettre-a-jour 1": "il faut deux versions étiquetées",
    "mettre-a-jour 4": "il faut deux versions étiquetées",
    "mettre-a-jour 5": "il faut deux versions étiquetées",
    "serveurs-geres 1": "un RabbitMQ que d'autres tiennent",
    "serveurs-geres 2": "tests/kubernetes/test_serveurs_geres.py",
}


def construire(compose: Compose, commit: str) -> None:
    """Build the image of an older commit of this repository."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
    with TemporaryDirectory(prefix="fs-ancienne-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        compose.image(ANCIENNE)
        compose.shell(
            f"cd {folder} && COMPOSE_FILE=docker-compose.yml docker compose build secrets"
        )


def installer(compose: Compose, geographie: Path) -> None:
    """Install the older version on a new machine; then the tables and queues of the new one."""
    taper(compose, "installer 1")
    compose.wait(*PROCESSES)
    taper(compose, "installer 2", {"/chemin/du/dossier": str(geographie)})
    compose.image(IMAGE)
    taper(compose, "mettre-a-jour 2")
    assert "chargées" in taper(compose, "installer 3")


def mettre_a_jour(pile: Pile) -> None:
    """Upgrade service by service, under load.

    First the old version works on the tables and queues of the new one. Then the new labellisation
    publishes to the old services, and to audit a fact that it does not know. Then all are replaced.
    """
    labellisee = pile.remontee()
    pile.outside.ask(labellisee)
    pile.demander(CHARGE - 1)
    pile.attendre(pile.termine)
    pile.compose("up", "--detach", "--no-deps", "labellisation", "labellisation-worker")
    pile.compose.wait("labellisation", "labellisation-worker")
    assert pile.outside.ask(horaires(labellisee.structure_id)).accepted
    pile.demander(CHARGE)
    pile.attendre(lambda: bool(pile.retenus()))
    remplacer(pile, IMAGE)


def horaires(structure_id: UUID) -> ModifierHoraires:
    return ModifierHoraires(
        message_id=uuid5(structure_id, "horaires"),
        acteur=Acteur(role="PORTEUR", id="mairie", structure_id=structure_id),
        survenu_le=DEBUT + timedelta(days=365),
        structure_id=structure_id,
        horaires={"lundi": "9h-12h"},
    )


def rien_ne_reste(pile: Pile) -> bool:
    """True if all is finished, with no parked message: the new version has read them all."""
    return pile.termine() and not pile.retenus()


def revenir(pile: Pile) -> None:
    """Go back to the old version, then to the new one, both under load."""
    for image in (ANCIENNE, IMAGE):
        remplacer(pile, image)


def remplacer(pile: Pile, image: str) -> None:
    pile.compose.image(image)
    with en_charge(pile, CHARGE):
        taper(pile.compose, "mettre-a-jour 3")
    running = {pile.compose.image_of(name) for name in PROCESSES}
    assert running == {image}, running


def dimensionner(pile: Pile) -> None:
    with en_charge(pile):
        taper(pile.compose, "dimensionner 1")
    assert len(pile.compose.containers("funding")) == 3
    pile.compose("up", "--detach", "--no-deps", "funding", "funding-worker")


def relancer(service: str, bloc: str) -> Callable[[Pile], None]:
    def acte(pile: Pile) -> None:
        with en_charge(pile):
            pile.compose("kill", service)
            taper(pile.compose, bloc)
        pile.compose.wait(service)
        pile.rouvrir()

    return acte


def vider_le_courtier(pile: Pile) -> None:
    """Remove the broker under load, with its volume."""
    compose, begun = pile.compose, maintenant()
    with en_charge(pile):
        compose("rm", "--stop", "--force", "rabbitmq")
        compose.docker("volume", "rm", f"{compose.project}_rabbitmq")
        taper(compose, "courtier-perdu 2", {PARIS_TIME: begun})


def regarder(pile: Pile) -> None:
    """Run the commands of supervision, which must report no fault (else they fail)."""
    compose = pile.compose
    assert "/archives/wal" in taper(compose, "base-perdue 2")
    secret = taper(compose, "installer 5")
    assert interface(compose, "supervision", secret, "queues")
    assert "notifications" in compose("run", "--rm", "-T", "console", "status")
    output = compose("run", "--rm", "-T", "console", "doctor")
    assert "FAUTE" not in output and output.count("règles des files") == 5, output
    pile.demander(1)


def trancher(pile: Pile) -> None:
    """Park an unreadable message, then show it, redrive it and discard it."""
    bruit()
    until(lambda: bool(pile.retenus()), "rien n'est retenu")
    [(_, row)] = pile.retenus()
    key = {"3f2a91c0": row["cle"][:8]}
    assert "Illisible" in taper(pile.compose, "messages-retenus 1", key)
    taper(pile.compose, "messages-retenus 2", key)
    assert "Messages écartés : 0." in taper(pile.compose, "messages-retenus 3")
    pile.demander(1)


def tenir_un_compte(pile: Pile) -> None:
    """Open the account of another system, list it, change its password, ask, revoke it."""
    assert "mot de passe" in taper(pile.compose, "comptes 1")
    assert "prefecture-15" in taper(pile.compose, "comptes 2")
    assert "refusée" in taper(pile.compose, "comptes 3")
    assert "mot de passe" in taper(pile.compose, "comptes 4")
    jeton = poser_des_questions(pile.compose)
    taper(pile.compose, "comptes 5")
    assert "JetonRefuse" in demander_par_http(pile.compose, jeton)
    pile.demander(1)


def poser_des_questions(compose: Compose) -> str:
    """Give tokens to the account, ask with them, revoke one; returns one that still holds."""
    compose.wait(READER)
    donne, autre = map(str, JETON.findall(taper(compose, "http 2")))
    assert '"statut":"REPONDU"' in demander_par_http(compose, donne)
    nom = hash_of(donne)[:SHORT]
    assert nom in taper(compose, "http 3", {"0123456789ab": nom})
    assert "JetonRefuse" in demander_par_http(compose, donne)
    assert '"statut":"REPONDU"' in demander_par_http(compose, autre)
    return autre


def demander_par_http(compose: Compose, jeton: str) -> str:
    port = compose.ports["QUESTIONS_PORT"]
    return taper(compose, "http 1", {"$JETON": jeton, "127.0.0.1:8090": f"127.0.0.1:{port}"})


def ouvrir_la_page(pile: Pile) -> None:
    """Open the page of registration, then tell it that its address is public, as `.env` does."""
    compose = pile.compose
    assert not en_tls(visitee(compose))
    with regle(compose, "inscription 2"):
        compose("up", "--detach", "--no-deps", PAGE)
        assert en_tls(visitee(compose))
    compose("up", "--detach", "--no-deps", PAGE)
    compose.wait(PAGE)
    pile.demander(1)


def visitee(compose: Compose) -> Message:
    """The headers of the page, which answers."""
    compose.wait(PAGE)
    with urlopen(f"http://127.0.0.1:{compose.ports['INSCRIPTION_PORT']}/inscription") as answer:
        assert "inscription" in answer.read().decode()
        headers: Message = answer.headers
        return headers


def en_tls(headers: Message) -> bool:
    """True if the page tells browsers to come back by https alone."""
    return "Strict-Transport-Security" in headers and "__Host-" in headers["Set-Cookie"]


def sauvegarder(pile: Pile) -> str:
    with TemporaryDirectory() as folder:
        kept = Path(folder, "secrets.tar")
        taper(pile.compose, "restaurer 2", {"> secrets.tar": f"> {kept}"})
        assert "./funding/master_key" in tarfile.open(kept).getnames()
        assert kept.stat().st_mode & 0o077 == 0, "lisible par d'autres"
    return taper(pile.compose, "restaurer 1").strip()


def restaurer_un_service(pile: Pile) -> None:
    """Restore funding to an instant; it must receive again the facts published after it."""
    backup = sauvegarder(pile)
    pile.demander(CHARGE)
    pile.achever()
    time.sleep(1)
    instant = maintenant()
    time.sleep(1)
    pile.demander(CHARGE)
    pile.achever()
    archiver(pile)
    utc_offset = f"{SystemClock().now().astimezone(PARIS):%z}"
    places = {
        UTC_BACKUP: backup,
        f"{PARIS_TIME}+01": f"{instant}{utc_offset}",
        PARIS_TIME: instant,
        "fs-restauration": f"{pile.compose.project}-restauration",
    }
    taper(pile.compose, "restaurer 4", places)
    pile.compose.wait("funding", "funding-worker")
    pile.rouvrir()


def tout_restaurer(pile: Pile) -> None:
    begun, backup = maintenant(), sauvegarder(pile)
    pile.demander(CHARGE)
    pile.achever()
    archiver(pile)
    places = {UTC_BACKUP: backup, "2026-11-24 01:00:00": begun}
    taper(pile.compose, "restaurer 3", places)
    pile.compose.wait(*PROCESSES)
    pile.rouvrir()


def oublier(pile: Pile) -> None:
    pile.demander(1)
    pile.attendre(pile.termine)
    names = {
        "15-01": f"15-{pile.demandees:05}",
        "prenom.nom@exemple.fr": str(pile.modele.fiche.courriel),
    }
    output = taper(pile.compose, "oublier 1", names)
    assert output.count("données rendues illisibles") == 2 * len(pile.components), output


def changer_les_cles(pile: Pile) -> None:
    """Change a password, then a master key; the checker has the old ones, and stops here."""
    with en_charge(pile):
        taper(pile.compose, "cles 1")
        assert "funding : 0 clés" not in taper(pile.compose, "cles 2")
        taper(pile.compose, "cles 3")
        pile.compose.wait("funding", "funding-worker", READER, WEBHOOKS)


def maintenant() -> str:
    return f"{SystemClock().now().astimezone(PARIS):%Y-%m-%d %H:%M:%S}"


CONDUITES: list[Fault[Pile]] = [
    Fault("mettre à jour", "l'ancienne, côte à côte, la boucle", mettre_a_jour, fini=rien_ne_reste),
    Fault("revenir en arrière", "puis de nouveau la nouvelle", revenir, fini=rien_ne_reste),
    Fault("dimensionner", "les commandes de la page", dimensionner),
    Fault("courtier arrêté", "courtier-perdu", relancer("rabbitmq", "courtier-perdu 1")),
    Fault("courtier vide", "son volume détruit, courtier-perdu", vider_le_courtier),
    Fault("base arrêtée", "base-perdue", relancer("postgres", "base-perdue 1")),
    Fault("regarder", "status, doctor, interface de RabbitMQ", regarder),
    Fault("message retenu", "messages-retenus", trancher),
    Fault("un compte", "ouvert, vu, tourné, révoqué ; ses questions par HTTP", tenir_un_compte),
    Fault("la page d'inscription", "ici, puis à une adresse publique", ouvrir_la_page),
    Fault("les webhooks", "son serveur absent, puis revenu ; arrêtés", recevoir_des_faits),
    Fault("un service restauré", "funding, à un instant", restaurer_un_service),
    Fault("tout restauré", "serveurs vides", tout_restaurer),
    Fault("oublier", "une structure, puis une adresse", oublier),
]
CLES = Fault("clés changées", "mot de passe et clé maîtresse de funding", rien)
