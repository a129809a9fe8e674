-- Le cadre des visites mystères : de quand à quand chaque label vaut, et fut suspendu (A-030).

CREATE TABLE labels_suivis (
    label_id text NOT NULL,
    structure_id text NOT NULL,
    debut text NOT NULL,
    fin text NOT NULL
);

CREATE TABLE suspensions_suivies (
    label_id text NOT NULL,
    debut text NOT NULL,
    fin text NOT NULL
);

ALTER TABLE ONLY labels_suivis ADD CONSTRAINT labels_suivis_pkey PRIMARY KEY (label_id);

ALTER TABLE ONLY suspensions_suivies ADD CONSTRAINT suspensions_suivies_pkey PRIMARY KEY (label_id, debut);
