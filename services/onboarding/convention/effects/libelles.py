"""Les mots français des codes que l'annexe cite."""

from services.onboarding.convention.domain.contenu_annexe import (
    Format,
    ModeConstat,
    Portee,
    Resultat,
    TypePorteur,
)

FORMATS: dict[Format, str] = {
    "FIXE": "Implantation fixe",
    "MULTISITES": "Implantation sur plusieurs sites",
    "ANTENNE": "Antenne",
    "BUS": "Bus France Services",
    "ITINERANTE": "Structure itinérante",
}
TYPES_DE_PORTEUR: dict[TypePorteur, str] = {
    "COLLECTIVITE": "Collectivité territoriale ou groupement",
    "ASSOCIATION": "Association",
    "LA_POSTE": "La Poste",
    "PIMMS": "Point d’information médiation multi-services (PIMMS)",
    "MSA": "Mutualité sociale agricole",
    "ETAT": "État",
    "OPERATEUR": "Opérateur de service public",
    "NON_RENSEIGNE": "",
}
PORTEES: dict[Portee, str] = {
    "DEPARTEMENT": "Toutes les structures du département",
    "STRUCTURE": "Cette structure",
}
RESULTATS: dict[Resultat, str] = {
    "CONFORME": "Conforme",
    "NON_CONFORME": "Non conforme",
    "NON_APPLICABLE": "Sans objet",
}
MODES: dict[ModeConstat, str] = {
    "CONSTATE_SUR_SITE": "constaté sur site",
    "CONSTATE_PAR_DONNEE": "constaté par donnée",
    "DECLARE": "déclaré",
}
FONDS: dict[str, str] = {
    "FNADT": "Fonds national d’aménagement et de développement du territoire (FNADT)",
    "FNFS": "Fonds national France Services (FNFS)",
    "FPNPT": "Fonds postal national de péréquation territoriale (FPNPT)",
}
