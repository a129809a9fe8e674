"""Le code officiel géographique : communes, cantons et départements, lus puis chargés."""
