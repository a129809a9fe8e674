"""Le relevé : ce qui est dû, notifié et versé aux structures, par fonds et par aide."""
