-- Les avis sur une structure, et les labels d'une page, se lisent sans parcourir tous les autres.

CREATE INDEX avis_structure ON avis USING btree (structure_id);

CREATE INDEX labels_label ON labels USING btree (label_id);
