"""Un tirage de visites mystères, et l'algorithme que chacun peut refaire."""
