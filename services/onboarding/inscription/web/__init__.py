"""La page d'inscription : pages écrites par le serveur, sans script ni ressource d'ailleurs."""
