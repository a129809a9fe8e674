"""L'essai : tout le programme joué sur un tableau, et qui le joue."""
