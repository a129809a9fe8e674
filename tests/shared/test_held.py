"""Ce qu'un processus retient de la base : à quel âge, pour quel message, et ce qui se vérifie."""

from dataclasses import dataclass, field

import pytest

from shared.recording.held import Held, Viewed, views


@dataclass
class Base:
    """Une base qu'un autre processus change, et l'heure qu'il est, en secondes."""

    dit: str = "avant"
    heure: float = 100.0
    lectures: list[str] = field(default_factory=list)

    def lire(self) -> str:
        self.lectures.append(self.dit)
        return self.dit

    def retenue(self, secondes: float = 1.0) -> Held[str]:
        return Held(self.lire, secondes, lambda: self.heure)


@pytest.fixture
def base() -> Base:
    return Base()


def test_pendant_une_seconde_la_base_n_est_interrogee_qu_une_fois(base: Base) -> None:
    retenue = base.retenue()

    for heure in (100.0, 100.5, 101.0):
        base.heure = heure
        assert retenue.view().value == "avant"

    assert base.lectures == ["avant"]


def test_un_message_qui_ne_demande_rien_ne_lit_rien(base: Base) -> None:
    base.retenue().view()

    assert base.lectures == []


def test_passe_une_seconde_le_message_suivant_voit_ce_qu_un_autre_processus_a_change(
    base: Base,
) -> None:
    retenue = base.retenue()
    assert retenue.view().value == "avant"

    base.dit, base.heure = "après", 101.1

    assert retenue.view().value == "après"


def test_un_message_voit_la_meme_chose_jusqu_a_sa_fin_et_le_suivant_non(base: Base) -> None:
    retenue = base.retenue()
    en_cours = retenue.view()
    assert en_cours.value == "avant"

    base.dit, base.heure = "après", 105.0
    assert retenue.view().value == "après"

    assert en_cours.value == "avant"


def test_une_absence_se_verifie_dans_la_base_une_fois_par_message(base: Base) -> None:
    retenue = base.retenue()
    retenue.view().checked()
    base.dit, base.heure = "après", 100.5

    en_cours = retenue.view()

    assert [en_cours.value, en_cours.checked(), en_cours.checked()] == ["avant", "après", "après"]
    assert en_cours.value == "après"
    assert base.lectures == ["avant", "après"]


def test_ce_qui_vient_d_etre_lu_pour_le_message_est_deja_verifie(base: Base) -> None:
    en_cours = base.retenue().view()

    assert (en_cours.value, en_cours.checked()) == ("avant", "avant")
    assert base.lectures == ["avant"]


def test_ce_qui_se_trouve_perime_est_relu_par_le_message_suivant(base: Base) -> None:
    retenue = base.retenue()
    en_cours = retenue.view()
    assert en_cours.value == "avant"
    base.dit = "après"

    en_cours.forget()

    assert retenue.view().value == "après"


def test_sans_delai_chaque_message_relit(base: Base) -> None:
    retenue = base.retenue(0.0)
    assert retenue.view().value == "avant"
    base.dit, base.heure = "après", 100.001

    assert retenue.view().value == "après"


def test_un_traitement_recoit_une_vue_de_ce_qui_est_retenu_et_le_reste_tel_quel() -> None:
    class Retenu(Viewed):
        def view(self) -> str:
            return "une vue"

    regles = object()

    assert views({"geographie": Retenu(), "regles": regles}) == {
        "geographie": "une vue",
        "regles": regles,
    }
