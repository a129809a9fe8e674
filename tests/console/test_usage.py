"""Une commande mal tapée se comprend : une phrase, en français, et rien n'est fait."""

import pytest

from tests.console.conftest import Commande

JOUR = "un jour qui existe, AAAA-MM-JJ"
CAS = {
    "commande inconnue": (("comptes",), "« comptes » n'est pas attendu ici"),
    "sous-commande inconnue": (("messages", "voir"), "« voir » n'est pas attendu ici"),
    "apostrophe": (("l'essai",), "« l'essai » n'est pas attendu ici"),
    "mot de trop": (("status", "zut"), "« zut » n'est pas attendu ici"),
    "option inconnue": (("counts", "--aux", "2020-01-01"), "L'option --aux n'existe pas"),
    "option sans valeur": (("counts", "--au"), "L'option --au veut une valeur"),
    "argument absent": (("history",), "Il manque STRUCTURE"),
    "option absente": (("counts",), "Il manque --au"),
    "jour": (("counts", "--au", "2020-02-30"), f"pour --au, « 2020-02-30 » : il faut {JOUR}"),
    "instant": (("republish", "--depuis", "hier"), "il faut un instant, AAAA-MM-JJ HH:MM:SS"),
    "entier": (("load-geography", "--millesime", "x"), "« x » : il faut un nombre entier"),
    "UUID": (("draw", "targets", "x"), "pour TIRAGE, « x » : il faut un identifiant UUID"),
    "choix": (("status", "--format", "xml"), "« xml » : il faut table ou csv ou json"),
    "autre choix": (("accounts", "list", "--format", "xml"), "il faut table ou csv ou json"),
    "port": (("mailbox", "--port", "65536"), "il faut un nombre entier, de 0 à 65535"),
    "limite": (("messages", "list", "--limite", "-1"), "un nombre entier, 0 au moins"),
    "balise": (("counts", "--au", "[red]\x1b"), "« [red]<U+001B> »"),
    "octet étranger": (("history", "Mo\udce9lan"), "« Mo<U+DCE9>lan » n'est pas en UTF-8"),
}


@pytest.mark.parametrize("cas", CAS)
def test_une_demande_mal_tapee_se_dit_en_une_phrase(cas: str, france_services: Commande) -> None:
    mots, dite = CAS[cas]

    reponse = france_services(*mots)

    assert (reponse.code, reponse.sortie) == (2, "")
    assert reponse.erreur.startswith("Refusé : ")
    assert dite in reponse.erreur, reponse.erreur


def test_sans_rien_demander_l_aide_est_montree(france_services: Commande) -> None:
    reponse = france_services()

    assert reponse.code == 2
    assert "Piloter" in reponse.sortie and "Refusé" not in reponse.erreur
