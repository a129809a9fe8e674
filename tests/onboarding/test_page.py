"""La page d'inscription, parcourue sans script : du lien du courriel aux applications ouvertes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from services.onboarding.raccordement.commands import RenouvelerLien
from services.onboarding.raccordement.domain.lien_acces import LienAccesEnvoye
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.contracts import Contract
from shared.contracts.labellisation import LabelRetabli, LabelRetire, LabelSuspendu
from shared.messages.actors import Acteur
from shared.typographie import NBSP
from tests.contracts.language import sample
from tests.onboarding.page import (
    ADA,
    COURRIEL,
    DEPARTEMENT,
    GRACE,
    LABEL,
    MAISON,
    Essai,
    Navigateur,
    Temps,
    dernier_lien,
    dite,
)

BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
CE_LABEL = {"label_id": LABEL.label_id, "structure_id": LABEL.structure_id}
A_NOUS = {"departement": DEPARTEMENT, "courriel": COURRIEL}


def du_label(kind: type[Contract]) -> Contract:
    return kind.read(sample(f"{kind.__name__}.v1")).model_copy(update=CE_LABEL)


def test_le_lien_mene_aux_applications_ouvertes_a117_a118_a120(
    ouvert: Essai, elle: Navigateur
) -> None:
    structure = elle.ouvrir(dernier_lien(ouvert))
    assert dite(structure, 200, "Vérifier votre structure") and "étape 1 sur 3" in structure.titre
    assert MAISON in structure.texte and LABEL.fiche.commune in structure.texte
    assert COURRIEL not in structure.reponse.text and "a•••@" in structure.texte

    agents = elle.envoyer("/structure", confirme="oui")
    assert dite(agents, 200, "Inscrire vos agents") and "étape 2 sur 3" in agents.titre
    suite = elle.inscrire()

    assert dite(suite, 200, "Vos applications et la suite")
    assert "Les applications sont ouvertes" in suite.texte
    assert all(nom in suite.texte for nom in ("Bureau de l'agent", "Administration+"))
    assert "0 parcours achevé sur 2" in suite.texte and "9 opérateurs" in suite.texte
    assert len(ouvert.evenements(Raccordement.ApplicationsOuvertes)) == 1
    inscrits = [each.courriel for each in ouvert.evenements(Raccordement.AgentInscrit)]
    assert inscrits == [ADA, GRACE]


def test_le_jeton_quitte_l_adresse_et_l_ouvrir_ne_l_use_pas(
    ouvert: Essai, elle: Navigateur, autre: Navigateur
) -> None:
    """Un antivirus qui ouvre le lien avant la structure ne lui prend rien."""
    for navigateur in (autre, elle):
        page = navigateur.ouvrir(dernier_lien(ouvert))
        assert page.chemin == "/inscription/structure" and not page.reponse.url.query
        assert "jeton=" not in page.reponse.text

    assert dite(elle.envoyer("/structure", confirme="oui"), 200, "Inscrire vos agents")


def test_le_jeton_peut_aussi_etre_dans_le_chemin(ouvert: Essai, elle: Navigateur) -> None:
    jeton = dernier_lien(ouvert).partition("=")[2]

    assert dite(elle.ouvrir(f"/inscription/{jeton}"), 200, "Vérifier votre structure")


def test_sans_cocher_la_case_aucun_compte_n_est_cree(ouvert: Essai, elle: Navigateur) -> None:
    elle.ouvrir(dernier_lien(ouvert))
    page = elle.envoyer("/structure")

    assert page.statut == 422 and page.titre.startswith(f"Erreur{NBSP}: ")
    assert page.fautes() == ["confirme"]
    assert page.par_id("confirme")["aria-describedby"] == "confirme-faute"
    assert ouvert.comptes() == []


def test_les_champs_faux_gardent_ce_qui_est_saisi_et_disent_pourquoi(
    ouvert: Essai, elle: Navigateur
) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    champs = {"courriel-1": "ada chez estives", "fonction-1": "x" * 200, "courriel-2": GRACE}
    page = elle.envoyer("/agents", **champs)

    assert page.statut == 422 and page.titre.startswith(f"Erreur{NBSP}: ")
    assert page.fautes() == ["courriel-1", "fonction-1"]
    assert page.par_id("courriel-1")["value"] == "ada chez estives"
    assert page.par_id("courriel-1")["aria-invalid"] == "true"
    assert page.par_id("courriel-1")["aria-describedby"] == "courriel-1-faute courriel-1-aide"
    assert page.par_id("courriel-2")["value"] == GRACE
    assert "comme nom@domaine.fr" in page.texte and "au plus 100 caractères" in page.texte
    assert "autofocus" in page.par_id("erreurs")
    assert ouvert.evenements(Raccordement.AgentInscrit) == []


@pytest.mark.parametrize(
    ("agents", "fautes", "dit"),
    [
        ({"courriel-1": ADA, "courriel-2": ""}, ["courriel-2"], "aisissez l'adresse"),
        ({"courriel-1": ADA, "courriel-2": ADA.upper()}, ["courriel-2"], "que l'agent 1"),
        ({"courriel-1": "", "courriel-2": ""}, ["courriel-1", "courriel-2"], "aisissez"),
        ({"courriel-1": f"{'a' * 300}@x.fr", "courriel-2": ADA}, ["courriel-1"], "au plus"),
        ({"courriel-1": "<b>@x.fr", "courriel-2": ADA}, ["courriel-1"], "adresse complète"),
    ],
)
def test_il_faut_deux_agents_distincts_et_joignables_a117(
    ouvert: Essai, elle: Navigateur, agents: dict[str, str], fautes: list[str], dit: str
) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    page = elle.inscrire(**agents)

    assert (page.statut, page.fautes()) == (422, fautes) and dit in page.texte
    assert "<b>" not in page.reponse.text


def test_une_ligne_s_ajoute_sans_script_et_garde_les_autres(
    ouvert: Essai, elle: Navigateur
) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    page = elle.envoyer("/agents", geste="ajouter", **{"courriel-1": ADA})

    assert page.statut == 200 and "autofocus" in page.par_id("courriel-3")
    assert page.par_id("courriel-1")["value"] == ADA
    champs = {"courriel-1": ADA, "courriel-2": GRACE, "courriel-3": "alan@estives.example"}
    assert "3 agents inscrits" in elle.envoyer("/agents", **champs).texte


def test_le_meme_formulaire_renvoye_n_inscrit_personne_de_plus(
    ouvert: Essai, elle: Navigateur
) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    champs = {**elle.page.formulaires["/inscription/agents"], "courriel-1": ADA}
    champs["courriel-2"] = GRACE
    pages = [elle.poster("/agents", champs) for _ in range(2)]

    assert [page.statut for page in pages] == [200, 200]
    assert len(ouvert.evenements(Raccordement.AgentInscrit)) == 2


def test_un_double_clic_ne_cree_qu_un_compte_et_n_alarme_personne(
    ouvert: Essai, elle: Navigateur
) -> None:
    elle.ouvrir(dernier_lien(ouvert))
    champs = {**elle.page.formulaires["/inscription/structure"], "confirme": "oui"}
    avant = dict(elle.client.cookies)
    elle.poster("/structure", champs)
    elle.client.cookies.clear()
    elle.client.cookies.update(avant)  # the answer to the first click was never read

    assert dite(elle.poster("/structure", champs), 200, "Inscrire vos agents")
    assert len(ouvert.comptes()) == 1


def test_deux_navigateurs_a_la_fois_sur_un_lien_font_un_compte_inv_13(
    ouvert: Essai, elle: Navigateur, autre: Navigateur
) -> None:
    for navigateur in (elle, autre):
        navigateur.ouvrir(dernier_lien(ouvert))
    ensemble = Barrier(2)

    def creer(navigateur: Navigateur) -> str:
        ensemble.wait()
        return navigateur.envoyer("/structure", confirme="oui").h1.strip()

    with ThreadPoolExecutor(2) as fils:
        dits = sorted(fils.map(creer, (elle, autre)))

    assert dits == ["Ce lien a déjà servi", "Inscrire vos agents"]
    assert len(ouvert.comptes()) == 1


def test_un_lien_qui_a_servi_en_fait_demander_un_autre(
    ouvert: Essai, elle: Navigateur, autre: Navigateur
) -> None:
    """Le suivant ouvre le compte qui existe, sans mot de passe, autant qu'il faut d'ici demain."""
    premier = dernier_lien(ouvert)
    elle.creer_le_compte(premier)
    assert dite(autre.ouvrir(premier), 410, "Ce lien a déjà servi")
    assert dite(autre.ouvrir("/inscription/agents"), 410, "Ce lien a déjà servi")

    assert dite(autre.envoyer("/lien"), 200, "Un nouveau lien est envoyé")
    assert len(ouvert.liens()) == 2 and dernier_lien(ouvert) != premier
    for _ in range(2):
        assert dite(autre.ouvrir(dernier_lien(ouvert)), 200, "Inscrire vos agents")
    assert "sont ouvertes" in autre.inscrire().texte
    assert dite(autre.ouvrir(dernier_lien(ouvert)), 200, "Vos applications et la suite")


def test_un_lien_d_acces_expire_au_bout_d_un_jour_et_le_suivant_l_annule(
    ouvert: Essai, elle: Navigateur
) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    elle.ouvrir(dernier_lien(ouvert))
    elle.envoyer("/lien")
    premier = dernier_lien(ouvert)
    ouvert.passer(hours=25)

    assert dite(elle.ouvrir(premier), 410, "Ce lien n'est plus valable")
    elle.envoyer("/lien")
    assert dite(elle.ouvrir(premier), 410, "Ce lien a été remplacé")
    assert dite(elle.ouvrir(dernier_lien(ouvert)), 200, "Inscrire vos agents")
    assert len(ouvert.evenements(LienAccesEnvoye)) == 2


def test_un_lien_expire_en_fait_demander_un_autre_tmr_13(ouvert: Essai, elle: Navigateur) -> None:
    premier = dernier_lien(ouvert)
    ouvert.passer(days=31)
    page = elle.ouvrir(premier)

    assert dite(page, 410, "Ce lien n'est plus valable")
    assert "La Banque des territoires l'envoie" in page.texte and COURRIEL not in page.texte
    elle.envoyer("/lien")
    assert dite(elle.creer_le_compte(dernier_lien(ouvert)), 200, "Inscrire vos agents")


def test_le_lien_expire_pendant_que_la_page_est_ouverte(ouvert: Essai, elle: Navigateur) -> None:
    ouvert.passer(days=29, hours=23)
    elle.ouvrir(dernier_lien(ouvert))
    ouvert.passer(hours=1, minutes=30)

    assert dite(elle.envoyer("/structure", confirme="oui"), 410, "Ce lien n'est plus valable")
    assert ouvert.comptes() == []


def test_un_lien_renouvele_par_la_banque_annule_le_precedent(
    ouvert: Essai, elle: Navigateur
) -> None:
    premier = dernier_lien(ouvert)
    elle.ouvrir(premier)
    demande = RenouvelerLien(
        message_id=LABEL.label_id,
        acteur=BANQUE,
        label_id=LABEL.label_id,
        structure_id=LABEL.structure_id,
    )
    assert ouvert.demander(demande).accepted

    assert dite(elle.envoyer("/structure", confirme="oui"), 410, "Ce lien a été remplacé")
    assert dite(elle.creer_le_compte(dernier_lien(ouvert)), 200, "Inscrire vos agents")


def test_un_label_retire_revoque_le_lien_et_ferme_la_page_inv_13(
    ouvert: Essai, elle: Navigateur, autre: Navigateur
) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    ouvert.annoncer(du_label(LabelRetire))

    assert dite(elle.inscrire(), 410, "Votre accès est fermé")
    page = autre.ouvrir(dernier_lien(ouvert))
    assert dite(page, 410, "Votre accès est fermé")
    assert "/inscription/lien" not in page.formulaires and "préfecture" in page.texte
    assert ouvert.evenements(Raccordement.AgentInscrit) == []


def test_un_label_suspendu_fait_attendre_et_rend_tout(ouvert: Essai, elle: Navigateur) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    ouvert.annoncer(du_label(LabelSuspendu))
    page = elle.ouvrir("/inscription/suite")
    assert dite(page, 403, "Votre accès est suspendu") and "préfecture du cantal" in page.texte

    ouvert.annoncer(du_label(LabelRetabli))
    assert dite(elle.ouvrir("/inscription/agents"), 200, "Inscrire vos agents")


def test_un_lien_forge_ou_abime_le_dit(ouvert: Essai, elle: Navigateur) -> None:
    vrai = dernier_lien(ouvert)
    for faux in (vrai[:-1], "/inscription?jeton=", "/inscription?jeton=a.b", "/inscription/x.y"):
        assert dite(elle.ouvrir(faux), 404, "Ce lien n'est pas authentique"), faux


def test_une_adresse_connue_recoit_un_lien_et_rien_ne_dit_laquelle_l_est(
    ouvert: Essai, elle: Navigateur, autre: Navigateur
) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    etrangere, ailleurs, connue = (
        autre.ouvrir("/inscription/nouveau-lien") and autre.envoyer("/nouveau-lien", **saisie)
        for saisie in (
            {**A_NOUS, "courriel": "x@y.fr"},
            {**A_NOUS, "departement": "1"},
            {**A_NOUS, "courriel": COURRIEL.upper()},
        )
    )

    assert etrangere.texte == ailleurs.texte == connue.texte
    assert dite(connue, 200, "Votre demande est prise")
    ouvert.recoit(2)
    assert dite(autre.ouvrir(dernier_lien(ouvert)), 200, "Inscrire vos agents")


def test_une_demande_de_lien_mal_remplie_dit_quoi_reprendre(elle: Navigateur) -> None:
    elle.ouvrir("/inscription/nouveau-lien")
    page = elle.envoyer("/nouveau-lien", departement="999", courriel="accueil")

    assert (page.statut, page.fautes()) == (422, ["departement", "courriel"])
    assert page.par_id("departement")["value"] == "999"


def test_a_trois_liens_par_heure_la_structure_n_en_recoit_pas_d_autre(
    ouvert: Essai, elle: Navigateur, temps: Temps
) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    for _ in range(5):
        elle.ouvrir("/inscription/nouveau-lien")
        assert elle.envoyer("/nouveau-lien", **A_NOUS).h1 == "Votre demande est prise"
    ouvert.recoit(4)

    temps.maintenant += 1200
    elle.ouvrir("/inscription/nouveau-lien")
    elle.envoyer("/nouveau-lien", **A_NOUS)
    ouvert.recoit(5)


def test_quitter_ferme_la_session(ouvert: Essai, elle: Navigateur) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    assert elle.envoyer("/quitter").chemin == "/inscription"

    assert dite(elle.ouvrir("/inscription/agents"), 403, "Ouvrez le lien de votre courriel")


def test_la_session_s_arrete_apres_deux_heures_sans_rien_faire(
    ouvert: Essai, elle: Navigateur
) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    for _ in range(3):
        ouvert.passer(hours=1, minutes=50)
        assert dite(elle.ouvrir("/inscription/agents"), 200, "Inscrire vos agents")
    ouvert.passer(hours=2, minutes=1)

    assert dite(elle.ouvrir("/inscription/agents"), 403, "Ouvrez le lien de votre courriel")
