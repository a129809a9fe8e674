"""Les enquêtes annuelles de satisfaction : campagnes, réponses, indicateur (A-026)."""
