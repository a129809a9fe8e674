"""Le texte de l'annexe, mot pour mot le même en PDF et en Word (A-058)."""

import json
from dataclasses import asdict
from hashlib import sha256

from services.onboarding.convention.domain.contenu_annexe import ContenuAnnexe, Version
from services.onboarding.convention.effects.page import (
    Entete,
    Page,
    SignataireImprime,
    VersionImprimee,
)
from services.onboarding.convention.effects.rubriques import A_COMPLETER, rubriques
from services.onboarding.convention.effects.typographie import date_longue, lisible
from shared.typographie import NBSP

GABARIT = "annexe-2020-01"
LONGUEUR_PIED = 60


def mettre_en_page(contenu: ContenuAnnexe) -> Page:
    """Toutes les valeurs que citent les gabarits, en français typographié."""
    page: Page = {
        **_entete(contenu),
        **rubriques(contenu),
        "historique": _historique(contenu),
        "signataires": _signataires(contenu),
    }
    return lisible(page)


def empreinte(contenu: ContenuAnnexe) -> str:
    """SHA-256 (hexadécimal) du contenu en JSON, clés triées, sans espaces."""
    canonique = json.dumps(
        asdict(contenu), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return sha256(canonique.encode()).hexdigest()


def _entete(contenu: ContenuAnnexe) -> Entete:
    convention, structure = contenu.convention, contenu.structure
    titre = f"Annexe n°\u00a0{contenu.numero} à la convention départementale"
    reseau = f"France Services {convention.departement_de}".replace(" ", NBSP)
    nom = structure.nom
    court = nom if len(nom) <= LONGUEUR_PIED else f"{nom[: LONGUEUR_PIED - 1].rstrip()}…"
    return {
        "titre": f"{titre} {reseau}",
        "sous_titre": f"portant sur la structure « {nom} »",
        "autorite": contenu.label.autorite,
        "departement": f"{convention.departement_nom} ({convention.departement_code})",
        "avenant": _avenant(contenu.avenant),
        "reference": contenu.reference,
        "etablie_le": date_longue(contenu.etablie_le),
        "jour": contenu.etablie_le,
        "visas": _visas(contenu),
        "structure": nom,
        "structure_courte": court,
        "label_id": contenu.label.label_id,
        "gabarit": GABARIT,
        "empreinte": empreinte(contenu),
    }


def _avenant(numero: str) -> str:
    return f"avenant n°\u00a0{numero}" if numero else "avenant à numéroter à la signature"


def _visas(contenu: ContenuAnnexe) -> list[str]:
    convention = contenu.convention
    accord, convenu = convention.accord_cadre_le, "l’accord-cadre national France Services"
    socle = _date(", réunissant tout le socle depuis le", convention.complete_le)
    return [
        *([f"{convenu}{_date(' du', accord)}"] if accord is not None else []),
        f"la convention départementale France Services {convention.departement_de}{socle}",
        f"la décision de labellisation, à effet du {date_longue(contenu.label.date_effet)}",
    ]


def _date(depuis: str, jour: str) -> str:
    return f"{depuis} {date_longue(jour)}" if jour else ", dont la date est à compléter"


def _historique(contenu: ContenuAnnexe) -> list[VersionImprimee]:
    actuelle = Version(contenu.version, contenu.avenant, contenu.etablie_le, contenu.objet)
    return [
        {
            "version": str(each.numero),
            "avenant": each.avenant or A_COMPLETER,
            "date": date_longue(each.etablie_le),
            "objet": each.objet,
        }
        for each in (*contenu.versions_anterieures, actuelle)
    ]


def _signataires(contenu: ContenuAnnexe) -> list[SignataireImprime]:
    """Les signataires de la convention, sans les partenaires d'une structure (A-051)."""
    signataires = [
        ("Le préfet", contenu.label.autorite),
        ("Le gestionnaire", contenu.porteur.nom or A_COMPLETER),
        *(("Opérateur du socle", each.local or each.nom) for each in contenu.socle),
        *(
            ("Partenaire départemental", each.nom)
            for each in contenu.partenaires
            if each.portee == "DEPARTEMENT"
        ),
    ]
    return [{"qualite": qualite, "organisme": organisme} for qualite, organisme in signataires]
