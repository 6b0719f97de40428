/**
 * Columns of a row that a LEFT JOIN may not have found: then every one is null. Asking one of them tells TypeScript of the
 * others, if it is null in no row that was found.
 */
export type LeftJoined<Columns> = Columns | { [Name in keyof Columns]: null };
