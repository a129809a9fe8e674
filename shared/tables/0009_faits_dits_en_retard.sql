-- Les faits mis de côté par le relais, puis dits : après d'autres, enregistrés depuis.

CREATE TABLE faits_dits_en_retard (
    rang bigint NOT NULL,
    "position" bigint NOT NULL,
    apres bigint NOT NULL
);

ALTER TABLE faits_dits_en_retard ADD CONSTRAINT faits_dits_en_retard_pkey PRIMARY KEY (rang);

ALTER TABLE faits_dits_en_retard ADD CONSTRAINT faits_dits_en_retard_position_key
    UNIQUE ("position");
