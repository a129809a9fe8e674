"""Les preuves d'un audit : chaque pièce est gardée telle quelle, sous l'empreinte de son contenu.

Pièce : un fichier que l'on dépose. Preuve : une pièce déposée, que citent un constat, une réponse
à une remarque ou des observations.
"""
