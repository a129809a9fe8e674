-- Les avis sur une structure se lisent sans parcourir ceux de toutes.

CREATE INDEX avis_structure ON avis USING btree (structure_id);
