-- Les événements qu'un lecteur du journal n'a pas su utiliser, et ce qui attend derrière eux.

CREATE TABLE evenements_mis_de_cote (
    lecteur text NOT NULL,
    "position" bigint NOT NULL,
    evenement text NOT NULL,
    agregat text NOT NULL,
    version bigint NOT NULL,
    structure_id text NOT NULL,
    etat text NOT NULL,
    cause text NOT NULL,
    erreur text NOT NULL,
    tentatives integer NOT NULL,
    code text NOT NULL,
    premier_echec text NOT NULL,
    dernier_echec text NOT NULL,
    prochain_essai text NOT NULL,
    auteur text NOT NULL,
    motif text NOT NULL
);

ALTER TABLE evenements_mis_de_cote ADD CONSTRAINT evenements_mis_de_cote_pkey
    PRIMARY KEY (lecteur, "position");

CREATE INDEX evenements_mis_de_cote_structure
    ON evenements_mis_de_cote USING btree (lecteur, structure_id, "position");

CREATE INDEX evenements_mis_de_cote_agregat
    ON evenements_mis_de_cote USING btree (lecteur, agregat, "position");

CREATE INDEX evenements_mis_de_cote_essai
    ON evenements_mis_de_cote USING btree (etat, prochain_essai);
