-- Où en est chaque label.

CREATE TABLE suivi_labels (
    label_id text NOT NULL,
    structure_id text NOT NULL,
    etat text NOT NULL,
    date_effet text NOT NULL,
    ouverte_le text NOT NULL,
    echeance text NOT NULL,
    fin_le text NOT NULL
);

ALTER TABLE ONLY suivi_labels ADD CONSTRAINT suivi_labels_pkey PRIMARY KEY (label_id);
