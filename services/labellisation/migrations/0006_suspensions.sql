-- Quand un label fut suspendu, et quand on l'a su.

CREATE TABLE suspensions (
    evenement_id text NOT NULL,
    version integer NOT NULL,
    label_id text NOT NULL,
    debut text NOT NULL,
    fin text NOT NULL,
    connu_du text NOT NULL,
    connu_jusqu_au text NOT NULL,
    PRIMARY KEY (evenement_id, version)
);
