-- Les structures non retenues, et ce qui leur reste à faire.

CREATE TABLE relances (
    structure_id text NOT NULL,
    issue text NOT NULL,
    jusqu_au text NOT NULL,
    levees integer NOT NULL
);

ALTER TABLE relances ADD CONSTRAINT relances_pkey PRIMARY KEY (structure_id);
