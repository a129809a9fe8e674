"""`python -m tests.couverture.page` écrit, d'après le registre, la page des exigences."""

import re
from collections.abc import Iterator

from tests.couverture.citations import Passage
from tests.couverture.registre import REGISTRE, Exigence, Partie, Registre, charger_registre

PAGE = REGISTRE.parent / "domaine" / "exigences.md"
ENTETE = """# Les exigences, une à une

Écrit par `.venv/bin/python -m tests.couverture.page` d'après [exigences.yaml](../exigences.yaml),
où chaque phrase a sa seule place : ne pas modifier à la main. `make couverture-domaine` dit quels
tests montrent chaque exigence.

La source est la foire aux questions France Services du début de 2020 (FAQ), un texte public
([SRC[…]](sources.md)), une autre exigence dont celle-ci découle, une décision d'architecture
([ADR](../adr/README.md)) ou, où tous se taisent, un choix du logiciel (CHOICE)."""
MANQUES = (
    "Des tests citent ces exigences, et n'éprouvent qu'une donnée ou une case à cocher : elles ne "
    "comptent pas comme montrées."
)


def page(registre: Registre) -> str:
    """Un sommaire, puis un tableau par partie ; chaque identifiant a son ancre."""
    parties = [(each, exigences(registre, each)) for each in registre.parties]
    sommaire = [
        f"| [{each.code}](#{ancre(each.code)}) | {each.titre} | {etendue(found)} |"
        for each, found in parties
    ]
    blocs = [ENTETE, "\n".join(("| partie | sujet | identifiants |", "|---|---|---|", *sommaire))]
    blocs += [bloc for each in parties for bloc in section(*each)]
    return "\n\n".join([*blocs, *manques(registre)]) + "\n"


def exigences(registre: Registre, partie: Partie) -> list[Exigence]:
    return [each for each in registre.exigences if each.partie == partie.code]


def etendue(found: list[Exigence]) -> str:
    """Le premier et le dernier s'ils se suivent, sinon tous."""
    ids = tuple(each.id for each in found)
    bornes = f"{ids[0]} à {ids[-1]}"
    return bornes if Passage("", bornes).citees == ids else ", ".join(ids)


def section(partie: Partie, found: list[Exigence]) -> Iterator[str]:
    yield f"## {defini(partie.code)} {partie.titre}"
    if partie.note:
        yield partie.note
    ouvertes = any(each.question for each in found)
    yield "\n".join(_tableau(("ce qui est ouvert",) if ouvertes else (), found))


def manques(registre: Registre) -> Iterator[str]:
    """Ce qui empêche de tenir pour montrées des exigences que des tests citaient."""
    found = [each for each in registre.exigences if each.manque]
    if found:
        yield "## Ce qui manque encore"
        yield MANQUES
        rows = (_ligne((f"[{each.id}](#{ancre(each.id)})", each.manque)) for each in found)
        yield "\n".join(("| exigence | ce qui manque |", "|---|---|", *rows))


def _tableau(avant: tuple[str, ...], found: list[Exigence]) -> Iterator[str]:
    titres = ("id", *avant, "ce qui est retenu" if avant else "exigence", "source", "services")
    yield _ligne(titres)
    yield "|" + "---|" * len(titres)
    for each in found:
        question = (each.question,) if avant else ()
        yield _ligne(
            (defini(each.id), *question, each.texte, each.source, ", ".join(each.services))
        )


def _ligne(cellules: tuple[str, ...]) -> str:
    return f"| {' | '.join(cellules)} |"


def defini(id: str) -> str:
    """L'endroit où un identifiant est défini : `#a-001`, `#c-7-16`."""
    return f'<a id="{ancre(id)}"></a>{id}'


def ancre(id: str) -> str:
    return re.sub(r"\W+", "-", id.lower()).strip("-")


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(charger_registre()), encoding="utf-8")
