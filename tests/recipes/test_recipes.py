"""Each recipe of docs/changer.md, applied to a copy of the house, does what it says."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, ROOT
from tests.recipes.recipes import Recipe, recipes

MOST = 8
RECIPES = recipes()
every_recipe = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of what runs, alone in a folder."""
    for package in PACKAGES:
        kept = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=kept)
    return tmp_path


def run(house: Path, *words: str, given: str) -> str:
    done = subprocess.run(
        words, cwd=house, input=given, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def look(house: Path, recipe: Recipe) -> str:
    return run(house, sys.executable, "-W", "ignore", "-", given=recipe.look)


def test_three_changes_have_their_recipe() -> None:
    assert [each.title for each in RECIPES] == [
        "Another lump sum from a date",
        "Another criterion in the grid",
        "A new fact that sends an e-mail",
    ]


@every_recipe
def test_a_recipe_touches_the_files_that_its_title_counts(recipe: Recipe) -> None:
    assert len(recipe.touched) == recipe.files <= MOST


@every_recipe
def test_a_recipe_applied_to_the_house_does_what_it_says(recipe: Recipe, house: Path) -> None:
    run(house, "git", "apply", "-", given=recipe.change)

    assert look(house, recipe) == recipe.seen


def test_another_lump_sum_is_only_data() -> None:
    assert {Path(name).suffix for name in RECIPES[0].touched} == {".yaml"}


def test_without_its_change_a_recipe_shows_something_else(house: Path) -> None:
    assert look(house, RECIPES[0]) != RECIPES[0].seen
