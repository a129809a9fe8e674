"""Les comptes des autres systèmes : les ouvrir, les voir, les fermer."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from console.aide import INSTALLER, exemple
from console.execution.opened import Dossier, opened
from console.execution.services import BUILDERS
from console.formats import EnFormat, Format
from console.installation.lignes_des_comptes import COMPTES, JETONS
from console.installation.permissions import (
    PERMISSIONS,
    REFUSEES,
    permissions,
    questions_refusees,
)
from console.jours import option_jour
from console.lieux import a_ecrire
from console.screen import console
from console.tableaux import Vue, ecrire, montre
from shared.clock import SystemClock
from shared.files import write_whole

app = typer.Typer()
accounts = typer.Typer(no_args_is_help=True, help=__doc__)
app.add_typer(accounts, name="accounts", rich_help_panel=INSTALLER)

PRIVE = 0o600
Nom = Annotated[str, typer.Argument(help="Nom du compte : minuscules, chiffres et tirets.")]
Roles = Annotated[list[str], typer.Option("--role", help="Rôle pour lequel il peut parler.")]
Departements = Annotated[
    list[str] | None, typer.Option("--departement", help="Département hors duquel rien.")
]
Structures = Annotated[
    list[str] | None,
    typer.Option("--structure", help="Structure hors de laquelle rien."),
]
Organisme = Annotated[str, typer.Option(help="Le seul organisme pour lequel il parle.")]
Ecoute = Annotated[
    list[str] | None, typer.Option("--ecoute", help="Service dont il entend les faits.")
]
Fichier = Annotated[
    Path | None,
    typer.Option(help="Fichier du secret, au lieu de l'écran.", callback=a_ecrire),
]


@accounts.command("add")
@exemple("accounts add prefecture-15 --role PREFET --departement 15 --ecoute labellisation")
def ajouter(
    nom: Nom,
    roles: Roles,
    departements: Departements = None,
    structures: Structures = None,
    organisme: Organisme = "",
    ecoute: Ecoute = None,
    fichier: Fichier = None,
) -> None:
    """Ouvre un compte : ses droits, ses files, sa ligne dans la table, son mot de passe."""
    from console.installation.comptes import Comptes, ligne_de

    ligne = ligne_de(
        SystemClock(),
        compte=nom,
        roles=roles,
        departements=departements,
        structures=structures,
        organisme=organisme,
        ecoute=ecoute,
    )
    remettre(nom, Comptes.de_l_environnement().ajouter(ligne), fichier)


@accounts.command("show")
@exemple("accounts show prefecture-15", "accounts show prefecture-15 --format json")
@montre(PERMISSIONS)
def montrer(nom: Nom, format_: EnFormat = Format.TABLE) -> None:
    """Montre chaque demande et chaque question qu'un compte peut faire, et jusqu'où."""
    from console.installation.comptes import Comptes

    permises = list(permissions(Comptes.de_l_environnement().active(nom)))
    ecrire(format_, Vue(PERMISSIONS, permises, rien="Ce compte ne peut rien demander."))


@accounts.command("refused")
@exemple(
    "accounts refused",
    "accounts refused --compte prefecture-15 --depuis 2026-11-01 --format json",
)
@montre(REFUSEES)
def refusees(
    compte: Annotated[str, typer.Option(help="Un seul compte.")] = "",
    depuis: Annotated[datetime | None, option_jour("Premier jour ; sinon, le premier.")] = None,
    service: Annotated[str | None, typer.Option(help="Un seul service.")] = None,
    limite: Annotated[int, typer.Option(min=1, help="Questions montrées.")] = 100,
    format_: EnFormat = Format.TABLE,
    sortie: Dossier = None,
) -> None:
    """Montre les questions qu'un compte n'avait pas le droit de poser, et pourquoi."""
    with opened([service] if service else list(BUILDERS), sortie) as components:
        trouvees = questions_refusees(components, compte, depuis, limite)
    ecrire(format_, Vue(REFUSEES, trouvees, rien="Aucune question n'a été refusée."))


@accounts.command("rotate")
@exemple("accounts rotate prefecture-15")
def tourner(nom: Nom, fichier: Fichier = None) -> None:
    """Donne à un compte un nouveau mot de passe ; ses connexions ouvertes continuent."""
    from console.installation.comptes import Comptes

    remettre(nom, Comptes.de_l_environnement().tourner(nom), fichier)


@accounts.command("revoke")
@exemple("accounts revoke prefecture-15")
def revoquer(
    nom: Nom,
    files: Annotated[
        bool, typer.Option("--files", help="Efface aussi les demandes qui attendent.")
    ] = False,
) -> None:
    """Ferme un compte et ses connexions ; ce qu'il a demandé reste enregistré."""
    from console.installation.comptes import Comptes

    gardees = Comptes.de_l_environnement().revoquer(nom, files=files)
    console.dire(f"« {nom} » est révoqué.")
    for file in gardees:
        console.dire(f"{file} garde des demandes, qui seront refusées ; relancez pour l'effacer.")


@accounts.command("token")
@exemple("accounts token prefecture-15", "accounts token prefecture-15 --jusqu-au 2030-12-31")
def donner_un_jeton(
    nom: Nom,
    jusqu_au: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Dernier jour où il vaut.")
    ] = None,
    fichier: Fichier = None,
) -> None:
    """Donne à un compte un jeton de plus, pour poser ses questions par HTTP."""
    from console.installation.jetons import Gardien

    remettre(nom, Gardien.de_l_environnement().donner(nom, jusqu_au), fichier, "jeton")


@accounts.command("tokens")
@exemple("accounts tokens", "accounts tokens --format json")
@montre(JETONS)
def lister_les_jetons(format_: EnFormat = Format.TABLE) -> None:
    """Montre les jetons par leur nom, leur compte et leur état ; eux-mêmes ne sont pas gardés."""
    from console.installation.jetons import Gardien

    montres = list(Gardien.de_l_environnement().montres())
    ecrire(format_, Vue(JETONS, montres, rien="Aucun jeton n'a été donné."))


@accounts.command("revoke-token")
@exemple("accounts revoke-token 0123456789ab")
def revoquer_un_jeton(
    jeton: Annotated[str, typer.Argument(help="Son nom, que montre « accounts tokens ».")],
) -> None:
    """Révoque un seul jeton ; les autres du même compte restent."""
    from console.installation.jetons import Gardien

    ligne = Gardien.de_l_environnement().revoquer(jeton)
    console.dire(f"Le jeton {ligne.nom} de « {ligne.compte} » est révoqué.")


@accounts.command("list")
@exemple("accounts list", "accounts list --format json")
@montre(COMPTES)
def lister(format_: EnFormat = Format.TABLE) -> None:
    """Montre les comptes, actifs et révoqués, et ce que chacun peut dire et entendre."""
    from console.installation.comptes import Comptes, montrees

    table = Comptes.de_l_environnement().table()
    ecrire(format_, Vue(COMPTES, list(montrees(table)), rien="Aucun compte n'est ouvert."))


def remettre(
    nom: str, secret: str | None, fichier: Path | None, quoi: str = "mot de passe"
) -> None:
    """Le mot de passe, ou le jeton, une seule fois : il n'est gardé nulle part ailleurs."""
    if secret is None:
        console.dire(f"« {nom} » existait : ses droits et ses files sont à jour.")
    elif fichier:
        write_whole(fichier, f"{secret}\n".encode())
        fichier.chmod(PRIVE)
        console.dire(f"« {nom} » : {quoi} écrit dans {fichier}.")
    else:
        console.dire(f"« {nom} » : {quoi}, montré cette seule fois :")
        console.dire(secret)
