"""Les comptes des autres systèmes : les ouvrir, les voir, les fermer."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from console.aide import INSTALLER, exemple
from console.formats import EnFormat, Format
from console.lieux import a_ecrire
from console.screen import Tableau, console
from shared.clock import SystemClock
from shared.files import write_whole
from shared.runtime.account_table import Table

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
def lister_les_jetons(format_: EnFormat = Format.TEXTE) -> None:
    """Montre les jetons par leur nom, leur compte et leur état ; eux-mêmes ne sont pas gardés."""
    from console.installation.jetons import Gardien

    montres = list(Gardien.de_l_environnement().montres())
    if format_ is Format.JSON:
        console.document(montres)
    else:
        console.print(tableau_des_jetons(montres))


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
def lister(format_: EnFormat = Format.TEXTE) -> None:
    """Montre les comptes, actifs et révoqués, et ce que chacun peut dire et entendre."""
    from console.installation.comptes import Comptes, montrees

    table = Comptes.de_l_environnement().table()
    if format_ is Format.JSON:
        console.document(list(montrees(table)))
    else:
        console.print(tableau(table))


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


def tableau(table: Table) -> Tableau:
    """Une ligne par ligne de la table ; « tous » là où rien ne borne."""
    montre = Tableau("compte", "rôles", "départements", "structures", "organisme", "entend", "état")
    for ligne in table.lines:
        montre.add_row(
            ligne.compte,
            ", ".join(ligne.roles),
            ", ".join(ligne.departements) or "tous",
            ", ".join(map(str, ligne.structures)) or "toutes",
            ligne.organisme or "tous",
            ", ".join(ligne.ecoute) or "rien",
            f"révoqué le {ligne.revoque_le:%d/%m/%Y}" if ligne.revoque_le else "actif",
        )
    return montre


def tableau_des_jetons(montres: Iterable[Mapping[str, Any]]) -> Tableau:
    montre = Tableau("jeton", "compte", "depuis", "jusqu'au", "état")
    for each in montres:
        fin = each["jusqu_au"] or ""
        montre.add_row(
            each["jeton"], each["compte"], each["depuis"][:10], fin[:10] or "—", each["etat"]
        )
    return montre
