/** Lists of features: what they hold, at most. */
export const LIST_TITLE_LIMIT = 120;
export const LIST_NOTE_LIMIT = 4_000;
export const ITEM_NOTE_LIMIT = 500;
export const LIST_ITEMS_LIMIT = 1_000;
