"""Raccordement d'une structure et de ses agents, formation, outils, référents, convention, annexe.

Le service décide quand une structure a son compte et ses applications, quand la formation d'un
agent est achevée, quand l'annexe d'une structure à la convention de son département est établie,
et si un opérateur a répondu à temps.

Convention-cadre : l'engagement des opérateurs du socle dans un département.
Annexe : la part d'une structure dans cette convention ; établie une fois le socle réuni.
Socle : les opérateurs que toute convention doit réunir, à leur date.
Partenaire : un organisme engagé en plus du socle, dans le département ou dans une structure.
Raccordement : du lien d'inscription à l'ouverture des applications.
Référent : une personne qui répond, ou qui forme, au nom d'un opérateur.
Sollicitation : la demande d'un agent à un opérateur, et le délai de sa réponse.
Bureau de l'agent : une page d'accueil, et la liste des domaines où la recherche va.
"""
