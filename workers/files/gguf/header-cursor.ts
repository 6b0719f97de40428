import { FeaturescopeError } from "@/domain/errors";

const LONGEST_STRING = 1 << 24;

/** Thrown where a value goes on beyond the bytes that were read so far. */
export class HeaderGoesOn extends Error {}

/** Reads the values of a GGUF header one after the other from its first bytes, never beyond the file. */
export class HeaderCursor {
  private at = 0;
  private readonly view: DataView;
  private readonly utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  /**
   * @param bytes the beginning of the file
   * @param size bytes of the whole file
   */
  constructor(
    private readonly bytes: Uint8Array,
    readonly size: number,
    private readonly name: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.at;
  }

  /** Bytes of the file after this place. */
  get left(): number {
    return this.size - this.at;
  }

  corrupt(what: string): FeaturescopeError {
    return new FeaturescopeError(
      "CORRUPT_FILE",
      `${this.name}: ${what}.`,
      "The file is damaged or not a GGUF file: fetch it again.",
    );
  }

  uint8(): number {
    return this.view.getUint8(this.take(1));
  }
  uint16(): number {
    return this.view.getUint16(this.take(2), true);
  }
  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }
  float32(): number {
    return this.view.getFloat32(this.take(4), true);
  }
  float64(): number {
    return this.view.getFloat64(this.take(8), true);
  }
  uint64(): number {
    return this.safe(this.view.getBigUint64(this.take(8), true));
  }
  int64(): number {
    return this.safe(this.view.getBigInt64(this.take(8), true));
  }

  /** Bytes of UTF-8 after their number. */
  string(): string {
    const length = this.uint64();
    if (length > LONGEST_STRING) throw this.corrupt(`a text of its header claims ${length} bytes`);
    const start = this.take(length);
    try {
      return this.utf8.decode(this.bytes.subarray(start, start + length));
    } catch {
      throw this.corrupt(`a text of its header, at byte ${start}, is not UTF-8`);
    }
  }

  private safe(value: bigint): number {
    if (BigInt.asIntN(54, value) !== value) throw this.corrupt(`its header holds the number ${value}`);
    return Number(value);
  }

  private take(length: number): number {
    const start = this.at;
    if (start + length > this.size) throw this.corrupt("it ends inside of its header (truncated file?)");
    if (start + length > this.bytes.length) throw new HeaderGoesOn();
    this.at += length;
    return start;
  }
}
