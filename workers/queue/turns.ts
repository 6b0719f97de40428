/**
 * When an SAE's work has its turn, within the level of its job (PRIORITY_LEVELS in domain/jobs.ts). Work of one turn is
 * taken in the order in which it was asked for, and a shard's turn is its number: of several collections the one that has
 * got least goes on, and whoever comes last has caught up first.
 */

/** Pages should fill in: what has been read is shown before more is read. */
export const MERGE_TURN = -1;
/** Directions and maps take seconds, and every page gains from them. */
export const MAP_TURN = -2;
/** Co-activations, and the names of clusters. */
export const RELATED_TURN = 100;
/** For one panel, while dashboards are for every page. */
export const QUALITY_TURN = 200;
export const LABEL_TURN = 300;
/** Reads what labels have been given. */
export const SAFETY_TURN = 310;
/** For one page, and minutes of work. */
export const EVALUATION_TURN = 320;

/** The last level and this turn are within 16 bits. */
const LAST_TURN = 7_700;
export const shardTurn = (shard: number): number => Math.min(shard, LAST_TURN);
