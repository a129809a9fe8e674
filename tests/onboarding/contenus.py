"""Trois annexes : une structure fixe bien connue, un bus mal connu, un minimum aux noms longs."""

from dataclasses import replace

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
    Passage,
    Porteur,
    Reserve,
)

SOCLE = (
    ("LA_POSTE", "La Poste", ""),
    ("POLE_EMPLOI", "Pôle emploi", ""),
    ("CNAF", "Caisse nationale des allocations familiales", "CAF"),
    ("CNAM", "Caisse nationale de l'assurance maladie", "CPAM"),
    ("CNAV", "Caisse nationale d'assurance vieillesse", "CARSAT"),
    ("CCMSA", "Mutualité sociale agricole", "MSA"),
    ("INTERIEUR", "Ministère de l'Intérieur", ""),
    ("JUSTICE", "Ministère de la Justice", ""),
    ("DGFIP", "Direction générale des finances publiques", ""),
)
MATIN, APRES_MIDI = "9\u00a0h – 12\u00a0h", "13\u00a0h\u00a030 – 17\u00a0h\u00a030"
OUVRABLES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")

FIXE = ContenuAnnexe(
    reference="FS-01-2020-0042",
    numero="42",
    etablie_le="2020-02-14",
    avenant="3",
    convention=Convention("01", "Ain", "de l’Ain", "2019-11-12", "2020-01-08"),
    structure=Identification(
        nom="France Services de Val-Revermont",
        format="FIXE",
        matricule="1042",
        siret="20005378200017",
        adresse="12 place du Champ-de-Foire",
        code_postal="01370",
        commune="Val-Revermont",
        commune_insee="01426",
        canton="Saint-Étienne-du-Bois",
        epci="CA du Bassin de Bourg-en-Bresse",
        latitude=46.34567,
        longitude=5.3842,
        courriel="val-revermont@france-services.example",
        telephone="04 00 00 00 00",
    ),
    porteur=Porteur(
        "Communauté d'agglomération du Bassin de Bourg-en-Bresse",
        "COLLECTIVITE",
        "200071751",
        "Le président",
        "n° 2019-118 du 9 décembre 2019",
    ),
    label=Label(
        label_id="5b0c5b2e-3a51-5d0e-9d3f-0d2f8e6c7a11",
        date_effet="2020-01-01",
        autorite="Préfecture de l'Ain",
        decision="Arrêté n° 2020-17 du 6 janvier 2020",
        referentiel="FS-2019-07",
        audit_id="0f6fd7a4-1b53-5a0b-8a9c-7f6f5e4d3c2b",
        audit_le="2019-11-28",
        audit_organismes=("ANCT", "IGA"),
        accord_id="a1b2c3d4-e5f6-5789-8abc-def012345678",
        accord_le="2019-12-16",
    ),
    fonctionnement=Fonctionnement(
        jours=(
            *(JourOuverture(jour, f"{MATIN}, {APRES_MIDI}", 420) for jour in OUVRABLES),
            JourOuverture("samedi", "9\u00a0h – 11\u00a0h\u00a030", 150),
        ),
        minutes_semaine=2250,
        jours_ouverts=6,
        commentaire="Accueil sans rendez-vous ; sur rendez-vous le mercredi matin.",
        fermetures="Jours fériés",
        continuite="Remplacement assuré par un agent de la communauté d'agglomération",
        rendez_vous="Par téléphone ou au guichet",
    ),
    equipe=Equipe(3, 2.5, "Communauté d'agglomération", "Parcours suivi avant l'ouverture"),
    socle=tuple(
        OperateurSocle(code, nom, local, "2020-01-08", "Responsable du réseau", "Visioconférence")
        for code, nom, local in SOCLE
    ),
    partenaires=(
        Partenaire("Mission locale", "DEPARTEMENT", "Permanence le jeudi après-midi"),
        Partenaire("Régie des eaux du Revermont", "STRUCTURE", "Permanence mensuelle"),
    ),
    activites=("Inscriptions scolaires et périscolaires", "Espace de coworking", "Bibliothèque"),
    locaux=(
        Constat("LOC-01", "Borne d'accueil ou bureau accessible", "CONFORME", "CONSTATE_SUR_SITE"),
        Constat("LOC-02", "Espace de confidentialité clos", "CONFORME", "CONSTATE_SUR_SITE"),
        Constat(
            "LOC-04",
            "Accessibilité aux personnes à mobilité réduite",
            "CONFORME",
            "CONSTATE_SUR_SITE",
        ),
        Constat(
            "NUM-01",
            "Un poste informatique en libre-accès au minimum",
            "CONFORME",
            "CONSTATE_SUR_SITE",
        ),
        Constat("NUM-03", "Connexion internet", "CONFORME", "CONSTATE_PAR_DONNEE"),
    ),
    financement=Financement(
        annee=2020,
        montant_centimes=3_000_000,
        parts=(Part("FNADT", 1_500_000), Part("FNFS", 1_500_000)),
        regles=("FORFAIT-2020",),
        source="circulaire n° 6094/SG du 1er juillet 2019",
    ),
    maillage=Maillage(
        "2023",
        "Saint-Étienne-du-Bois",
        ("Val-Revermont", "Courmangoux", "Verjon"),
        "18 minutes en moyenne au 1er janvier 2020",
    ),
)

