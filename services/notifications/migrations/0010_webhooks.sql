-- Les webhooks des comptes, et jusqu'où chacun a lu les faits de chaque service.

CREATE TABLE webhooks (
    webhook_id text NOT NULL,
    compte text NOT NULL,
    services text NOT NULL,
    types text NOT NULL,
    etat text NOT NULL
);

CREATE TABLE webhooks_lus (
    webhook_id text NOT NULL,
    service text NOT NULL,
    curseur text NOT NULL
);

ALTER TABLE ONLY webhooks ADD CONSTRAINT webhooks_pkey PRIMARY KEY (webhook_id);

ALTER TABLE ONLY webhooks_lus ADD CONSTRAINT webhooks_lus_pkey PRIMARY KEY (webhook_id, service);
