"""Après le label : ouverture, mise en demeure, suspension, fin, changements, comptes."""