BUS = replace(
    FIXE,
    reference="FS-46-2020-0007",
    numero="7",
    avenant="",
    convention=Convention("46", "Lot", "du Lot", "2019-11-12"),
    structure=Identification(
        nom="Bus France Services du Quercy",
        format="BUS",
        commune="Cahors",
        commune_insee="46042",
        code_postal="46000",
        courriel="bus-quercy@france-services.example",
    ),
    porteur=Porteur("Fédération départementale", "ASSOCIATION"),
    label=replace(
        FIXE.label, autorite="Préfecture du Lot", decision="", audit_organismes=("ANCT",)
    ),
    fonctionnement=Fonctionnement(
        jours=(
            JourOuverture("lundi", MATIN, 180),
            JourOuverture("mardi", "", 0),
            JourOuverture("mercredi", f"{MATIN}, {APRES_MIDI}", 420),
            JourOuverture("jeudi", "horaires non lus", 0),
            JourOuverture("vendredi", MATIN, 180),
            JourOuverture("samedi", "fermé", 0),
        ),
        minutes_semaine=780,
        jours_ouverts=3,
        reserves=(
            Reserve("lundi", "9h-12h // sur RDV : 14h-17h", "« sur RDV » : créneaux non comptés"),
            Reserve("mardi", "", "horaires non renseignés"),
            Reserve("jeudi", "1 semaine sur 2 de 9h12h", "« 1 semaine sur 2 » : non compté"),
        ),
        commentaire="Itinérant : voir le circuit affiché en mairie.",
    ),
    equipe=Equipe(agents=2, etp=2.0),
    socle=tuple(OperateurSocle(code, nom, local) for code, nom, local in SOCLE),
    partenaires=(),
    activites=(),
    locaux=(
        Constat("NUM-03", "Connexion internet", "CONFORME", "CONSTATE_SUR_SITE"),
        Constat(
            "LOC-04",
            "Accessibilité aux personnes à mobilité réduite",
            "NON_APPLICABLE",
            "CONSTATE_SUR_SITE",
        ),
    ),
    itinerance=(
        Passage("Catus", "lundi", MATIN, "Place de la mairie"),
        Passage("Luzech", "mercredi", f"{MATIN}, {APRES_MIDI}", "Halle"),
        Passage("Puy-l'Évêque", "vendredi", MATIN),
    ),
    financement=Financement(2020, 3_000_000, regles=("FORFAIT-2020",)),
    maillage=Maillage("2023", communes=("Catus", "Luzech", "Puy-l'Évêque")),
)

LONG = "Maison de services au public intercommunale et itinérante "
MINIMALE = ContenuAnnexe(
    reference="FS-971-2020-0001",
    numero="1",
    etablie_le="2020-03-01",
    convention=Convention("971", "Guadeloupe", "de la Guadeloupe", "2019-11-12"),
    structure=Identification(
        nom=LONG + "de Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson et de ses environs",
        format="ITINERANTE",
        commune="Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
        commune_insee="51513",
        courriel="maison.de.services.au.public.intercommunale@communaute-de-communes-perthois.example",
    ),
    porteur=Porteur(),
    label=Label(
        label_id="9f5d3c9e-7a53-5c1e-8d4e-2b0f6c1d7a22",
        date_effet="2020-03-01",
        autorite="Préfecture de la Guadeloupe",
        referentiel="FS-2019-07",
        audit_id="b6d2f4f0-6c0a-5f7e-9a55-1f5f5a3b9c33",
        audit_le="2020-02-03",
        accord_id="c7e3a5a1-7d1b-5a8f-8b66-2a6a6b4cad44",
        accord_le="2020-02-20",
    ),
    fonctionnement=Fonctionnement(
        jours=tuple(JourOuverture(jour, "", 0) for jour in (*OUVRABLES, "samedi")),
        minutes_semaine=0,
        jours_ouverts=0,
        reserves=(Reserve("lundi", "", "horaires non renseignés"),),
    ),
    equipe=Equipe(),
    socle=tuple(OperateurSocle(code, nom, local) for code, nom, local in SOCLE),
    financement=Financement(
        2020, None, observation="le type de porteur manque, le barème ne peut être appliqué"
    ),
    maillage=Maillage("2023"),
    itinerance=(),
)
