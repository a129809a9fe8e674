"""Ce qui est notifié et versé d'un droit au forfait, et les demandes qui le disent."""
