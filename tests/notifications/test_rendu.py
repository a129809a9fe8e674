"""Ce que chaque courriel dit, à qui, et sous quelle forme."""

import re

import pytest
from jinja2 import meta

from services.notifications.courriels.effects.textes import environnement, modeles
from tests.notifications.balises import Balises
from tests.notifications.courriels import (
    AUDIT,
    CATALOGUE,
    COMMUNES,
    DOCX,
    LABEL,
    LE,
    PDF,
    STRUCTURE,
    URL,
    courriel,
    du_fait,
    html,
    relu,
    texte,
    tous,
    variables,
)

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize("gabarit", CATALOGUE.gabarits)
def test_le_fait_qu_un_gabarit_annonce_lui_donne_ce_qu_il_exige(gabarit: str) -> None:
    recues = {**du_fait(gabarit), "role": CATALOGUE.gabarits[gabarit].destinataires[0]}

    assert CATALOGUE.exige(gabarit, recues).fait == CATALOGUE.gabarits[gabarit].fait


@pytest.mark.parametrize("gabarit", CATALOGUE.gabarits)
def test_un_gabarit_n_emploie_que_des_variables_declarees(gabarit: str) -> None:
    declared = CATALOGUE.exigees(CATALOGUE.gabarits[gabarit])
    known = {path.split(".")[0] for path in declared} | {"objet", "modele", "reperes", "ligne"}
    loader = environnement().loader
    assert loader
    for nom in (f"{gabarit}.txt.j2", f"{gabarit}.html.j2", "base.txt.j2", "base.html.j2"):
        source = loader.get_source(environnement(), nom)[0]
        assert meta.find_undeclared_variables(environnement().parse(source)) <= known


@tous
def test_un_courriel_relu_a_un_texte_et_une_page(gabarit: str, role: str) -> None:
    message = relu(courriel(gabarit, variables(gabarit, role)))
    assert message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    assert message.defects == []


@tous
def test_un_courriel_ne_laisse_ni_jinja_ni_none_ni_mot_interdit(gabarit: str, role: str) -> None:
    message = courriel(gabarit, variables(gabarit, role))
    for ecrit in (texte(message), html(message), str(relu(message)["Subject"])):
        assert not re.search(r"\{\{|\{%|%\}|\}\}|None|Undefined", ecrit)
        assert not re.search(r"rejet|homologu|certifi", ecrit, re.IGNORECASE)


@tous
def test_la_page_est_bien_formee_accessible_et_sans_ressource_distante(
    gabarit: str, role: str
) -> None:
    page = Balises(html(courriel(gabarit, variables(gabarit, role))))
    names = page.noms()
    assert dict(page.vues)["html"]["lang"] == "fr"
    assert names.count("h1") == 1 and names.count("h2") == 4
    assert names.count("table") == names.count("caption") + 1  # the references have a heading
    assert all(attrs.get("scope") for tag, attrs in page.vues if tag == "th")
    assert not {"img", "link", "script", "style", "iframe"} & set(names)
    styles = " ".join(attrs.get("style") or "" for _, attrs in page.vues)
    assert "url(" not in styles
    # Without a colour of its own, the text follows the reader's light or dark theme.
    assert not re.search(r"(^|[; ])(color|background[a-z-]*):", styles)


@tous
def test_les_references_sont_dans_le_texte_et_dans_la_page(gabarit: str, role: str) -> None:
    message = courriel(gabarit, variables(gabarit, role))
    exigences = ", ".join(CATALOGUE.gabarits[gabarit].exigences)
    for ecrit in (texte(message), html(message)):
        for reference in ("Maison des Estives", "15-01", "Allanche", "15001", STRUCTURE, exigences):
            assert reference in ecrit
        assert "20\u00a0décembre 2019" in ecrit


@tous
def test_la_ponctuation_double_est_precedee_d_une_espace_insecable(gabarit: str, role: str) -> None:
    message = courriel(gabarit, variables(gabarit, role))
    for ecrit in (texte(message), html(message)):
        assert not re.search(r" [:;?!»]|« ", ecrit)


@tous
def test_les_memes_faits_donnent_les_memes_octets(gabarit: str, role: str) -> None:
    recues = variables(gabarit, role)
    first = courriel(gabarit, recues).as_bytes()
    modeles.cache_clear()
    assert courriel(gabarit, recues).as_bytes() == first
    assert courriel(gabarit, recues, "<deux@example.org>").as_bytes() != first


def test_les_en_tetes_disent_un_courriel_automatique_en_francais() -> None:
    message = relu(courriel("annexe_en_attente", variables("annexe_en_attente", "PREFECTURE")))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert message["X-France-Services-Gabarit"] == "annexe_en_attente/1"
    assert message["Message-ID"] == "<un@example.org>"
    assert message["Date"].datetime == LE
    assert message["Subject"] == (
        f"Annexe en attente de la convention-cadre{NBSP}: Maison des Estives"
    )


