"""La commande `france-services` : ce que l'on tape pour essayer, exploiter et comprendre."""

import signal
from datetime import datetime, time
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console

from console.history import montrer_histoire
from console.messages import app as messages
from console.opened import opened
from console.progress import shown
from console.replay import rejouer
from console.screen import console
from console.services import BUILDERS
from shared.clock import PARIS, SimulatedClock, SystemClock
from shared.domain import Refus
from shared.settings import ConfigurationRefused

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(messages, name="messages")

Sortie = Annotated[Path, typer.Option(help="Dossier où tout est écrit.")]
Dossier = Annotated[
    Path | None,
    typer.Option("--sortie", help="Dossier d'un essai ; sinon, les serveurs de l'environnement."),
]


@app.command()
def demo(
    liste: Annotated[
        Path | None, typer.Option(help="Tableau de remontée ou liste ANCT ; sinon, l'échantillon.")
    ] = None,
    sortie: Sortie = Path("demo"),
    geographie: Annotated[
        Path | None, typer.Option(help="Dossier du code officiel géographique (INSEE).")
    ] = None,
) -> None:
    """Joue tout le programme, du 15 septembre 2019 au 1er mars 2020, sans aucun serveur."""
    from console.demo import DEBUT, Essai, essai_de_l_echantillon
    from console.spectacle import montrer

    with as_file(files("console") / "echantillon") as dossier:
        essai = (
            Essai(liste, sortie, geographie, None, None)
            if liste
            else essai_de_l_echantillon(dossier, sortie)
        )
        montrer(console, essai, SimulatedClock(DEBUT))


@app.command("import")
def import_(
    tableau: Annotated[Path, typer.Argument(help="Tableau de remontée (CSV ou XLSX).")],
    departement: Annotated[str, typer.Option(help="Code du département du préfet qui remonte.")],
    sortie: Dossier = None,
    rapport: Annotated[
        Path, typer.Option(help="Dossier du compte rendu, ligne par ligne (CSV).")
    ] = Path("."),
) -> None:
    """Remonte un tableau, ligne par ligne (A-003, A-012) ; deux fois le même ne change rien."""
    from console.importation import importer
    from console.recipient import recipient
    from console.report import montrer_import

    with shown(console) as progress, recipient(sortie) as send:
        rendu = importer(
            tableau,
            departement,
            SystemClock().now(),
            send,
            lambda fait, total: progress.step("Lignes", fait, total),
        )
    montrer_import(console, rendu, rapport)
    raise typer.Exit(1 if rendu.rejets else 0)


@app.command("load-geography")
def load_geography(
    source: Annotated[Path, typer.Argument(help="Dossier des fichiers de l'INSEE.")],
    sortie: Dossier = None,
    millesime: Annotated[int | None, typer.Option(help="Année, si le nom ne la dit pas.")] = None,
) -> None:
    """Charge le code officiel géographique auquel les communes sont comparées."""
    from console.geographie import charger, lire_dossier

    geographie = lire_dossier(source, millesime)
    if sortie:
        sortie.mkdir(parents=True, exist_ok=True)
    with opened(["labellisation"], sortie) as [labellisation]:
        nouveau = charger(labellisation, geographie)
    console.print(
        f"{len(geographie.communes)} communes, millésime {geographie.millesime} : "
        + ("chargées." if nouveau else "déjà chargées, rien ne change.")
    )


@app.command()
def history(
    structure: Annotated[str, typer.Argument(help="Identifiant, matricule ou nom exact.")],
    au: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    sortie: Dossier = None,
    detail: Annotated[bool, typer.Option(help="Montre aussi chaque critère conforme.")] = False,
) -> None:
    """Raconte une structure à travers les cinq services, telle que sue en fin de journée."""
    from services.labellisation.projections import find

    until = datetime.combine(au, time.max, PARIS) if au else None
    with opened(list(BUILDERS), sortie) as components:
        found = find(components[0].model, structure)
        if not found:
            raise Refus(f"Aucune structure connue sous « {structure} ».")
        for dossier in found:
            montrer_histoire(
                console, components, UUID(dossier["structure_id"]), dossier["nom"], until, detail
            )


@app.command()
def replay(
    service: Annotated[str, typer.Argument(help="labellisation, audit, funding…")],
    sortie: Dossier = None,
) -> None:
    """Reconstruit les tables de lecture d'un service depuis son journal ; n'envoie rien."""
    with shown(console) as progress, opened([service], sortie) as [component]:
        comptes = rejouer(component, progress)
    for nom, evenements in comptes.items():
        console.print(f"{nom} : {evenements} événements relus.")


