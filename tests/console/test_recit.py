"""Comment une histoire se lit : en français, sans nos codes, et sans ce qui n'apprend rien."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from eventsourcing.domain import CanInitAggregate

from console.execution.opened import opened
from console.execution.services import BUILDERS, applications
from console.screen import Ecran
from console.suivi.histoire import (
    Ligne,
    acteur,
    cause,
    condenser,
    justifiee,
    phrase,
    quand,
    recueillir,
    vue,
)
from console.suivi.libelles import DEMANDES, ROLES
from console.tableaux import montrer
from services.funding.forfait.domain.droit import DroitAuForfait
from services.labellisation.dossier.domain.evenements.instruction import StructureNonRetenue
from services.notifications.courriels.domain import PARTIES, Courriel
from services.notifications.courriels.rules.catalogue import Destinataire, charger_catalogue
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.log.journal import sentence
from shared.messages.actors import Role
from shared.runtime.forgetting import CAUSE
from shared.typographie import NBSP
from tests.gwt import LONG_AGO, SUBJECT

CODE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b|\b[a-z]+(?:_[a-z]+)+\b|\b\d{4}-\d\d-\d\d\b")


def ligne(phrase: str, evenement: str = "CritereConstate", **dit: Any) -> Ligne:
    entree = {
        "enregistre_le": "2019-11-04T09:00:00.000000+00:00",
        "survenu_le": "2019-11-04T09:00:00.000000+00:00",
        "evenement_id": "a1",
        "version": 1,
        "evenement": evenement,
        "phrase": phrase,
        "service": "audit",
        "role": "AUDITEUR",
        "acteur": "auditeur CGET 15",
        "cause_type": "ConstaterCriteres",
        "motif": "",
        "regles": "[]",
        **dit,
    }
    return cast(Ligne, entree)


def phrases(*lignes: Ligne) -> list[str]:
    return [each["phrase"] for each in condenser(lignes)]


def constat(code: str, dit: str = "conforme, sur place", **quoi: Any) -> Ligne:
    return ligne(f"Critère constaté {code} : {dit}", **quoi)


def test_les_criteres_conformes_d_un_meme_moment_tiennent_en_une_ligne() -> None:
    non_conforme = "Critère constaté AGT-01 : non conforme, sur place : « 1,3 ETP »"
    assert phrases(
        constat("HOR-01", "conforme, d'après les données publiées"),
        constat("HOR-03"),
        ligne(non_conforme),
        constat("AGT-02"),
        constat("PAR-01", enregistre_le="2019-11-05T09:00:00.000000+00:00"),
    ) == [
        "Critère constaté HOR-01 : conforme, d'après les données publiées",
        "2 critères constatés conformes, sur place",
        non_conforme,
        "Critère constaté PAR-01 : conforme, sur place",
    ]


def test_une_remarque_sur_un_critere_conforme_n_est_jamais_cachee() -> None:
    remarque = "conforme, sur place : « à revoir au printemps »"
    assert len(phrases(constat("HOR-03", remarque), constat("AGT-02"), constat("PAR-01"))) == 2


def test_un_courriel_remis_se_dit_envoye_et_sa_remise_se_tait() -> None:
    demande = ligne("Courriel à envoyer au porteur : label accordé", "CourrielDemande")
    perdu: Ligne = {**demande, "evenement_id": "b2"}
    assert phrases(demande, perdu, ligne("Courriel remis", "CourrielRemis")) == [
        "Courriel envoyé au porteur : label accordé",
        "Courriel à envoyer au porteur : label accordé",
    ]


def test_une_demande_refusee_se_lit_avec_son_motif() -> None:
    refusee = ligne(
        "Demande « LabelliserStructure » refusée : Aucun audit concluant.",
        "MessageRecu",
        cause_type="LabelliserStructure",
        motif="urgence",
        regles='["FS-2019-07", "SOCLE"]',
    )
    assert justifiee(refusee, "par lui").plain == (
        "Demande « labellisation » refusée : Aucun audit concluant. — urgence\n"
        "  par lui\n  règles : FS-2019-07, SOCLE"
    )
    assert cause(refusee) == "labellisation"


@pytest.mark.parametrize(
    ("role", "nom", "dit"),
    [
        ("PREFET", "préfecture du Cantal", "préfecture du Cantal (préfet)"),
        ("AGENCE_NATIONALE", "agence nationale", "agence nationale"),
        ("SERVICE", "funding", "automatique"),
    ],
)
def test_un_acteur_se_nomme_avec_son_role(role: str, nom: str, dit: str) -> None:
    assert acteur(ligne("…", role=role, acteur=nom)) == dit


def test_un_fait_appris_se_lit_en_mots() -> None:
    apprise = ligne("…", cause_type="AccordPréalableDonné")

    assert cause(apprise) == "accord préalable donné"


def test_l_heure_est_celle_de_paris_et_un_fait_plus_ancien_dit_son_jour() -> None:
    en_ete = ligne("…", enregistre_le="2019-07-04T22:30:00+00:00")
    assert quand(ligne("…")) == "04/11/2019 10:00"
    assert quand(en_ete) == "05/07/2019 00:30\n(fait du 04/11/2019)"


@pytest.mark.parametrize("largeur", [60, 80, 119, 120, 200])
def test_a_toute_largeur_aucun_mot_n_est_coupe(largeur: int) -> None:
    dite = ligne(
        "Critère constaté QUA-01 : non conforme",
        regles='["COMPOSITION_EQUIPE@2019-07", "AVIS-OPERATEURS@2019-07"]',
    )
    ecran = Ecran(file=io.StringIO(), record=True, width=largeur)
    montrer(ecran, [vue("Maison des Estives", [dite], None, largeur)])
    imprime = ecran.export_text()
    for mot in ("COMPOSITION_EQUIPE@2019-07", "AVIS-OPERATEURS@2019-07", "04/11/2019 10:00"):
        assert mot in imprime
    assert max(map(len, imprime.splitlines())) <= largeur


def test_chaque_role_et_chaque_demande_ont_leur_nom_francais() -> None:
    asked = {kind.__name__ for app in applications() for kind in app.commands()}
    assert (set(ROLES), set(DEMANDES)) == (set(get_args(Role)), {*asked, CAUSE})


def test_ce_que_les_gens_ecrivent_n_est_jamais_pris_pour_une_mise_en_forme() -> None:
    hostile = ligne("Critère constaté QUA-01 : non conforme : « [/bold] [red]urgent »")
    console = Ecran(file=io.StringIO(), record=True, width=200)
    montrer(console, [vue("Maison [/] des Estives", [hostile], None, 200)])
    imprime = console.export_text()
    assert "[/bold] [red]urgent" in imprime and "Maison [/] des Estives" in imprime


STRUCTURE: dict[str, Any] = {"structure_id": SUBJECT, "structure": {}}
DROIT = {"label_id": SUBJECT, "annee": 2020, "structure": {}}
LIEN = {"lien_id": SUBJECT, "url": "…", "expire_le": datetime(2019, 12, 14, 23, 30, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("event", "dit", "phrase"),
    [
        (
            AnnexeStructure.AnnexeEnAttente,
            {**STRUCTURE, "operateurs_manquants": {"LA_POSTE": "La Poste", "DGFIP": "Finances"}},
            "Annexe en attente : il manque des opérateurs à la convention-cadre "
            "(La Poste, Finances)",
        ),
        (
            AnnexeStructure.OperateursManquantsRevus,
            {"structure_id": SUBJECT, "operateurs_manquants": {"DGFIP": "Finances"}},
            "Annexe toujours en attente : la liste des opérateurs manquants a changé (Finances)",
        ),
        (
            DroitAuForfait.DroitOuvert,
            {
                **DROIT,
                "montant_centimes": 3_000_000,
                "parts_centimes": {},
                "regles": [],
                "source": "",
            },
            "Droit au forfait de fonctionnement ouvert "
            "(30 000,00 € pour 2020 : ventilation à déterminer)",
        ),
        (
            DroitAuForfait.DroitRefuse,
            {**DROIT, "raison": "aucun montant"},
            "Droit au forfait refusé pour 2020 (aucun montant)",
        ),
        (
            Raccordement.LienInscriptionRenouvele,
            {"label_id": SUBJECT, "structure": {}, **LIEN},
            "Nouveau lien d'inscription ouvert ; le précédent ne vaut plus rien "
            "(valable jusqu'au 15 décembre 2019)",
        ),
        (
            Courriel.CourrielSansAdresse,
            {
                "fait_id": SUBJECT,
                "destinataire": "PORTEUR",
                "structure_id": SUBJECT,
                "gabarit": "lien_inscription",
            },
            "Courriel impossible : aucune adresse connue (au porteur : lien d'inscription)",
        ),
        (
            StructureNonRetenue,
            {
                "audit_id": None,
                "motif_principal": "AUTRE",
                "motif_libelle": "niveau insuffisant",
                "issue": "MONTEE_EN_GAMME_REELLE",
                "criteres": [],
                "referentiel": "",
                "fiche": {},
            },
            "Structure non retenue à l'issue de l'audit "
            "(niveau insuffisant ; issue : réelle montée en gamme attendue)",
        ),
    ],
)
def test_un_evenement_se_dit_en_francais(
    event: type[Any], dit: dict[str, Any], phrase: str
) -> None:
    envelope: dict[str, Any] = {
        "originator_id": SUBJECT,
        "originator_version": 1,
        "timestamp": LONG_AGO,
    }
    if issubclass(event, CanInitAggregate):
        envelope["originator_topic"] = ""
    assert sentence(event(**envelope, **dit)).replace(NBSP, " ") == phrase


def test_chaque_courriel_a_un_objet_qui_se_lit() -> None:
    assert all(gabarit.resume for gabarit in charger_catalogue().gabarits.values())
    assert set(PARTIES) == set(get_args(Destinataire))


@pytest.mark.xdist_group("essai")
def test_aucune_histoire_de_l_essai_ne_montre_un_code_ni_une_date_de_machine(essai: Path) -> None:
    with opened(list(BUILDERS), essai) as components:
        structures = components[0].model.query("SELECT structure_id FROM dossiers")
        dites = {
            cellule
            for each in structures
            for racontee in condenser(recueillir(components, each["structure_id"], None))
            for cellule in (phrase(racontee), acteur(racontee), cause(racontee))
        }
    assert len(dites) > 100
    assert [dit for dit in sorted(dites) if CODE.search(dit)] == []
