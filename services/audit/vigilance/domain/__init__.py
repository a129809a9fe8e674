"""Le suivi d'une structure labellisée, et la veille sur ses alertes."""
