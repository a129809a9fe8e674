-- Ce que la base de chaque service contient : clés, histoire, positions, messages retenus.

CREATE TYPE stored_event_uuid AS (
	originator_id uuid,
	originator_version bigint,
	topic text,
	state bytea
);

CREATE TABLE cles_personnes (
    personne_id text NOT NULL,
    cle_chiffree text NOT NULL,
    maitresse text NOT NULL,
    creee_le text NOT NULL,
    detruite_le text NOT NULL
);

CREATE TABLE journal (
    evenement_id text NOT NULL,
    version integer NOT NULL,
    structure_id text NOT NULL,
    enregistre_le text NOT NULL,
    survenu_le text NOT NULL,
    evenement text NOT NULL,
    phrase text NOT NULL,
    role text NOT NULL,
    acteur text NOT NULL,
    cause text NOT NULL,
    cause_type text NOT NULL,
    motif text NOT NULL,
    regles text NOT NULL
);

CREATE TABLE lecture_position (
    lecteur text NOT NULL,
    "position" bigint NOT NULL
);

CREATE TABLE messages_retenus (
    cle text NOT NULL,
    file text NOT NULL,
    rang integer NOT NULL,
    type text NOT NULL,
    sujet text NOT NULL,
    corps text NOT NULL,
    entetes text NOT NULL,
    reponse_a text NOT NULL,
    reponse_id text NOT NULL,
    etat text NOT NULL,
    cause text NOT NULL,
    erreur text NOT NULL,
    tentatives integer NOT NULL,
    vus integer NOT NULL,
    premier_echec text NOT NULL,
    dernier_echec text NOT NULL,
    prochain_essai text NOT NULL
);

ALTER TABLE cles_personnes ADD CONSTRAINT cles_personnes_pkey PRIMARY KEY (personne_id);

ALTER TABLE journal ADD CONSTRAINT journal_pkey PRIMARY KEY (evenement_id, version);

ALTER TABLE lecture_position ADD CONSTRAINT lecture_position_pkey PRIMARY KEY (lecteur);

ALTER TABLE messages_retenus ADD CONSTRAINT messages_retenus_pkey PRIMARY KEY (cle);

CREATE INDEX messages_retenus_ordre ON messages_retenus USING btree (file, sujet, rang);

-- Ce qui est enregistré ne se modifie pas, qui que l'on soit.
CREATE FUNCTION journal_immuable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Le journal des événements ne se modifie pas.';
END $$;
