-- Le journal du service audit et ses tables de lecture.

CREATE TABLE audit_events (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text,
    state bytea,
    notification_id bigint NOT NULL
)
WITH (autovacuum_enabled='true', autovacuum_vacuum_threshold='100000000', autovacuum_vacuum_scale_factor='0.5', autovacuum_analyze_threshold='1000', autovacuum_analyze_scale_factor='0.01');

CREATE SEQUENCE audit_events_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE audit_events_notification_id_seq OWNED BY audit_events.notification_id;

CREATE TABLE audits (
    audit_id text NOT NULL,
    structure_id text NOT NULL,
    referentiel text NOT NULL,
    etat text NOT NULL,
    motif text NOT NULL
);

CREATE TABLE constats (
    audit_id text NOT NULL,
    critere text NOT NULL,
    resultat text NOT NULL,
    mode text NOT NULL,
    remarque text NOT NULL
);

ALTER TABLE ONLY audit_events ALTER COLUMN notification_id SET DEFAULT nextval('audit_events_notification_id_seq'::regclass);

ALTER TABLE audit_events ADD CONSTRAINT audit_events_pkey PRIMARY KEY (originator_id, originator_version);

ALTER TABLE audits ADD CONSTRAINT audits_pkey PRIMARY KEY (audit_id);

ALTER TABLE constats ADD CONSTRAINT constats_pkey PRIMARY KEY (audit_id, critere);

CREATE UNIQUE INDEX audit_events_notification_id_idx ON audit_events USING btree (notification_id);

CREATE TRIGGER journal_immuable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION journal_immuable();
