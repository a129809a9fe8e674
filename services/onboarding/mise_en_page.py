"""Ce que l'annexe donne à lire, mot pour mot le même en PDF et sous Word : textes, lignes, totaux."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from services.onboarding.annexe import ContenuAnnexe, Financement, Fonctionnement, Identification
from services.onboarding.libelles import (
    FONDS,
    FORMATS,
    MODES,
    PORTEES,
    RESULTATS,
    TYPES_DE_PORTEUR,
)
from services.onboarding.typographie import INSECABLE, date_longue, decimal, duree, euros, lisible

A_COMPLETER = "à compléter"
NON_RENSEIGNE = "Non renseigné à la date d’établissement"
LONGUEUR_PIED = 60

Ligne = tuple[str, str]


def mettre_en_page(contenu: ContenuAnnexe) -> dict[str, Any]:
    """Tout ce que les gabarits citent, en français typographié ; les mêmes données, les mêmes mots."""
    page: dict[str, Any] = lisible(_page(contenu))
    return page


def empreinte(contenu: ContenuAnnexe) -> str:
    """SHA-256 (hexadécimal) du contenu écrit en JSON, clés triées, sans espaces : vérifiable du fait."""
    canonique = json.dumps(
        asdict(contenu), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return sha256(canonique.encode()).hexdigest()


def _page(contenu: ContenuAnnexe) -> dict[str, Any]:
    return {
        **_entete(contenu),
        "identification": _identification(contenu.structure),
        "porteur": _porteur(contenu),
        "label": _label(contenu),
        "fonctionnement": _fonctionnement(contenu.fonctionnement),
        "equipe": _equipe(contenu),
        "socle": _socle(contenu),
        "partenaires": [
            {"nom": each.nom, "portee": PORTEES[each.portee], "presence": each.presence}
            for each in contenu.partenaires
        ],
        "activites": contenu.activites,
        "locaux": [
            {
                "code": each.code,
                "libelle": each.libelle,
                "constat": f"{RESULTATS[each.resultat]}, {MODES[each.mode]}",
            }
            for each in contenu.locaux
        ],
        "itinerance": _itinerance(contenu),
        "financement": _financement(contenu.financement),
        "maillage": _maillage(contenu),
        "historique": _historique(contenu),
        "signataires": _signataires(contenu),
    }


def _entete(contenu: ContenuAnnexe) -> dict[str, Any]:
    convention, structure = contenu.convention, contenu.structure
    titre = f"Annexe n°\u00a0{contenu.numero} à la convention départementale"
    reseau = f"France Services {convention.departement_de}".replace(" ", INSECABLE)
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
        "empreinte": empreinte(contenu),
    }


def _avenant(numero: str) -> str:
    return f"avenant n°\u00a0{numero}" if numero else "avenant à numéroter à la signature"


def _visas(contenu: ContenuAnnexe) -> list[str]:
    convention = contenu.convention
    signature = (
        f"signée le {date_longue(convention.signee_le)}"
        if convention.signee_le
        else "dont la date de signature est à compléter"
    )
    return [
        f"l’accord-cadre national France Services du {date_longue(convention.accord_cadre_le)}",
        f"la convention départementale France Services {convention.departement_de}, {signature}",
        f"la décision de labellisation, à effet du {date_longue(contenu.label.date_effet)}",
    ]


def _fiche(*lignes: Ligne) -> dict[str, Any]:
    """Les lignes connues, puis en une phrase celles qui ne le sont pas."""
    absents = ", ".join(_minuscule(libelle) for libelle, valeur in lignes if not valeur)
    return {
        "lignes": [{"libelle": libelle, "valeur": valeur} for libelle, valeur in lignes if valeur],
        "absents": f"{NON_RENSEIGNE} : {absents}." if absents else "",
    }


def _si_connu(libelle: str, valeur: str) -> tuple[Ligne, ...]:
    return ((libelle, valeur),) if valeur else ()


def _minuscule(libelle: str) -> str:
    return libelle if libelle[:2].isupper() else libelle[0].lower() + libelle[1:]


def _identification(structure: Identification) -> dict[str, Any]:
    ville = f"{structure.code_postal} {structure.commune}".strip()
    return _fiche(
        ("Dénomination", structure.nom),
        ("Matricule", structure.matricule),
        ("SIRET", structure.siret),
        ("Format", FORMATS[structure.format]),
        ("Adresse", ", ".join(filter(None, (structure.adresse, ville)))),
        ("Commune", f"{structure.commune} (code INSEE {structure.commune_insee})"),
        ("Canton", structure.canton),
        ("EPCI", structure.epci),
        ("Position géographique", _position(structure)),
        ("Courriel", structure.courriel),
        ("Téléphone", structure.telephone),
    )


def _position(structure: Identification) -> str:
    if structure.latitude is None or structure.longitude is None:
        return ""
    degres = (f"{each:.5f}".replace(".", ",") for each in (structure.latitude, structure.longitude))
    return "latitude {}, longitude {} (degrés)".format(*degres)


def _porteur(contenu: ContenuAnnexe) -> dict[str, Any]:
    porteur = contenu.porteur
    return _fiche(
        ("Gestionnaire", porteur.nom),
        ("Nature", TYPES_DE_PORTEUR[porteur.type]),
        ("SIREN", porteur.siren),
        ("Représentant (fonction)", porteur.representant),
        ("Délibération", porteur.deliberation),
    )


def _label(contenu: ContenuAnnexe) -> dict[str, Any]:
    label = contenu.label
    organismes = f" ({', '.join(label.audit_organismes)})" if label.audit_organismes else ""
    return _fiche(
        ("Date d’effet", date_longue(label.date_effet)),
        ("Autorité", label.autorite),
        ("Décision", label.decision),
        ("Audit", f"conclu le {date_longue(label.audit_le)}{organismes}"),
        ("Référence de l’audit", label.audit_id),
        ("Accord préalable", f"donné le {date_longue(label.accord_le)} par l’agence nationale"),
        ("Référence de l’accord", label.accord_id),
        ("Référentiel", label.referentiel),
        ("Identifiant du label", label.label_id),
    )


def _fonctionnement(semaine: Fonctionnement) -> dict[str, Any]:
    non_lus = {each.jour for each in semaine.reserves if each.texte}
    jours = [
        {
            "jour": each.jour.capitalize(),
            "creneaux": each.creneaux
            or ("voir les réserves" if each.jour in non_lus else "non renseigné"),
            "duree": duree(each.minutes) if each.minutes else "—",
        }
        for each in semaine.jours
    ]
    return {
        "jours": jours,
        "ouverture": _au_moins(semaine, semaine.jours_ouverts, _jours(semaine.jours_ouverts)),
        "total": _au_moins(semaine, semaine.minutes_semaine, duree(semaine.minutes_semaine)),
        "reserves": [
            {"jour": each.jour.capitalize(), "texte": each.texte or "—", "raison": each.raison}
            for each in semaine.reserves
        ],
        "precisions": _fiche(
            ("Précisions publiées", semaine.commentaire),
            ("Fermetures", semaine.fermetures),
            ("Continuité de l’accueil", semaine.continuite),
            ("Accueil sur rendez-vous", semaine.rendez_vous),
        ),
    }


def _jours(nombre: int) -> str:
    return f"{nombre} jour{'s' if nombre > 1 else ''} d’ouverture"


def _au_moins(semaine: Fonctionnement, nombre: int, ecrit: str) -> str:
    """Avec des réserves, un total est un minimum ; s'il est nul, il ne dit rien."""
    if not semaine.reserves:
        return ecrit
    return f"au moins {ecrit}" if nombre else "non établi"


