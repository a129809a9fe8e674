"""La page du calendrier : le tableau par année, ce qui s'y lit, et d'où il vient."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.funding.garantie.questions import MSAPSuivie
from shared.typographie import denombrer, euros
from tests.calendrier.deroule import Bilan

Ligne = Mapping[str, Any]
TITRES = (
    "année | labels au 31 décembre | suspendus | droits ouverts | en attente | refusés | clos | dû "
    "| notifié | versé | MSAP garanties | dû aux MSAP | expirées"
)


def page(
    tableau: Mapping[str, Ligne], bilan: Bilan, interruptions: Sequence[MSAPSuivie], liste: str
) -> str:
    """Tout ce qui suit est écrit par `make calendrier`."""
    return "\n".join(
        [*_entete(bilan, liste), *_tableau(tableau), *_lecture(tableau, interruptions)]
    )


def _entete(bilan: Bilan, liste: str) -> Iterator[str]:
    yield "# Le calendrier, de juillet 2019 à décembre 2026"
    yield ""
    yield "Écrit par `make calendrier` : ne pas modifier à la main."
    yield ""
    yield (
        f"Les cinq services jouent, en temps simulé, {denombrer(bilan.structures, 'structure')} de "
        f"la liste publiée {liste}, que l'audit trouve conformes et que le préfet labellise à la "
        f"date de la liste, et {bilan.msap} MSAP tirées au sort, dont {bilan.labellisees} sont "
        "remontées de 2020 à 2022 pour recevoir le label. Quelques labels sont suspendus, "
        "rétablis, retirés, abandonnés ; des structures ferment ou fusionnent ; un forfait sur dix "
        "est notifié et versé. Les échéances viennent à leur date : campagnes, droits du 1er "
        "janvier, terme de la garantie des MSAP."
    )
    yield ""
    yield (
        "Le type de porteur, que la liste tait, est tiré selon les parts publiées des 460 "
        "premières structures ; les actes des préfets, des auditeurs et des fonds sont simulés."
    )
    yield ""
    yield "![Les structures et les euros, année par année](calendrier.svg)"
    yield ""


def _tableau(tableau: Mapping[str, Ligne]) -> Iterator[str]:
    yield f"| {TITRES} |"
    yield "|" + "---|" * (TITRES.count("|") + 1)
    for annee, ligne in tableau.items():
        yield "| " + " | ".join([annee, *_cellules(ligne)]) + " |"
    yield ""
    yield "Par fonds, ce qui est dû du forfait :"
    yield ""
    fonds = sorted({nom for ligne in tableau.values() for nom in ligne["du"]})
    yield "| année | " + " | ".join(fonds) + " |"
    yield "|" + "---|" * (len(fonds) + 1)
    for annee, ligne in tableau.items():
        yield f"| {annee} | " + " | ".join(euros(ligne["du"].get(nom, 0)) for nom in fonds) + " |"
    yield ""


def _cellules(ligne: Ligne) -> Iterator[str]:
    etats = ligne["droits"]
    yield from (str(ligne["labels"]), str(ligne["suspendus"]))
    yield from (str(etats.get(nom, 0)) for nom in ("OUVERT", "EN_ATTENTE", "REFUSE", "CLOS"))
    du = sum(ligne["du"].values())
    yield from (euros(du), euros(ligne["notifie"]), euros(ligne["verse"]))
    yield from (str(ligne["msap"]), euros(ligne["msap_du"]), str(ligne["msap_expirees"]))


def _lecture(tableau: Mapping[str, Ligne], interruptions: Sequence[MSAPSuivie]) -> Iterator[str]:
    jours = [each["interruption_jours"] for each in interruptions]
    yield "Ce qui s'y lit :"
    yield ""
    yield (
        f"- le 31 décembre 2021, la garantie de {tableau['2021']['msap_expirees']} MSAP sans label "
        "expire (A-037) : plus rien ne leur est dû en 2022 (INV-12) ;"
    )
    yield (
        f"- MSAP labellisées trop tard, restées sans financement : {len(jours)}, pendant "
        f"{min(jours, default=0)} à {max(jours, default=0)} jours (C.7-9) ;"
    )
    yield (
        "- après le 31 décembre 2022, plus aucune structure n'est signalée, et aucun label ne "
        "s'ajoute (A-018) ;"
    )
    yield (
        "- dès 2023, rien ne dit le forfait d'une structure que porte La Poste ; en 2024, en 2025 "
        "et en 2026 le barème n'est que publié sans ventilation, absent ou annoncé : les droits "
        "attendent ou sont refusés, rien n'est payé (D.1)."
    )
    yield ""
    yield (
        "Le tableau est celui que répondent les services (`releve`, `msap`, `compter`). "
        "[rapprochement.py](../tests/calendrier/rapprochement.py) le refait des seuls événements "
        "des journaux, sans une ligne de leur code : les deux sont égaux, ou rien n'est écrit."
    )
    yield ""
