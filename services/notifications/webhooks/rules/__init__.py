"""Ce qui borne un webhook : combien, vers où, de quels faits."""
