"""L'exécution : services embarqués, processus, accès à distance."""
