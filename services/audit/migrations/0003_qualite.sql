-- Le contrôle qualité : structures labellisées, satisfaction, alertes, et les dates attendues.

CREATE TABLE structures_suivies (
    structure_id text NOT NULL,
    nom text NOT NULL,
    departement text NOT NULL,
    format text NOT NULL,
    date_effet text NOT NULL,
    retire_le text NOT NULL
);

CREATE TABLE satisfaction (
    campagne_id text NOT NULL,
    public text NOT NULL,
    structure_id text NOT NULL,
    annee integer NOT NULL,
    questionnaire text NOT NULL,
    etat text NOT NULL,
    ouverte_le text NOT NULL,
    cloture_le text NOT NULL,
    reponses integer NOT NULL,
    notees integer NOT NULL,
    points integer NOT NULL,
    interrogees integer NOT NULL,
    reorientees integer NOT NULL,
    derniere_le text NOT NULL
);

CREATE TABLE alertes (
    alerte_id text NOT NULL,
    structure_id text NOT NULL,
    origine text NOT NULL,
    criteres text NOT NULL,
    detail text NOT NULL,
    emise_le text NOT NULL,
    levee_le text NOT NULL
);

CREATE TABLE echeances (
    cle text NOT NULL,
    le text NOT NULL,
    type text NOT NULL,
    corps text NOT NULL,
    correlation text NOT NULL
);

ALTER TABLE structures_suivies ADD CONSTRAINT structures_suivies_pkey PRIMARY KEY (structure_id);

ALTER TABLE satisfaction ADD CONSTRAINT satisfaction_pkey PRIMARY KEY (campagne_id, public);

ALTER TABLE alertes ADD CONSTRAINT alertes_pkey PRIMARY KEY (alerte_id);

ALTER TABLE echeances ADD CONSTRAINT echeances_pkey PRIMARY KEY (cle);
