"""L'annexe en PDF et en Word : les mêmes faits, et rien qui manque (A-058)."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from services.onboarding.convention.domain.contenu_annexe import (
    ContenuAnnexe,
    Financement,
    Maillage,
    Reserve,
)
from services.onboarding.convention.effects.mise_en_page import GABARIT, empreinte, mettre_en_page
from services.onboarding.convention.effects.typographie import lisible
from tests.onboarding.contenus import BUS, FIXE, MINIMALE, SOCLE
from tests.onboarding.lecture import (
    ANNEXES,
    LECTEURS,
    Lecteur,
    lire_pdf,
    paragraphes,
    rendre_docx,
    rendre_pdf,
    serre,
)

RUBRIQUES = [
    "Identification",
    "Porteur",
    "Label",
    "Fonctionnement",
    "Équipe",
    "Opérateurs du socle",
    "Partenaires additionnels",
    "Services des collectivités et activités complémentaires",
    "Locaux et équipements",
    "Itinérance",
    "Financement",
    "Maillage",
    "Suivi",
    "Historique",
    "Signatures",
]


@pytest.mark.parametrize("lire", LECTEURS)
def test_l_annexe_dit_le_titre_les_dates_le_montant_et_le_total(lire: Lecteur) -> None:
    """A-038, A-056, A-057, A-058."""
    texte = lire(FIXE)
    for fait in (
        "Annexe n° 42 à la convention départementale France Services de l’Ain",
        "portant sur la structure « France Services de Val-Revermont »",
        "avenant n° 3",
        "circulaire du Premier ministre n° 6094/SG du 1er juillet 2019",
        "accord-cadre national France Services du 12 novembre 2019",
        "réunissant tout le socle depuis le 8 janvier 2020",
        "Établie le 14 février 2020",
        "conclu le 28 novembre 2019 (ANCT, IGA)",
        "donné le 16 décembre 2019",
        FIXE.label.label_id,
        FIXE.label.audit_id,
        FIXE.label.accord_id,
        "6 jours d’ouverture 37 h 30",
        "Équivalents temps plein 2,5",
        "Forfait de fonctionnement 30 000,00 €",
        "Total 30 000,00 €",
        "15 000,00 €",
        "Inscriptions scolaires et périscolaires",
        f"gabarit {GABARIT}",
        empreinte(FIXE),
    ):
        assert fait in texte


@pytest.mark.parametrize("lire", LECTEURS)
@pytest.mark.parametrize("contenu", ANNEXES)
def test_l_annexe_nomme_les_neuf_operateurs_du_socle(lire: Lecteur, contenu: ContenuAnnexe) -> None:
    """A-046."""
    texte = serre(lire(contenu))
    assert len(SOCLE) == 9
    for _, nom, local in SOCLE:
        attendu = f"{nom} ({local})" if local else nom
        assert serre(attendu.replace("'", "’")) in texte


@pytest.mark.parametrize("lire", LECTEURS)
@pytest.mark.parametrize("contenu", ANNEXES)
def test_rien_n_est_laisse_a_remplir_par_la_machine(lire: Lecteur, contenu: ContenuAnnexe) -> None:
    texte = lire(contenu)
    for rebut in ("None", "Undefined", "{{", "}}", "{%", "%}", "NON_RENSEIGNE", "sys.inputs"):
        assert rebut not in texte


@pytest.mark.parametrize("contenu", ANNEXES)
def test_les_quinze_rubriques_sont_les_memes_en_pdf_et_en_word(contenu: ContenuAnnexe) -> None:
    document = Document(BytesIO(rendre_docx(contenu)))
    titres = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    signets: list[Any] = PdfReader(BytesIO(rendre_pdf(contenu))).outline
    assert titres == RUBRIQUES
    assert [re.sub(r"^\d+\.\s*", "", str(each["/Title"])) for each in signets] == RUBRIQUES


@pytest.mark.parametrize("contenu", ANNEXES)
def test_tout_ce_que_dit_le_document_word_se_lit_dans_le_pdf(contenu: ContenuAnnexe) -> None:
    """Deux gabarits, un seul texte : en changer un sans l'autre se voit ici."""
    pdf = serre(lire_pdf(contenu))
    morceaux = [m for p in paragraphes(rendre_docx(contenu)) for m in p.split("\t")]
    absents = [morceau for morceau in morceaux if serre(morceau) not in pdf]
    assert absents == ["page 1 / 1"]  # a field, which Word computes


@pytest.mark.parametrize("lire", LECTEURS)
def test_des_horaires_lus_avec_reserve_ne_donnent_qu_un_minimum(lire: Lecteur) -> None:
    """A-078, A-079."""
    texte = lire(BUS)
    assert "au moins 3 jours d’ouverture au moins 13 h" in texte
    assert "1 semaine sur 2 de 9h12h" in texte
    assert "« 1 semaine sur 2 » : non compté" in texte
    assert "non établi" in lire(MINIMALE)


def test_les_reserves_d_un_meme_texte_tiennent_en_une_ligne() -> None:
    reserves = (
        Reserve("lundi", "9h // 14h", "« 9h » : seul"),
        Reserve("lundi", "9h // 14h", "« 14h » : seul"),
        Reserve("mardi", "9h // 14h", "« 9h » : seul"),
    )
    contenu = replace(FIXE, fonctionnement=replace(FIXE.fonctionnement, reserves=reserves))
    lignes = mettre_en_page(contenu)["fonctionnement"]["reserves"]
    assert [ligne["jour"] for ligne in lignes] == ["Lundi", "Mardi"]
    assert lignes[0]["raison"].count("seul") == 2


