-- Les demandes que le service s'adresse à lui-même à une date : le droit de l'année suivante.

CREATE TABLE echeances (
    cle text NOT NULL,
    le text NOT NULL,
    type text NOT NULL,
    corps text NOT NULL,
    correlation text NOT NULL
);

ALTER TABLE ONLY echeances ADD CONSTRAINT echeances_pkey PRIMARY KEY (cle);
