/**
 * Python's pickle, restricted to data: numbers, strings, lists, tuples, dictionaries, and the few globals that the
 * caller names. Nothing is ever imported or called that is not in that list.
 * Source: the opcodes of CPython's pickletools.py (protocols 2 to 5).
 */
import { FeaturescopeError } from "@/domain/errors";

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Opaque;

/** A value that only the caller's globals make and understand. */
export class Opaque {
  constructor(
    readonly kind: string,
    readonly content: unknown,
  ) {}
}

export interface PickleOptions {
  /** For messages. */
  name: string;
  /** What the allowed globals are, by "module.name"; functions are called with the tuple of arguments. */
  globals: ReadonlyMap<string, PickleValue | ((args: PickleValue[]) => PickleValue)>;
  /** Turns a persistent id into its value. */
  persistent: (id: PickleValue) => PickleValue;
}

interface Callable {
  name: string;
  call: (args: PickleValue[]) => PickleValue;
}
const MARK = Symbol("mark");
type Item = PickleValue | Callable | typeof MARK;

const isCallable = (item: Item | undefined): item is Callable =>
  typeof item === "object" && item !== null && "call" in item && typeof item.call === "function";

/** Throws CORRUPT_FILE for a broken stream, UNSUPPORTED that names a global which is not allowed. */
export function unpickle(bytes: Uint8Array, options: PickleOptions): PickleValue {
  return new Unpickler(bytes, options).run();
}

class Unpickler {
  private at = 0;
  private readonly view: DataView;
  private readonly stack: Item[] = [];
  private readonly memo = new Map<number, Item>();
  private readonly utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  constructor(
    private readonly bytes: Uint8Array,
    private readonly options: PickleOptions,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): PickleValue {
    try {
      for (;;) {
        const opcode = this.bytes[this.at++];
        if (opcode === 0x2e) return this.popValue(); // STOP
        this.step(opcode);
      }
    } catch (error) {
      if (error instanceof FeaturescopeError) throw error;
      throw this.corrupt(`the pickle is broken at byte ${this.at}`);
    }
  }