@pytest.mark.parametrize("role", ["PORTEUR", "PREFECTURE"])
def test_le_label_dit_sa_date_d_effet_et_qui_l_a_accorde(role: str) -> None:
    """A-023, A-024."""
    message = courriel("structure_labellisee", variables("structure_labellisee", role))
    for ecrit in (texte(message), html(message)):
        assert "1er\u00a0janvier 2020" in ecrit and "18\u00a0décembre 2019" in ecrit
        assert "préfecture 15" in ecrit and "FS-2019-07" in ecrit
        assert LABEL in ecrit and AUDIT in ecrit


def test_chaque_lecteur_est_salue_selon_sa_fonction() -> None:
    porteur = texte(courriel("annexe_etablie", variables("annexe_etablie", "PORTEUR")))
    prefet = texte(courriel("annexe_etablie", variables("annexe_etablie", "PREFECTURE")))
    assert porteur.startswith("Madame, Monsieur,\n")
    assert prefet.startswith("Madame la préfète, Monsieur le préfet,\n")
    assert "adressez-vous à la préfecture" in porteur
    assert "adressez-vous à la préfecture" not in prefet


def test_une_structure_non_retenue_sait_pourquoi_et_que_cela_ne_vaut_que_cette_fois() -> None:
    """A-013, A-014 : le motif principal, chaque critère, et un refus limité à cette vague."""
    message = courriel("structure_non_retenue", variables("structure_non_retenue", "PORTEUR"))
    for ecrit in (texte(message), html(message)):
        assert f"Motif principal{NBSP}: absence des deux équivalents temps plein exigés" in ecrit
        assert "AGE-01" in ecrit and "Deux agents au moins" in ecrit and "1,5 constaté" in ecrit
        assert "HOR-01" in ecrit and "aucune" in ecrit
        assert "ne vaut que pour la présente vague" in ecrit
        assert "n'est pas retenue à ce stade" in ecrit.replace("&#39;", "'")


def test_des_remarques_mineures_ouvrent_la_voie_prioritaire_tant_qu_elle_dure() -> None:
    """A-015, A-016."""
    recues = variables("structure_non_retenue", "PORTEUR")
    ecrit = texte(courriel("structure_non_retenue", recues))
    assert "prioritaire, du 1er\u00a0janvier 2020 au 30\u00a0juin 2020" in ecrit
    recues["survenu_le"] = "2020-07-01T00:00:00+02:00"
    ecrit = texte(courriel("structure_non_retenue", recues))
    assert "remarques mineures" in ecrit and "30\u00a0juin 2020" not in ecrit


def test_une_reelle_montee_en_gamme_ferme_la_voie_prioritaire() -> None:
    """A-015, A-018."""
    recues = variables("structure_non_retenue", "PREFECTURE", issue="MONTEE_EN_GAMME_REELLE")
    ecrit = texte(courriel("structure_non_retenue", recues))
    assert "réelle montée en gamme" in ecrit and "ne s'applique pas" in ecrit
    assert "30\u00a0juin 2020" not in ecrit and "31\u00a0décembre 2022" in ecrit


def test_le_droit_ouvert_dit_son_montant_et_ses_parts() -> None:
    """A-032 : les centimes deviennent des euros, par fonds."""
    message = courriel("droit_au_forfait_ouvert", variables("droit_au_forfait_ouvert", "PORTEUR"))
    for ecrit in (texte(message), html(message)):
        for amount in ("30 000,00 €", "26 000,00 €", "4 000,00 €"):
            assert amount.replace(" ", NBSP) in ecrit
        assert "Fonds postal national de péréquation territoriale (FPNPT)" in ecrit
        assert "FORFAIT-2020-POSTE" in ecrit and "SRC[gazette23]" in ecrit and "2020" in ecrit


@pytest.mark.parametrize("role", ["PORTEUR", "PREFECTURE"])
def test_sans_parts_connues_la_ventilation_est_a_determiner(role: str) -> None:
    recues = variables("droit_au_forfait_ouvert", role, parts_centimes={})
    message = courriel("droit_au_forfait_ouvert", recues)
    for ecrit in (texte(message), html(message)):
        assert "Ventilation à déterminer" in ecrit and "Ventilation par fonds" not in ecrit
        assert "type de porteur" in ecrit or "quel type" in ecrit


def test_le_droit_non_ouvert_dit_sa_raison() -> None:
    message = courriel(
        "droit_au_forfait_refuse", variables("droit_au_forfait_refuse", "PREFECTURE")
    )
    assert "Le barème ne prévoit aucun montant le 01/01/2025." in texte(message)


def test_le_forfait_notifie_dit_son_montant_et_ses_parts_a_032() -> None:
    message = courriel("forfait_notifie", variables("forfait_notifie", "PORTEUR"))
    sans_parts = courriel(
        "forfait_notifie", variables("forfait_notifie", "PORTEUR", parts_centimes={})
    )
    for ecrit in (texte(message), html(message)):
        assert "30 000,00 €".replace(" ", NBSP) in ecrit
        assert "15 000,00 €".replace(" ", NBSP) in ecrit and "20\u00a0janvier 2020" in ecrit
    for ecrit in (texte(sans_parts), html(sans_parts)):
        assert "reste à déterminer" in ecrit and "Ventilation par fonds" not in ecrit


