-- Le territoire : échéances, campagnes, remontées, lieux, plans, avis, antennes.

CREATE TABLE echeances (
    cle text NOT NULL,
    le text NOT NULL,
    type text NOT NULL,
    corps text NOT NULL,
    correlation text NOT NULL
);

ALTER TABLE echeances ADD CONSTRAINT echeances_pkey PRIMARY KEY (cle);

CREATE TABLE campagnes (
    campagne_id text NOT NULL,
    code text NOT NULL,
    nom text NOT NULL,
    vague text NOT NULL,
    ouverture text NOT NULL,
    cloture text NOT NULL,
    close_le text NOT NULL
);

ALTER TABLE campagnes ADD CONSTRAINT campagnes_pkey PRIMARY KEY (campagne_id);

CREATE TABLE remontees (
    remontee_id text NOT NULL,
    campagne_id text NOT NULL,
    structure_id text NOT NULL,
    departement text NOT NULL,
    recue_le text NOT NULL,
    revisee_le text NOT NULL,
    tardive integer NOT NULL,
    criteres integer NOT NULL,
    agents integer,
    etp double precision
);

ALTER TABLE remontees ADD CONSTRAINT remontees_pkey PRIMARY KEY (remontee_id);

CREATE TABLE lieux (
    structure_id text NOT NULL,
    nom text NOT NULL,
    departement text NOT NULL,
    commune_insee text NOT NULL,
    commune text NOT NULL,
    format text NOT NULL,
    latitude double precision,
    longitude double precision
);

ALTER TABLE lieux ADD CONSTRAINT lieux_pkey PRIMARY KEY (structure_id);

CREATE TABLE plans (
    departement text NOT NULL,
    version integer NOT NULL,
    le text NOT NULL,
    contenu text NOT NULL
);

ALTER TABLE plans ADD CONSTRAINT plans_pkey PRIMARY KEY (departement, version);

CREATE TABLE avis (
    consultation_id text NOT NULL,
    signalement_id text NOT NULL,
    structure_id text NOT NULL,
    departement text NOT NULL,
    operateur text NOT NULL,
    nom text NOT NULL,
    echeance text NOT NULL,
    avis text NOT NULL,
    commentaire text NOT NULL,
    antenne_locale integer,
    rendu_le text NOT NULL,
    tardif integer NOT NULL
);

ALTER TABLE avis ADD CONSTRAINT avis_pkey PRIMARY KEY (consultation_id, operateur);

CREATE TABLE insertions (
    signalement_id text NOT NULL,
    structure_id text NOT NULL,
    voisine text NOT NULL,
    minutes double precision,
    exception text NOT NULL,
    raison text NOT NULL,
    regles text NOT NULL
);

ALTER TABLE insertions ADD CONSTRAINT insertions_pkey PRIMARY KEY (signalement_id);

CREATE TABLE antennes (
    structure_id text NOT NULL,
    departement text NOT NULL,
    operateur text NOT NULL,
    nom text NOT NULL,
    fermee_le text NOT NULL,
    apres_le_label integer NOT NULL
);

ALTER TABLE antennes ADD CONSTRAINT antennes_pkey PRIMARY KEY (structure_id, operateur);
