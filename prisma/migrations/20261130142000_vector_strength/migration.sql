-- A vector that came as numbers may come with the strength at which its maker steers; null where nothing was said.
ALTER TABLE "steering_vector" ADD COLUMN "strength" DOUBLE PRECISION;
