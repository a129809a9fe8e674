"""La page des réglages, d'après leur déclaration."""

from collections.abc import Iterator

from console.reference.markdown import code, tableau
from shared.runtime.variables import SERVICE, VARIABLES, Variable

ENTETES = ("variable", "sens", "par défaut", "lue par", "obligatoire")
INTRODUCTION = (
    "# Les réglages",
    "",
    "Écrit par `france-services docs` d'après "
    "[shared/runtime/variables.py](../shared/runtime/variables.py) : ne pas modifier à la main.",
    "",
    "Un processus lit son environnement, et rien d'autre. `FUNDING_POSTGRES_HOST` est "
    "`POSTGRES_HOST` pour funding seul, et ainsi de chaque variable et de chaque service. "
    "`LINK_SECRET_FILE` nomme un fichier qui contient `LINK_SECRET`, et ainsi de chaque variable. "
    "Dans le dossier `SECRETS_DIR`, le fichier `master_key` du dossier `funding` est le "
    "`MASTER_KEY` de funding sans qu'aucune variable ne le nomme.",
    "",
    "Avec l'option `--sortie`, une commande travaille dans un dossier et n'a besoin d'aucun "
    "réglage. Les réglages de Docker Compose sont dans "
    "[exploitation/installer.md](exploitation/installer.md).",
)


def page() -> str:
    return "\n".join([*INTRODUCTION, *sections()]) + "\n"


def sections() -> Iterator[str]:
    for theme, variables in VARIABLES.items():
        yield from ("", f"## {theme}", "", *tableau(ENTETES, map(cellules, variables)))


def cellules(each: Variable) -> tuple[str, ...]:
    lecteurs = ", ".join(each.readers) or "tous les services"
    return code(each.name), each.meaning, defaut(each), lecteurs, "oui" if each.required else "non"


def defaut(each: Variable) -> str:
    if each.default == SERVICE:
        return "le nom du service"
    return code(each.default) if each.default is not None else "—"
