-- Le journal du service labellisation et ses tables de lecture.

CREATE TABLE communes (
    code text NOT NULL,
    nom text NOT NULL,
    departement text NOT NULL,
    departement_nom text NOT NULL,
    canton_code text NOT NULL,
    canton text NOT NULL,
    epci text NOT NULL,
    latitude double precision,
    longitude double precision,
    code_actuel text NOT NULL
);

CREATE TABLE dossiers (
    structure_id text NOT NULL,
    matricule text NOT NULL,
    nom text NOT NULL,
    departement text NOT NULL,
    commune text NOT NULL,
    format text NOT NULL,
    origine text NOT NULL,
    etat text NOT NULL,
    motif text NOT NULL,
    date_effet text NOT NULL
);

CREATE TABLE labellisation_events (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text,
    state bytea,
    notification_id bigint NOT NULL
)
WITH (autovacuum_enabled='true', autovacuum_vacuum_threshold='100000000', autovacuum_vacuum_scale_factor='0.5', autovacuum_analyze_threshold='1000', autovacuum_analyze_scale_factor='0.01');

CREATE SEQUENCE labellisation_events_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE labellisation_events_notification_id_seq OWNED BY labellisation_events.notification_id;

CREATE TABLE millesimes (
    millesime integer NOT NULL,
    empreintes text NOT NULL,
    communes integer NOT NULL
);

ALTER TABLE ONLY labellisation_events ALTER COLUMN notification_id SET DEFAULT nextval('labellisation_events_notification_id_seq'::regclass);

ALTER TABLE communes ADD CONSTRAINT communes_pkey PRIMARY KEY (code);

ALTER TABLE dossiers ADD CONSTRAINT dossiers_pkey PRIMARY KEY (structure_id);

ALTER TABLE labellisation_events ADD CONSTRAINT labellisation_events_pkey PRIMARY KEY (originator_id, originator_version);

ALTER TABLE millesimes ADD CONSTRAINT millesimes_pkey PRIMARY KEY (millesime);

CREATE UNIQUE INDEX labellisation_events_notification_id_idx ON labellisation_events USING btree (notification_id);

CREATE TRIGGER journal_immuable BEFORE UPDATE OR DELETE OR TRUNCATE ON labellisation_events
    FOR EACH STATEMENT EXECUTE FUNCTION journal_immuable();
