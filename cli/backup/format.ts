import { z } from "zod";

/**
 * A backup is a gzipped stream of frames: a kind of one byte, the length of what follows (uint32, little-endian), and
 * that. First comes the head, then of each table its name, its rows as COPY writes them, and their count with their
 * SHA-256; the end says that nothing is missing.
 */
export const FRAMES = { head: 1, table: 2, rows: 3, tableEnd: 4, end: 5 } as const;
export type FrameKind = (typeof FRAMES)[keyof typeof FRAMES];

/** A frame is read into memory as a whole, so none is larger. */
export const FRAME_BYTES = 64 * 1024 * 1024;

export const backupHead = z.object({
  format: z.literal("featurescope-backup"),
  version: z.literal(1),
  program: z.string(),
  createdAt: z.iso.datetime(),
  /** What had been applied to the database, in order: a restored one is made by these and then brought up to date. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })).min(1),
});
export type BackupHead = z.infer<typeof backupHead>;

export const tableFrame = z.object({ table: z.string(), columns: z.array(z.string()).min(1) });
export type TableFrame = z.infer<typeof tableFrame>;

export const tableEndFrame = z.object({ rows: z.number().int().min(0), sha256: z.string() });

/** Tables that say what runs now, and nothing that lasts. */
export const LEFT_OUT = ["_prisma_migrations", "worker", "rate_bucket"];

export function frame(kind: FrameKind, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(kind, 0);
  head.writeUInt32LE(content.length, 1);
  return Buffer.concat([head, content]);
}

export const jsonFrame = (kind: FrameKind, content: unknown): Buffer =>
  frame(kind, Buffer.from(JSON.stringify(content)));
