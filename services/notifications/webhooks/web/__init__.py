"""Livrer les faits : signer, envoyer, réessayer, garder ce qui n'est pas pris."""
