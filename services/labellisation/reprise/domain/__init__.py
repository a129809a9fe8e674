"""Les décisions de la reprise : ce qu'une ligne de liste change à un dossier."""
