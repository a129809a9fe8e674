"""L'essai : tout le programme joué sur un tableau par des acteurs simulés."""
