-- Le journal du service notifications et ses tables de lecture.

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

ALTER TABLE courriels ADD CONSTRAINT courriels_pkey PRIMARY KEY (courriel_id);

ALTER TABLE echeances ADD CONSTRAINT echeances_pkey PRIMARY KEY (cle);

ALTER TABLE notifications_events ADD CONSTRAINT notifications_events_pkey PRIMARY KEY (originator_id, originator_version);

CREATE UNIQUE INDEX notifications_events_notification_id_idx ON notifications_events USING btree (notification_id);

CREATE TRIGGER journal_immuable BEFORE UPDATE OR DELETE OR TRUNCATE ON notifications_events
    FOR EACH STATEMENT EXECUTE FUNCTION journal_immuable();
