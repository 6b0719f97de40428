-- The first page looks for a run of its recipe.
CREATE INDEX "steering_run_recipe_hash_idx" ON "steering_run"("recipe_hash");
