"""Le territoire : campagnes de remontée, plans, maillage du réseau, avis des opérateurs."""
