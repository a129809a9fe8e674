"""Le contenu de l'annexe, tiré des faits appris : label, financement, convention (A-058)."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.onboarding.convention.domain.contenu_annexe import (
    Constat,
    ContenuAnnexe,
    Convention,
    Equipe,
    Financement,
    Fonctionnement,
    Identification,
    JourOuverture,
    Label,
    Maillage,
    OperateurSocle,
    Part,
    Partenaire,
    Porteur,
    Reserve,
)
from services.onboarding.convention.policies.enregistrement import Droit
from services.onboarding.convention.rules.accords_cadres import AccordCadre
from services.onboarding.convention.rules.socle import Operateur
from shared.contracts.funding import DroitAuForfaitRefuse, DroitEnAttente
from shared.contracts.labellisation import StructureLabellisee
from shared.contracts.structure import FicheAnnoncee
from shared.departements.table import charger_departements
from shared.horaires import Journee, lire_semaine
from shared.typographie import duree

THEMES_DES_LOCAUX = ("LOC-", "NUM-")
FORMATS_MOBILES = frozenset({"BUS", "ITINERANTE"})


def _reference(fait: StructureLabellisee) -> str:
    """La référence de l'annexe, la même à chaque rédaction."""
    return f"FS-{fait.fiche.departement}-{fait.label_id.hex[:8].upper()}"


def rediger(
    fait: StructureLabellisee,
    droit: Droit,
    socle: Sequence[Operateur],
    engagements: Mapping[str, str],
    partenaires: tuple[Partenaire, ...],
    accord_cadre: AccordCadre | None,
    etablie_le: str,
) -> ContenuAnnexe:
    """Une rubrique par partie de l'annexe (E.3) ; une donnée qu'aucun fait ne porte reste vide."""
    fiche = fait.fiche
    return ContenuAnnexe(
        reference=_reference(fait),
        numero=fiche.matricule or fait.label_id.hex[:8].upper(),
        etablie_le=etablie_le,
        convention=_convention(
            fait.fiche.departement, [engagements[each.code] for each in socle], accord_cadre
        ),
        structure=_identification(fait),
        porteur=Porteur(nom=fiche.porteur, type=fiche.porteur_type),
        label=_label(fait),
        fonctionnement=_fonctionnement(fiche),
        equipe=Equipe(agents=fait.audit.agents, etp=fait.audit.etp),
        socle=tuple(
            OperateurSocle(each.code, each.nom, each.local, engagements[each.code])
            for each in socle
        ),
        partenaires=partenaires,
        financement=_financement(droit),
        maillage=Maillage(millesime=fait.maillage.millesime, canton=fait.maillage.canton),
        locaux=tuple(
            Constat(each.code, each.libelle, each.resultat, each.mode)
            for each in fait.audit.constats
            if each.code.startswith(THEMES_DES_LOCAUX)
        ),
        itinerance=() if fiche.format in FORMATS_MOBILES else None,
    )


def _convention(
    code: str, engagements: Sequence[str], accord_cadre: AccordCadre | None
) -> Convention:
    departement = charger_departements().designer(code)
    return Convention(
        departement.code,
        departement.nom,
        departement.de,
        accord_cadre_le=_iso(accord_cadre.signe_le) if accord_cadre else None,
        complete_le=max(engagements, default=""),
    )


def _iso(jour: date | None) -> str:
    return jour.isoformat() if jour else ""


def _identification(fait: StructureLabellisee) -> Identification:
    fiche = fait.fiche
    return Identification(
        nom=fiche.nom,
        format=fiche.format,
        commune=fiche.commune,
        commune_insee=fiche.commune_insee,
        matricule=fiche.matricule or "",
        adresse=fiche.adresse,
        code_postal=fiche.code_postal,
        canton=fait.maillage.canton,
        epci=fait.maillage.epci,
        latitude=fiche.latitude,
        longitude=fiche.longitude,
        courriel=fiche.courriel,
    )


def _label(fait: StructureLabellisee) -> Label:
    return Label(
        label_id=str(fait.label_id),
        date_effet=fait.date_effet.isoformat(),
        autorite=charger_departements().designer(fait.fiche.departement).representant,
        referentiel=fait.audit.referentiel,
        audit_id=str(fait.audit.audit_id),
        audit_le=fait.audit.conclu_le.isoformat(),
        accord_id=str(fait.accord_id),
        accord_le=fait.accord_le.isoformat(),
        audit_organismes=tuple(fait.audit.organismes),
    )


def _fonctionnement(fiche: FicheAnnoncee) -> Fonctionnement:
    semaine = lire_semaine(fiche.horaires)
    return Fonctionnement(
        jours=tuple(
            JourOuverture(jour, _creneaux(journee), journee.minutes)
            for jour, journee in semaine.jours.items()
        ),
        minutes_semaine=semaine.minutes_certaines,
        jours_ouverts=semaine.jours_ouverts,
        reserves=tuple(Reserve(*each) for each in semaine.reserves),
        commentaire=fiche.commentaire_horaires,
    )


def _creneaux(journee: Journee) -> str:
    if journee.etat == "FERMEE":
        return "fermé"
    return ", ".join(f"{duree(p.debut)} – {duree(p.fin)}" for p in journee.plages)


def _financement(droit: Droit) -> Financement:
    if isinstance(droit, DroitAuForfaitRefuse | DroitEnAttente):
        return Financement(droit.annee, None, observation=droit.raison)
    return Financement(
        annee=droit.annee,
        montant_centimes=droit.montant_centimes,
        parts=tuple(Part(fonds, part) for fonds, part in droit.parts_centimes.items()),
        regles=tuple(droit.regles),
        source=droit.source,
    )
