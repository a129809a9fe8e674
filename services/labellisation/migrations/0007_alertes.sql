-- Les alertes qui attendent le préfet (C.7-7, C.7-14).

CREATE TABLE alertes_du_label (
    label_id text NOT NULL,
    code text NOT NULL,
    structure_id text NOT NULL,
    texte text NOT NULL,
    depuis text NOT NULL
);

ALTER TABLE ONLY alertes_du_label ADD CONSTRAINT alertes_du_label_pkey PRIMARY KEY (label_id, code);
