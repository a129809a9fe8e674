"""Ce que disent ensemble les lignes d'une liste : qui est connue, qui est l'antenne de qui."""