@pytest.mark.parametrize(
    ("reste", "mot"), [(20_000_00, "20 000,00 € à verser"), (0, "entièrement versé")]
)
def test_un_versement_dit_sa_reference_et_ce_qui_reste_a_032(reste: int, mot: str) -> None:
    recues = variables("forfait_verse", "PORTEUR", reste_centimes=reste)
    message = courriel("forfait_verse", recues)
    for ecrit in (texte(message), html(message)):
        assert "2020-FNADT-000415" in ecrit and "31\u00a0janvier 2020" in ecrit
        assert mot.replace("20 000,00 €", f"20{NBSP}000,00{NBSP}€") in ecrit


def test_le_lien_d_inscription_vient_de_la_banque_des_territoires_et_expire() -> None:
    """A-116 : l'adresse est entière, et l'heure est celle de Paris."""
    message = courriel("lien_inscription", variables("lien_inscription", "PORTEUR"))
    assert f"\n{URL}\n" in texte(message)
    assert f"31\u00a0janvier 2020 à 10{NBSP}h{NBSP}00" in texte(message)
    assert "Pour la Banque des territoires" in texte(message)
    assert "ne sert qu'une fois" in texte(message)
    links = [attrs["href"] for tag, attrs in Balises(html(message)).vues if tag == "a"]
    assert links == [URL]


def test_les_applications_ouvertes_sont_nommees() -> None:
    """A-118, A-119, A-120 : les trois outils, et le webinaire pour les prendre en main."""
    ecrit = texte(courriel("applications_ouvertes", variables("applications_ouvertes", "PORTEUR")))
    for application in ("Bureau de l'agent", "outil de reporting", "Administration+"):
        assert f"- {application}\n" in ecrit
    assert "suivre le webinaire de prise en main" in ecrit


def test_l_annexe_etablie_donne_ses_fichiers_et_leurs_empreintes() -> None:
    """A-057 : à signer par avenant."""
    message = courriel("annexe_etablie", variables("annexe_etablie", "PREFECTURE"))
    for ecrit in (texte(message), html(message)):
        assert "annexes/15/15-01.pdf" in ecrit and PDF in ecrit
        assert "annexes/15/15-01.docx" in ecrit and DOCX in ecrit
        assert "avenant" in ecrit and "10\u00a0janvier 2020" in ecrit


def test_l_annexe_en_attente_nomme_les_operateurs_qui_manquent() -> None:
    """A-045."""
    ecrit = texte(courriel("annexe_en_attente", variables("annexe_en_attente", "PREFECTURE")))
    assert "- Pôle emploi\n" in ecrit and "- Direction générale des finances publiques\n" in ecrit


def test_l_agence_sait_que_son_silence_ne_vaut_pas_accord() -> None:
    """A-024."""
    recues = variables("accord_prealable_demande", "AGENCE_NATIONALE")
    assert "silence ne vaut pas accord" in texte(courriel("accord_prealable_demande", recues))


def test_une_structure_sans_matricule_ni_commune_est_nommee_quand_meme() -> None:
    structure = {**COMMUNES["structure"], "matricule": None, "commune": ""}
    recues = variables("lien_inscription", "PORTEUR", structure=structure)
    ecrit = texte(courriel("lien_inscription", recues))
    assert "Matricule" not in ecrit and "(département 15)" in ecrit and "non renseignée" in ecrit


def test_le_nom_d_une_structure_ne_peut_ecrire_de_html() -> None:
    structure = {**COMMUNES["structure"], "nom": "<script>alert(1)</script> & Cie"}
    recues = variables("structure_labellisee", "PORTEUR", structure=structure)
    message = courriel("structure_labellisee", recues)
    assert "script" not in Balises(html(message)).noms()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Cie" in html(message)
    assert "<script>alert(1)</script> & Cie" in texte(message)


def test_une_mise_en_demeure_dit_chaque_manquement_et_son_echeance() -> None:
    """C.7-14 : le porteur sait quoi rétablir, et avant quand."""
    ecrit = texte(courriel("mise_en_demeure", variables("mise_en_demeure", "PORTEUR")))
    assert "AGT-01\u00a0: un seul agent présent lors de la visite" in ecrit
    assert "avant le 1er\u00a0mai 2020" in ecrit


@pytest.mark.parametrize("role", ["PORTEUR", "PREFECTURE"])
def test_un_label_retire_se_dit_avec_sa_raison_et_son_dernier_jour(role: str) -> None:
    """C.7-16."""
    ecrit = texte(courriel("label_retire", variables("label_retire", role)))
    assert "délai de mise en demeure dépassé" in ecrit
    assert "a valu jusqu'au 30\u00a0juin 2020" in ecrit


def test_une_annexe_a_retirer_se_dit_a_la_prefecture_avec_sa_reference() -> None:
    """INV-09."""
    ecrit = texte(courriel("annexe_a_retirer", variables("annexe_a_retirer", "PREFECTURE")))
    assert "FS-15-1A2B3C4D" in ecrit
