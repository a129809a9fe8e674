"""Les commandes de qui installe ou met à jour : secrets, tables, droits, files."""

import signal
from pathlib import Path
from typing import Annotated

import typer

from console.aide import INSTALLER, exemple
from console.execution.opened import Services, Sortie
from console.lieux import dossier_a_remplir
from console.screen import console
from shared.typographie import denombrer

app = typer.Typer()


@app.command(rich_help_panel=INSTALLER)
@exemple("migrate --grant-to france_services")
def migrate(
    services: Services = None,
    role: Annotated[
        str | None, typer.Option("--grant-to", help="Rôle des processus : lit et écrit, sans plus.")
    ] = None,
) -> None:
    """Met à jour les tables des services ; à lancer avec un rôle qui peut en créer."""
    from console.installation.migrations import migrer

    migrer(services or [], role, console.dire)


@app.command("secrets", rich_help_panel=INSTALLER)
@exemple("secrets --sortie DOSSIER", "secrets --sortie DOSSIER --rotate funding")
def secrets_(
    sortie: Annotated[Path, typer.Option(help="Dossier des secrets, un par compte.")],
    tourner: Annotated[
        str | None, typer.Option("--rotate", help="Compte dont changer les mots de passe.")
    ] = None,
    tls: Annotated[list[str] | None, typer.Option(help="Serveur à certifier.")] = None,
) -> None:
    """Écrit les secrets qui manquent à une installation ; ne change jamais ceux qui existent."""
    from console.installation import certificats, secrets

    # Each account's folder may be a volume of its own, in a folder that takes no writes.
    dossier_a_remplir([sortie / compte for compte in secrets.SECRETS])
    ecrits = secrets.tourner(sortie, tourner) if tourner else secrets.preparer(sortie)
    ecrits += certificats.preparer(sortie, tls) if tls else []
    ecrits += secrets.copier_les_cles(sortie)
    console.dire(f"{denombrer(len(ecrits), 'secret écrit')} dans {sortie}.")


@app.command(rich_help_panel=INSTALLER)
@exemple("install")
def install() -> None:
    """Crée ou met à jour bases, rôles, tables, files, comptes et droits ; à refaire sans risque."""
    from console.installation.installer import installer

    installer(console.dire)


@app.command(rich_help_panel=INSTALLER)
@exemple("mailbox --sortie courriels --adresse 127.0.0.1 --port 8025")
def mailbox(
    sortie: Sortie = Path("courriels"),
    adresse: Annotated[str, typer.Option(help="Où écouter.")] = "0.0.0.0",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port SMTP ; 0 : libre.")] = 8025,
) -> None:
    """Garde en fichiers les courriels qu'on lui remet, sans en envoyer, jusqu'à SIGTERM."""
    from console.execution.boite_locale import BoiteLocale

    with BoiteLocale(sortie, adresse, port) as boite:
        console.dire(f"Boîte locale ouverte, port {boite.port} ; courriels dans {sortie}.")
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


@app.command(rich_help_panel=INSTALLER)
@exemple("topology --sortie deploy/rabbitmq")
def topology(sortie: Sortie = Path("deploy/rabbitmq")) -> None:
    """Écrit les règles que RabbitMQ doit appliquer (definitions.json), à importer au démarrage."""
    from console.installation.broker import ecrire_definitions

    console.dire(f"Règles écrites dans {ecrire_definitions(sortie)}.")