@app.command()
def forget(
    personne: Annotated[
        str,
        typer.Argument(help="Structure (identifiant, matricule ou nom exact), ou adresse."),
    ],
    motif: Annotated[str, typer.Option(help="Pourquoi ; enregistré.")],
    auteur: Annotated[str, typer.Option(help="Qui décide : une fonction ou un compte.")],
    sortie: Dossier = None,
) -> None:
    """Oublie le contact d'une structure, ou qui a cette adresse, dans les cinq services."""
    from console.oubli import montrer_oubli, oublier

    with opened(list(BUILDERS), sortie) as components:
        faits = oublier(components, personne, motif, auteur)
    montrer_oubli(console, faits)


@app.command()
def rewrap(sortie: Dossier = None) -> None:
    """Chiffre les clés des personnes par la première clé de MASTER_KEY, qui suffira ensuite."""
    with opened(list(BUILDERS), sortie) as components:
        for component in components:
            nombre = component.service.keys.rewrap() if component.service.keys else 0
            console.print(f"{component.name} : {nombre} clés chiffrées de nouveau.")


@app.command("migrate")
def migrate(
    services: Annotated[list[str] | None, typer.Argument(help="Tous, si rien n'est dit.")] = None,
    role: Annotated[
        str | None, typer.Option("--grant-to", help="Rôle des processus : lit et écrit, sans plus.")
    ] = None,
) -> None:
    """Met à jour les tables des services ; à lancer avec un rôle qui peut en créer."""
    from console.migrations import migrer

    migrer(services or [], role, console.print)


@app.command("secrets")
def secrets_(
    sortie: Annotated[Path, typer.Option(help="Dossier des secrets, un par compte.")],
    tourner: Annotated[
        str | None, typer.Option("--rotate", help="Compte dont changer les mots de passe.")
    ] = None,
) -> None:
    """Écrit les secrets qui manquent à une installation ; ne change jamais ceux qui existent."""
    from console import coffre

    ecrits = coffre.tourner(sortie, tourner) if tourner else coffre.preparer(sortie)
    console.print(f"{len(ecrits)} secrets écrits dans {sortie}.")


@app.command()
def install() -> None:
    """Crée ou met à jour bases, rôles, tables, files, comptes et droits ; à refaire sans risque."""
    from console.installation import installer

    installer(console.print)


@app.command()
def mailbox(
    sortie: Sortie = Path("courriels"),
    adresse: Annotated[str, typer.Option(help="Où écouter.")] = "0.0.0.0",
    port: Annotated[int, typer.Option(help="Port SMTP.")] = 8025,
) -> None:
    """Garde en fichiers les courriels qu'on lui remet, sans en envoyer, jusqu'à SIGTERM."""
    from console.courrier import BoiteLocale

    with BoiteLocale(sortie, adresse, port) as boite:
        console.print(f"Boîte locale ouverte, port {boite.port} ; courriels dans {sortie}.")
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


@app.command()
def topology(sortie: Sortie = Path("deploy/rabbitmq")) -> None:
    """Écrit les règles que RabbitMQ doit appliquer (definitions.json), à importer au démarrage."""
    from console.broker import ecrire_definitions

    console.print(f"Règles écrites dans {ecrire_definitions(sortie)}.")


@app.command()
def contracts(sortie: Sortie = Path("docs/contrats")) -> None:
    """Écrit les contrats : le document AsyncAPI, une page, un schéma JSON par message."""
    from console.contrats import ecrire

    for perime in ecrire(sortie):
        console.print(f"{perime} ne correspond plus à aucun message : à retirer si c'est voulu.")
    console.print(f"Contrats écrits dans {sortie}.")


@app.command()
def run(
    service: Annotated[str, typer.Argument(help="labellisation, audit, funding…")],
    role: Annotated[str, typer.Option(help="service (messages entrants) ou worker (journal).")],
) -> None:
    """Lance un processus d'un service, sur PostgreSQL et RabbitMQ, jusqu'à SIGTERM."""
    from console.processes import run_service, run_worker

    roles = {"service": run_service, "worker": run_worker}
    if role not in roles:
        raise ConfigurationRefused(f"Rôle inconnu : {role} (rôles : {', '.join(roles)}).")
    roles[role](service)


def main() -> None:
    """Une demande refusée se lit ; elle ne se devine pas dans une trace."""
    try:
        app()
    except (Refus, ConfigurationRefused) as error:
        Console(stderr=True).print(f"[red]Refusé :[/] {error}")
        raise SystemExit(2) from error
