/** Object id of the type text, which an array's header names; so are those below. */
const TEXT_OID = 25;
const INT4_OID = 23;
const FLOAT4_OID = 700;
const NULL_LENGTH = -1;

/**
 * Bytes of PostgreSQL's binary COPY format, big-endian: every field is an int32 length and its content
 * (https://www.postgresql.org/docs/18/sql-copy.html, "Binary Format").
 */
export class CopyBuffer {
  private bytes: Buffer;
  length = 0;

  constructor(private readonly capacity: number) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  /** The bytes so far; the buffer starts anew, for the connection keeps what it was given until it is sent. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.bytes = Buffer.allocUnsafe(this.capacity);
    this.length = 0;
    return taken;
  }

  /** Signature, flags and the length of an empty header extension. */
  signature(): void {
    const header = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
    this.reserve(header.length);
    this.length += header.copy(this.bytes, this.length);
  }

  fieldCount(count: number): void {
    this.reserve(2);
    this.length = this.bytes.writeInt16BE(count, this.length);
  }

  endOfRows(): void {
    this.fieldCount(-1);
  }

  null(): void {
    this.reserve(4);
    this.int32(NULL_LENGTH);
  }

  int2(value: number): void {
    requireInteger(value);
    this.reserve(6);
    this.int32(2);
    this.length = this.bytes.writeInt16BE(value, this.length);
  }

  int4(value: number): void {
    requireInteger(value);
    this.reserve(8);
    this.int32(4);
    this.int32(value);
  }

  float4(value: number): void {
    this.reserve(8);
    this.int32(4);
    this.length = this.bytes.writeFloatBE(value, this.length);
  }

  float8(value: number): void {
    this.reserve(12);
    this.int32(8);
    this.length = this.bytes.writeDoubleBE(value, this.length);
  }

  text(value: string): void {
    const size = Buffer.byteLength(value);
    this.reserve(4 + size);
    this.int32(size);
    this.length += this.bytes.write(value, this.length, "utf8");
  }

  /** Version 1 of its binary form: the text after the version. */
  jsonb(value: unknown): void {
    this.bytea(Buffer.from(`\x01${JSON.stringify(value)}`));
  }

  bytea(value: Uint8Array): void {
    this.reserve(4 + value.length);
    this.int32(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  /** One dimension, counted from 1, without nulls; so are the arrays below. */
  textArray(values: readonly string[]): void {
    this.array(TEXT_OID, values, (value) => this.text(value));
  }

  int4Array(values: ArrayLike<number>): void {
    this.array(INT4_OID, values, (value) => this.int4(value));
  }

  float4Array(values: ArrayLike<number>): void {
    this.array(FLOAT4_OID, values, (value) => this.float4(value));
  }

  private array<V>(type: number, values: ArrayLike<V>, write: (value: V) => void): void {
    this.reserve(24);
    const lengthAt = this.length;
    this.int32(0);
    this.int32(values.length === 0 ? 0 : 1);
    this.int32(0);
    this.int32(type);
    if (values.length > 0) {
      this.int32(values.length);
      this.int32(1);
    }
    for (let i = 0; i < values.length; i++) write(values[i] as V);
    this.bytes.writeInt32BE(this.length - lengthAt - 4, lengthAt);
  }

  private int32(value: number): void {
    this.length = this.bytes.writeInt32BE(value, this.length);
  }

  private reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }
}

/** Buffer's own range check lets NaN and fractions through. */
function requireInteger(value: number): void {
  if (!Number.isInteger(value)) throw new RangeError(`${value} is not an integer.`);
}
