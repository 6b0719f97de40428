import { FeaturescopeError } from "@/domain/errors";

interface Kind {
  title: string;
  /** Bytes at `at` that files of this kind have. */
  mark: readonly number[];
  at?: number;
  hint: string;
}

const ascii = (text: string) => Array.from(text, (c) => c.charCodeAt(0));
const EXTRACT = "Unpack it, and give the file of texts in it.";
const REPACK = "Unpack it, or pack it with gzip or zstd.";
const AS_TEXT = "Save its text as .txt, or as JSON lines with a text a line.";
const AS_PARQUET =
  "Save it as parquet or as JSON lines; the datasets package does so with to_parquet and to_json.";
const PICTURE = "A corpus holds texts: give plain text, JSON lines, JSON, CSV or parquet.";
const WEIGHTS = "It holds weights: give the file of texts that the model should read.";
const AS_UTF8 = "Save it as UTF-8.";

/** What people have beside texts, by the first bytes; longer marks first where one begins like another. */
const REFUSED: readonly Kind[] = [
  { title: "text in UTF-32", mark: [0xff, 0xfe, 0, 0], hint: AS_UTF8 },
  { title: "text in UTF-32", mark: [0, 0, 0xfe, 0xff], hint: AS_UTF8 },
  { title: "a zip archive (or .docx, .xlsx, .epub, .pt)", mark: [0x50, 0x4b, 3, 4], hint: EXTRACT },
  { title: "an empty zip archive", mark: [0x50, 0x4b, 5, 6], hint: EXTRACT },
  { title: "a 7z archive", mark: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], hint: EXTRACT },
  { title: "a RAR archive", mark: ascii("Rar!\x1a\x07"), hint: EXTRACT },
  { title: "a tar archive", mark: ascii("ustar"), at: 257, hint: EXTRACT },
  { title: "packed with bzip2", mark: ascii("BZh"), hint: REPACK },
  { title: "packed with xz", mark: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], hint: REPACK },
  { title: "packed with lz4", mark: [4, 0x22, 0x4d, 0x18], hint: REPACK },
  { title: "a PDF document", mark: ascii("%PDF-"), hint: AS_TEXT },
  { title: "a document in RTF", mark: ascii("{\\rtf"), hint: AS_TEXT },
  { title: "an older Office document", mark: [0xd0, 0xcf, 0x11, 0xe0], hint: AS_TEXT },
  { title: "an Arrow file", mark: ascii("ARROW1"), hint: AS_PARQUET },
  { title: "an Arrow stream", mark: [0xff, 0xff, 0xff, 0xff], hint: AS_PARQUET },
  { title: "an ORC file", mark: ascii("ORC"), hint: AS_PARQUET },
  { title: "an Avro file", mark: ascii("Obj\x01"), hint: AS_PARQUET },
  { title: "an HDF5 file", mark: [0x89, 0x48, 0x44, 0x46], hint: AS_PARQUET },
  { title: "a NumPy array", mark: [0x93, ...ascii("NUMPY")], hint: AS_PARQUET },
  { title: "an SQLite database", mark: ascii("SQLite format 3\0"), hint: AS_PARQUET },
  { title: "a safetensors file", mark: [0, 0, 0, 0, 0x7b], at: 4, hint: WEIGHTS },
  { title: "a GGUF file", mark: ascii("GGUF"), hint: WEIGHTS },
  { title: "a PNG picture", mark: [0x89, 0x50, 0x4e, 0x47], hint: PICTURE },
  { title: "a JPEG picture", mark: [0xff, 0xd8, 0xff], hint: PICTURE },
  { title: "a GIF picture", mark: ascii("GIF8"), hint: PICTURE },
  { title: "a WebP picture or a sound (RIFF)", mark: ascii("RIFF"), hint: PICTURE },
  { title: "a TIFF picture", mark: [0x49, 0x49, 0x2a, 0], hint: PICTURE },
  { title: "a TIFF picture", mark: [0x4d, 0x4d, 0, 0x2a], hint: PICTURE },
];

/** Bytes that are enough to tell. */
export const MARK_BYTES = 4096;
/** Text has no NUL; in UTF-16 about every other byte is one. */
const MOST_NULS = 1 / 50;

/** Throws UNSUPPORTED, with what to do, where a file is no text. @param start its first bytes, unpacked */
export function refuseOtherKinds(file: string, start: Uint8Array): void {
  const found = REFUSED.find(({ mark, at = 0 }) => mark.every((byte, i) => start[at + i] === byte));
  if (found)
    throw new FeaturescopeError("UNSUPPORTED", `${file} is not read: it is ${found.title}.`, found.hint);
}

/** Throws UNSUPPORTED where the bytes are those of no text in an encoding of one byte a character, or of UTF-8. */
export function refuseBinary(file: string, start: Uint8Array): void {
  const nuls = start.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (nuls > start.length * MOST_NULS)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${file} is not read: ${nuls} of its first ${start.length} bytes are NUL, so it is no text, or text in UTF-16 without a mark.`,
      "Name the encoding with --encoding (utf-16le or utf-16be), or give plain text, JSON lines, JSON, CSV or parquet.",
    );
}
