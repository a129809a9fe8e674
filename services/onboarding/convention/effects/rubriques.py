"""Les rubriques de l'annexe, de l'identification au maillage : lignes, tableaux, totaux."""

from itertools import groupby

from services.onboarding.convention.domain.contenu_annexe import (
    ContenuAnnexe,
    Financement,
    Fonctionnement,
    Identification,
)
from services.onboarding.convention.effects.libelles import (
    FONDS,
    FORMATS,
    MODES,
    PORTEES,
    RESULTATS,
    TYPES_DE_PORTEUR,
)
from services.onboarding.convention.effects.page import (
    ConstatImprime,
    FicheImprimee,
    FinancementImprime,
    FonctionnementImprime,
    ItineranceImprimee,
    JourImprime,
    OperateurImprime,
    PartenaireImprime,
    ReserveImprimee,
    Rubriques,
)
from services.onboarding.convention.effects.typographie import date_longue
from shared.typographie import decimal, denombrer, duree, euros

A_COMPLETER = "à compléter"
NON_RENSEIGNE = "Non renseigné à la date d’établissement"

Ligne = tuple[str, str]


def rubriques(contenu: ContenuAnnexe) -> Rubriques:
    """Les rubriques 1 à 12, par nom ; chaque donnée absente y est nommée."""
    return {
        "identification": _identification(contenu.structure),
        "porteur": _porteur(contenu),
        "label": _label(contenu),
        "fonctionnement": _fonctionnement(contenu.fonctionnement),
        "equipe": _equipe(contenu),
        "socle": _socle(contenu),
        "partenaires": _partenaires(contenu),
        "activites": contenu.activites,
        "locaux": _locaux(contenu),
        "itinerance": _itinerance(contenu),
        "financement": _financement(contenu.financement),
        "maillage": _maillage(contenu),
    }


def _fiche(*lignes: Ligne) -> FicheImprimee:
    absents = ", ".join(_minuscule(libelle) for libelle, valeur in lignes if not valeur)
    return {
        "lignes": [{"libelle": libelle, "valeur": valeur} for libelle, valeur in lignes if valeur],
        "absents": f"{NON_RENSEIGNE} : {absents}." if absents else "",
    }


def _si_connu(libelle: str, valeur: str) -> tuple[Ligne, ...]:
    return ((libelle, valeur),) if valeur else ()


def _minuscule(libelle: str) -> str:
    return libelle if libelle[:2].isupper() else libelle[0].lower() + libelle[1:]


def _identification(structure: Identification) -> FicheImprimee:
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


def _porteur(contenu: ContenuAnnexe) -> FicheImprimee:
    porteur = contenu.porteur
    return _fiche(
        ("Gestionnaire", porteur.nom),
        ("Nature", TYPES_DE_PORTEUR[porteur.type]),
        ("SIREN", porteur.siren),
        ("Représentant (fonction)", porteur.representant),
        ("Délibération", porteur.deliberation),
    )


def _label(contenu: ContenuAnnexe) -> FicheImprimee:
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


def _fonctionnement(semaine: Fonctionnement) -> FonctionnementImprime:
    non_lus = {each.jour for each in semaine.reserves if each.texte}
    jours: list[JourImprime] = [
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
        "reserves": _reserves(semaine),
        "precisions": _fiche(
            ("Précisions publiées", semaine.commentaire),
            ("Fermetures", semaine.fermetures),
            ("Continuité de l’accueil", semaine.continuite),
            ("Accueil sur rendez-vous", semaine.rendez_vous),
        ),
    }


def _reserves(semaine: Fonctionnement) -> list[ReserveImprimee]:
    """Une ligne par texte publié, qui réunit toutes ses réserves."""
    par_texte = groupby(semaine.reserves, key=lambda each: (each.jour, each.texte))
    return [
        {
            "jour": jour.capitalize(),
            "texte": texte or "—",
            "raison": " ; ".join(each.raison for each in reserves),
        }
        for (jour, texte), reserves in par_texte
    ]


def _jours(nombre: int) -> str:
    return f"{denombrer(nombre, 'jour')} d’ouverture"


def _au_moins(semaine: Fonctionnement, nombre: int, ecrit: str) -> str:
    """Avec des réserves, un total est un minimum ; nul, il n'est pas établi."""
    if not semaine.reserves:
        return ecrit
    return f"au moins {ecrit}" if nombre else "non établi"


def _equipe(contenu: ContenuAnnexe) -> FicheImprimee:
    equipe = contenu.equipe
    return _fiche(
        ("Agents polyvalents", "" if equipe.agents is None else str(equipe.agents)),
        ("Équivalents temps plein", "" if equipe.etp is None else decimal(equipe.etp)),
        ("Employeur", equipe.employeur),
        ("Formation", equipe.formation),
    )


def _socle(contenu: ContenuAnnexe) -> list[OperateurImprime]:
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


def _partenaires(contenu: ContenuAnnexe) -> list[PartenaireImprime]:
    return [
        {
            "nom": each.nom,
            "portee": PORTEES[each.portee],
            "presence": each.presence or A_COMPLETER,
        }
        for each in contenu.partenaires
    ]


def _locaux(contenu: ContenuAnnexe) -> list[ConstatImprime]:
    return [
        {
            "code": each.code,
            "libelle": each.libelle,
            "constat": f"{RESULTATS[each.resultat]}, {MODES[each.mode]}",
        }
        for each in contenu.locaux
    ]


def _itinerance(contenu: ContenuAnnexe) -> ItineranceImprimee:
    return {
        "mobile": contenu.itinerance is not None,
        "passages": [
            {
                "arret": each.arret,
                "jour": each.jour,
                "horaire": each.horaire,
                "lieu": each.lieu or A_COMPLETER,
            }
            for each in contenu.itinerance or ()
        ],
    }


def _financement(financement: Financement) -> FinancementImprime:
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
            *_si_connu("Observation", financement.observation),
        ),
        "parts": [
            {"fonds": FONDS.get(each.fonds, each.fonds), "montant": euros(each.montant_centimes)}
            for each in financement.parts
        ],
        "total": euros(sum(each.montant_centimes for each in financement.parts)),
        "a_ventiler": montant is not None and not financement.parts,
    }


def _maillage(contenu: ContenuAnnexe) -> FicheImprimee:
    maillage = contenu.maillage
    return _fiche(
        ("Canton", maillage.canton),
        ("Communes desservies", ", ".join(maillage.communes)),
        ("Temps d’accès", maillage.acces),
        ("Code officiel géographique", maillage.millesime),
    )
