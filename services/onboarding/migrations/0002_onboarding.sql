-- Le journal du service onboarding et ses tables de lecture.

CREATE TABLE annexes (
    structure_id text NOT NULL,
    etat text NOT NULL,
    reference text NOT NULL,
    manquants text NOT NULL,
    fichier_pdf text NOT NULL,
    fichier_docx text NOT NULL
);

CREATE TABLE echeances (
    cle text NOT NULL,
    le text NOT NULL,
    type text NOT NULL,
    corps text NOT NULL,
    correlation text NOT NULL
);

CREATE TABLE onboarding_events (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text,
    state bytea,
    notification_id bigint NOT NULL
)
WITH (autovacuum_enabled='true', autovacuum_vacuum_threshold='100000000', autovacuum_vacuum_scale_factor='0.5', autovacuum_analyze_threshold='1000', autovacuum_analyze_scale_factor='0.01');

CREATE SEQUENCE onboarding_events_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE onboarding_events_notification_id_seq OWNED BY onboarding_events.notification_id;

CREATE TABLE raccordements (
    structure_id text NOT NULL,
    etat text NOT NULL,
    expire_le text NOT NULL,
    agents integer NOT NULL
);

ALTER TABLE ONLY onboarding_events ALTER COLUMN notification_id SET DEFAULT nextval('onboarding_events_notification_id_seq'::regclass);

ALTER TABLE annexes ADD CONSTRAINT annexes_pkey PRIMARY KEY (structure_id);

ALTER TABLE echeances ADD CONSTRAINT echeances_pkey PRIMARY KEY (cle);

ALTER TABLE onboarding_events ADD CONSTRAINT onboarding_events_pkey PRIMARY KEY (originator_id, originator_version);

ALTER TABLE raccordements ADD CONSTRAINT raccordements_pkey PRIMARY KEY (structure_id);

CREATE UNIQUE INDEX onboarding_events_notification_id_idx ON onboarding_events USING btree (notification_id);

CREATE TRIGGER journal_immuable BEFORE UPDATE OR DELETE OR TRUNCATE ON onboarding_events
    FOR EACH STATEMENT EXECUTE FUNCTION journal_immuable();
