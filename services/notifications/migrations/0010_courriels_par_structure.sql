-- Les courriels d'une structure se lisent sans parcourir ceux de toutes.

CREATE INDEX courriels_structure ON courriels USING btree (structure_id);
