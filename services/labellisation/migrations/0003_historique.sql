-- L'histoire reprise des listes publiées, et les labels avec leurs dates.

CREATE TABLE labels (
    evenement_id text NOT NULL,
    version integer NOT NULL,
    structure_id text NOT NULL,
    label_id text NOT NULL,
    departement text NOT NULL,
    categorie text NOT NULL,
    origine text NOT NULL,
    debut text NOT NULL,
    fin text NOT NULL,
    connu_du text NOT NULL,
    connu_jusqu_au text NOT NULL,
    PRIMARY KEY (evenement_id, version)
);

CREATE TABLE releves (
    structure_id text NOT NULL,
    matricule text NOT NULL,
    commune_insee text NOT NULL,
    nom text NOT NULL,
    adresse text NOT NULL,
    latitude double precision,
    longitude double precision,
    premiere text NOT NULL,
    absente_le text NOT NULL,
    PRIMARY KEY (structure_id)
);

CREATE TABLE apports (
    evenement_id text NOT NULL,
    version integer NOT NULL,
    fichier text NOT NULL,
    ligne integer NOT NULL,
    nom text NOT NULL,
    nature text NOT NULL,
    changements text NOT NULL,
    PRIMARY KEY (evenement_id, version)
);