  private step(opcode: number | undefined): void {
    const { stack } = this;
    switch (opcode) {
      case 0x80: // PROTO
        this.take(1);
        return;
      case 0x95: // FRAME
        this.take(8);
        return;
      case 0x28: // MARK
        stack.push(MARK);
        return;
      case 0x30: // POP
        this.pop();
        return;
      case 0x31: // POP_MARK
        this.popMark();
        return;
      case 0x32: // DUP
        stack.push(this.top());
        return;
      case 0x4e: // NONE
        stack.push(null);
        return;
      case 0x88: // NEWTRUE
        stack.push(true);
        return;
      case 0x89: // NEWFALSE
        stack.push(false);
        return;
      case 0x4b: // BININT1
        stack.push(this.view.getUint8(this.take(1)));
        return;
      case 0x4d: // BININT2
        stack.push(this.view.getUint16(this.take(2), true));
        return;
      case 0x4a: // BININT
        stack.push(this.view.getInt32(this.take(4), true));
        return;
      case 0x8a: // LONG1
        stack.push(this.long(this.view.getUint8(this.take(1))));
        return;
      case 0x47: // BINFLOAT
        stack.push(this.view.getFloat64(this.take(8)));
        return;
      case 0x8c: // SHORT_BINUNICODE
        stack.push(this.string(this.view.getUint8(this.take(1))));
        return;
      case 0x58: // BINUNICODE
        stack.push(this.string(this.view.getUint32(this.take(4), true)));
        return;
      case 0x43: // SHORT_BINBYTES
        stack.push(this.raw(this.view.getUint8(this.take(1))));
        return;
      case 0x42: // BINBYTES
        stack.push(this.raw(this.view.getUint32(this.take(4), true)));
        return;
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        stack.push([]);
        return;
      case 0x7d: // EMPTY_DICT
        stack.push(new Map());
        return;
      case 0x85: // TUPLE1, 2, 3
      case 0x86:
      case 0x87:
        stack.push(this.popValues(opcode - 0x84));
        return;
      case 0x74: // TUPLE
      case 0x6c: // LIST
        stack.push(this.popMark());
        return;
      case 0x64: // DICT
        stack.push(this.fill(new Map(), this.popMark()));
        return;
      case 0x61: // APPEND
        this.list(this.popValues(1));
        return;
      case 0x65: // APPENDS
        this.list(this.popMark());
        return;
      case 0x73: // SETITEM
        this.dictionary(this.popValues(2));
        return;
      case 0x75: // SETITEMS
        this.dictionary(this.popMark());
        return;
      case 0x71: // BINPUT
        this.memo.set(this.view.getUint8(this.take(1)), this.top());
        return;
      case 0x72: // LONG_BINPUT
        this.memo.set(this.view.getUint32(this.take(4), true), this.top());
        return;
      case 0x94: // MEMOIZE
        this.memo.set(this.memo.size, this.top());
        return;
      case 0x68: // BINGET
        this.recall(this.view.getUint8(this.take(1)));
        return;
      case 0x6a: // LONG_BINGET
        this.recall(this.view.getUint32(this.take(4), true));
        return;
      case 0x63: // GLOBAL
        this.global(`${this.line()}.${this.line()}`);
        return;
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.popValues(2);
        this.global(`${this.text(module)}.${this.text(name)}`);
        return;
      }
      case 0x52: // REDUCE
        this.reduce();
        return;
      case 0x62: // BUILD
        this.build();
        return;
      case 0x51: // BINPERSID
        stack.push(this.options.persistent(this.popValue()));
        return;
      default:
        throw this.corrupt(
          opcode === undefined
            ? "the pickle ends too early"
            : `the pickle uses the operation 0x${opcode.toString(16)}, which data never needs`,
        );
    }
  }

  private global(name: string): void {
    const { globals } = this.options;
    const found = globals.get(name);
    if (found === undefined)
      throw new FeaturescopeError(
        "UNSUPPORTED",
        `${this.options.name} names "${name}", which is refused: a pickle can run any program.`,
        "Only tensors and plain data are read. Save the state dictionary, or better a safetensors file.",
      );
    this.stack.push(typeof found === "function" ? { name, call: found } : found);
  }

  private reduce(): void {
    const args = this.popValue();
    const callable = this.pop();
    if (!isCallable(callable) || !Array.isArray(args))
      throw this.corrupt("the pickle calls what is no function");
    this.stack.push(callable.call(args));
  }

  /** Attributes of an object: PyTorch gives its dictionaries "_metadata", which says nothing about tensors. */
  private build(): void {
    this.popValue();
    if (!(this.top() instanceof Map))
      throw this.corrupt("the pickle sets attributes of what is no dictionary");
  }

  private list(items: PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw this.corrupt("the pickle appends to what is no list");
    for (const item of items) list.push(item);
  }

  private dictionary(items: PickleValue[]): void {
    const map = this.top();
    if (!(map instanceof Map)) throw this.corrupt("the pickle sets items of what is no dictionary");
    this.fill(map, items);
  }

  private fill(map: Map<PickleValue, PickleValue>, items: PickleValue[]): Map<PickleValue, PickleValue> {
    if (items.length % 2 === 1) throw this.corrupt("the pickle has a key without a value");
    for (let i = 0; i < items.length; i += 2) map.set(items[i] ?? null, items[i + 1] ?? null);
    return map;
  }

  private recall(key: number): void {
    const item = this.memo.get(key);
    if (item === undefined) throw this.corrupt(`the pickle refers to ${key}, which was never kept`);
    this.stack.push(item);
  }

  private top(): Item {
    const item = this.stack.at(-1);
    if (item === undefined) throw this.corrupt("the pickle takes more than there is");
    return item;
  }

  private pop(): Item {
    const item = this.top();
    this.stack.pop();
    return item;
  }

  private popValue(): PickleValue {
    const item = this.pop();
    if (item === MARK || isCallable(item))
      throw this.corrupt("the pickle has a function where a value should be");
    return item;
  }

  private popValues(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.popValue()).reverse();
  }

  private popMark(): PickleValue[] {
    const values: PickleValue[] = [];
    while (this.top() !== MARK) values.push(this.popValue());
    this.stack.pop();
    return values.reverse();
  }

  /** Moves on by so many bytes and returns where they begin. */
  private take(length: number): number {
    const from = this.at;
    if (from + length > this.bytes.length) throw this.corrupt("the pickle ends too early");
    this.at += length;
    return from;
  }

  private raw(length: number): Uint8Array {
    const from = this.take(length);
    return this.bytes.subarray(from, from + length);
  }

  private string(length: number): string {
    return this.utf8.decode(this.raw(length));
  }

  private line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.corrupt("the pickle ends too early");
    const text = this.string(end - this.at);
    this.at = end + 1;
    return text;
  }

  private text(value: PickleValue | undefined): string {
    if (typeof value !== "string") throw this.corrupt("the pickle has a name that is no text");
    return value;
  }

  /** Two's complement, little-endian. */
  private long(length: number): number | bigint {
    let value = 0n;
    this.raw(length).forEach((byte, i) => (value |= BigInt(byte) << BigInt(8 * i)));
    value = BigInt.asIntN(8 * length, value);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  private corrupt(what: string): FeaturescopeError {
    return new FeaturescopeError(
      "CORRUPT_FILE",
      `${this.options.name}: ${what}.`,
      "The file is damaged or not what torch.save writes: fetch or write it again.",
    );
  }
}
