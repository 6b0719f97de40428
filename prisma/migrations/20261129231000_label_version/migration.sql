-- What tells whether a map is still right: how many labels an SAE has, and when one was changed last. Of a million labels
-- this reads 902 pages of the index instead of 15,159 of the table.
CREATE INDEX "label_sae_id_updated_at_idx" ON "label"("sae_id", "updated_at");