def _equipe(contenu: ContenuAnnexe) -> dict[str, Any]:
    equipe = contenu.equipe
    return _fiche(
        ("Agents polyvalents", "" if equipe.agents is None else str(equipe.agents)),
        ("Équivalents temps plein", "" if equipe.etp is None else decimal(equipe.etp)),
        ("Employeur", equipe.employeur),
        ("Formation", equipe.formation),
    )


def _socle(contenu: ContenuAnnexe) -> list[dict[str, str]]:
    return [
        {
            "nom": each.nom,
            "local": each.local,
            "engagement": date_longue(each.engage_le) if each.engage_le else A_COMPLETER,
            "referent": each.referent or A_COMPLETER,
            "presence": each.presence or A_COMPLETER,
        }
        for each in contenu.socle
    ]


def _itinerance(contenu: ContenuAnnexe) -> dict[str, Any]:
    return {
        "mobile": contenu.itinerance is not None,
        "passages": [
            {**asdict(each), "lieu": each.lieu or A_COMPLETER} for each in contenu.itinerance or ()
        ],
    }


def _financement(financement: Financement) -> dict[str, Any]:
    montant = financement.montant_centimes
    return {
        "annee": str(financement.annee),
        "fiche": _fiche(
            ("Année", str(financement.annee)),
            (
                "Forfait de fonctionnement",
                "aucun droit ouvert" if montant is None else euros(montant),
            ),
            *_si_connu("Règles appliquées", ", ".join(financement.regles)),
            *_si_connu("Base", financement.source),
            *_si_connu("Observation", financement.observation),
        ),
        "parts": [
            {"fonds": FONDS.get(each.fonds, each.fonds), "montant": euros(each.montant_centimes)}
            for each in financement.parts
        ],
        "total": euros(sum(each.montant_centimes for each in financement.parts)),
        "a_ventiler": montant is not None and not financement.parts,
    }


def _maillage(contenu: ContenuAnnexe) -> dict[str, Any]:
    maillage = contenu.maillage
    return _fiche(
        ("Canton", maillage.canton),
        ("Communes desservies", ", ".join(maillage.communes)),
        ("Temps d’accès", maillage.acces),
        ("Code officiel géographique", maillage.millesime),
    )


def _historique(contenu: ContenuAnnexe) -> list[dict[str, str]]:
    versions: Iterable[tuple[int, str, str, str]] = (
        *((v.numero, v.avenant, v.etablie_le, v.objet) for v in contenu.versions_anterieures),
        (contenu.version, contenu.avenant, contenu.etablie_le, contenu.objet),
    )
    return [
        {
            "version": str(numero),
            "avenant": avenant or A_COMPLETER,
            "date": date_longue(le),
            "objet": objet,
        }
        for numero, avenant, le, objet in versions
    ]


def _signataires(contenu: ContenuAnnexe) -> list[dict[str, str]]:
    """Qui signe la convention signe l'avenant ; un partenaire de la seule structure, non (A-051)."""
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
