"""Les codes de sortie de la commande : tous, et ce qu'ils disent."""

from enum import IntEnum

from console.screen import SORTIE_FERMEE


class Code(IntEnum):
    """Le même sens pour toutes les commandes."""

    FAIT = 0
    A_VOIR = 1
    REFUSE = 2
    INJOIGNABLE = 3
    DEFAUT = 70
    INTERROMPU = 130
    SORTIE_FERMEE = SORTIE_FERMEE


SENS = {
    Code.FAIT: "Fait ; un tableau vide aussi.",
    Code.A_VOIR: "Fait, et quelque chose est à voir : des lignes rejetées (`import`), des preuves "
    "absentes ou altérées (`evidence verify`), un tirage non conforme (`draw verify`), un service "
    "à surveiller (`status`, `doctor`).",
    Code.REFUSE: "Refusé : la demande, un réglage, une règle ou un fichier ne convient pas. La "
    "sortie d'erreur dit quoi et comment y remédier. Pour `status` et `doctor` "
    "aussi : quelque chose est en panne (les outils de supervision lisent ainsi 0, 1 et 2).",
    Code.INJOIGNABLE: "PostgreSQL ou RabbitMQ ne répond pas, ou refuse le compte ; à refaire plus "
    "tard, sans risque.",
    Code.DEFAUT: "Un défaut du programme ; la sortie d'erreur en donne la trace, à signaler.",
    Code.INTERROMPU: "Interrompu au clavier (Ctrl-C).",
    Code.SORTIE_FERMEE: "Ce qui lisait la sortie l'a fermée avant la fin (`| head`).",
}