@pytest.mark.parametrize("lire", LECTEURS)
def test_le_financement_dit_ce_que_l_on_en_sait(lire: Lecteur) -> None:
    """A-032."""
    a_determiner = "La ventilation entre les fonds est à déterminer."
    assert a_determiner in lire(BUS)
    assert a_determiner not in lire(FIXE)
    assert "aucun droit ouvert" in lire(MINIMALE)
    assert "le type de porteur manque" in lire(MINIMALE)


@pytest.mark.parametrize("lire", LECTEURS)
def test_seule_une_structure_mobile_a_un_circuit(lire: Lecteur) -> None:
    """A-043."""
    assert "Sans objet : la structure n’est pas itinérante." in lire(FIXE)
    assert "Puy-l’Évêque vendredi 9 h – 12 h à compléter" in lire(BUS)
    assert "Circuit non renseigné à la date d’établissement." in lire(MINIMALE)


def test_un_accord_cadre_sans_date_connue_le_dit_A_056() -> None:
    sans_date = replace(FIXE, convention=replace(FIXE.convention, accord_cadre_le=""))
    visas = mettre_en_page(sans_date)["visas"]
    assert visas[0] == "l’accord-cadre national France Services, dont la date est à compléter"


def test_une_annexe_d_avant_l_accord_cadre_ne_le_vise_pas_A_056() -> None:
    avant = replace(FIXE, convention=replace(FIXE.convention, accord_cadre_le=None))
    visas = mettre_en_page(avant)["visas"]
    assert visas == mettre_en_page(FIXE)["visas"][1:]


@pytest.mark.parametrize("lire", LECTEURS)
def test_ce_que_l_on_ignore_est_dit(lire: Lecteur) -> None:
    texte = lire(MINIMALE)
    for manque in (
        "Non renseigné à la date d’établissement : gestionnaire, nature, SIREN",
        "Sans objet : aucun partenaire additionnel",
        "Sans objet : aucune activité complémentaire",
        "avenant à numéroter à la signature",
        "dont la date est à compléter",
    ):
        assert manque in texte


def test_le_partenaire_d_une_structure_ne_signe_pas_la_convention() -> None:
    """A-050, A-051."""
    organismes = [each["organisme"] for each in mettre_en_page(FIXE)["signataires"]]
    assert organismes[:2] == ["Préfecture de l’Ain", FIXE.porteur.nom.replace("'", "’")]
    assert len(organismes) == 2 + 9 + 1
    assert "Mission locale" in organismes
    assert "Régie des eaux du Revermont" not in organismes


@pytest.mark.parametrize(
    "nom",
    [
        "A & B <b>C</b> #strong[d] *e* _f_ $g$ @h \\i // [j] {{ 6*7 }} {% k %} `l` ~m",
        '#eval("1+1") #panic() #include "a" #sys.inputs --- ... <etiquette> #{x}',
        "</w:t></w:r><w:br/> &lt; ]]> <!-- x --> <?xml?> {# y #} {{r z }} {%tr for %}",
        "=HYPERLINK(1) [red]x[/] :cow: =?utf-8?q?a=0ABcc?= \\u{41}",
    ],
)
@pytest.mark.parametrize("lire", LECTEURS)
def test_un_nom_n_est_jamais_pris_pour_une_mise_en_forme(lire: Lecteur, nom: str) -> None:
    """Ni XML, ni Jinja, ni Typst : un nom est un texte."""
    contenu = replace(
        FIXE,
        structure=replace(FIXE.structure, nom=nom),
        porteur=replace(FIXE.porteur, nom=nom),
        activites=(f"= {nom}", f"- {nom}"),
    )
    assert serre(lire(contenu)).count(serre(nom)) >= 4


@pytest.mark.parametrize("lire", LECTEURS)
def test_un_caractere_que_l_on_ne_peut_imprimer_se_voit(lire: Lecteur) -> None:
    """PDF/UA refuse un glyphe absent, XML un caractère de contrôle : on écrit quand même."""
    nom = "Puce \uf0b7 zéro\x00\x0b 中 \U0001f600"
    texte = lire(replace(FIXE, structure=replace(FIXE.structure, nom=nom)))
    assert "Puce \ufffd zéro \ufffd \ufffd" in texte


def test_le_pdf_sait_composer_tout_caractere_admis() -> None:
    possibles = "".join(map(chr, range(0x20, 0xD800)))
    admis = str(lisible(possibles)).replace("\ufffd", "")
    mots = " ".join(admis[rang : rang + 20] for rang in range(0, len(admis), 20))
    contenu = replace(FIXE, fonctionnement=replace(FIXE.fonctionnement, commentaire=mots))
    assert len(admis) > 1500
    assert rendre_pdf(contenu).startswith(b"%PDF")


@pytest.mark.parametrize("lire", LECTEURS)
def test_une_annexe_demesuree_s_ecrit_en_entier(lire: Lecteur) -> None:
    communes = tuple(f"Ay{rang}" for rang in range(600))
    contenu = replace(
        FIXE,
        maillage=Maillage("2023", communes=communes),
        activites=tuple(f"Activité {rang}" for rang in range(80)),
        socle=FIXE.socle * 3,
        financement=Financement(2020, 3_000_000, observation="long " * 400),
    )
    texte = serre(lire(contenu))
    assert all(serre(commune) in texte for commune in communes)
    assert "Activité79" in texte
