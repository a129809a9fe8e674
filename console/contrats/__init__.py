"""Les contrats publiés : schémas, document AsyncAPI, page, vie d'un dossier."""
