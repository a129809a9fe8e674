-- Le journal du service funding et ses tables de lecture.

CREATE TABLE droits (
    label_id text NOT NULL,
    annee integer NOT NULL,
    structure_id text NOT NULL,
    etat text NOT NULL,
    montant_centimes bigint NOT NULL,
    parts_centimes text NOT NULL,
    regles text NOT NULL,
    raison text NOT NULL
);

CREATE TABLE funding_events (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text,
    state bytea,
    notification_id bigint NOT NULL
)
WITH (autovacuum_enabled='true', autovacuum_vacuum_threshold='100000000', autovacuum_vacuum_scale_factor='0.5', autovacuum_analyze_threshold='1000', autovacuum_analyze_scale_factor='0.01');

CREATE SEQUENCE funding_events_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE funding_events_notification_id_seq OWNED BY funding_events.notification_id;

ALTER TABLE ONLY funding_events ALTER COLUMN notification_id SET DEFAULT nextval('funding_events_notification_id_seq'::regclass);

ALTER TABLE droits ADD CONSTRAINT droits_pkey PRIMARY KEY (label_id, annee);

ALTER TABLE funding_events ADD CONSTRAINT funding_events_pkey PRIMARY KEY (originator_id, originator_version);

CREATE UNIQUE INDEX funding_events_notification_id_idx ON funding_events USING btree (notification_id);

CREATE TRIGGER journal_immuable BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_events
    FOR EACH STATEMENT EXECUTE FUNCTION journal_immuable();
