-- Les tables du service notifications : son journal, ses positions de lecture, ses tables de lecture.

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

CREATE TABLE courriels (
    courriel_id text NOT NULL,
    structure_id text NOT NULL,
    gabarit text NOT NULL,
    destinataire text NOT NULL,
    adresse text NOT NULL,
    etat text NOT NULL,
    raison text NOT NULL
);

CREATE TABLE echeances (
    cle text NOT NULL,
    le text NOT NULL,
    type text NOT NULL,
    corps text NOT NULL,
    correlation text NOT NULL
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

CREATE TABLE notifications_events (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text,
    state bytea,
    notification_id bigint NOT NULL
)
WITH (autovacuum_enabled='true', autovacuum_vacuum_threshold='100000000', autovacuum_vacuum_scale_factor='0.5', autovacuum_analyze_threshold='1000', autovacuum_analyze_scale_factor='0.01');

CREATE SEQUENCE notifications_events_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE notifications_events_notification_id_seq OWNED BY notifications_events.notification_id;

ALTER TABLE ONLY notifications_events ALTER COLUMN notification_id SET DEFAULT nextval('notifications_events_notification_id_seq'::regclass);

ALTER TABLE cles_personnes ADD CONSTRAINT cles_personnes_pkey PRIMARY KEY (personne_id);

ALTER TABLE courriels ADD CONSTRAINT courriels_pkey PRIMARY KEY (courriel_id);

ALTER TABLE echeances ADD CONSTRAINT echeances_pkey PRIMARY KEY (cle);

ALTER TABLE journal ADD CONSTRAINT journal_pkey PRIMARY KEY (evenement_id, version);

ALTER TABLE lecture_position ADD CONSTRAINT lecture_position_pkey PRIMARY KEY (lecteur);

ALTER TABLE messages_retenus ADD CONSTRAINT messages_retenus_pkey PRIMARY KEY (cle);

ALTER TABLE notifications_events ADD CONSTRAINT notifications_events_pkey PRIMARY KEY (originator_id, originator_version);

CREATE INDEX messages_retenus_ordre ON messages_retenus USING btree (file, sujet, rang);

CREATE UNIQUE INDEX notifications_events_notification_id_idx ON notifications_events USING btree (notification_id);

-- Ce qui est enregistré ne se modifie pas, qui que l'on soit.
CREATE FUNCTION journal_immuable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Le journal des événements ne se modifie pas.';
END $$;

CREATE TRIGGER journal_immuable BEFORE UPDATE OR DELETE OR TRUNCATE ON notifications_events
    FOR EACH STATEMENT EXECUTE FUNCTION journal_immuable();
