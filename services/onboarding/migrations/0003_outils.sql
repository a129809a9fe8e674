-- Ce que les agents ont saisi de leur activité (A-126).

CREATE TABLE activites (
    activite_id text NOT NULL,
    structure_id text NOT NULL,
    le text NOT NULL,
    operateur text NOT NULL,
    issue text NOT NULL
);

ALTER TABLE ONLY activites ADD CONSTRAINT activites_pkey PRIMARY KEY (activite_id);
