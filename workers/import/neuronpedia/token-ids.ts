import { pieceText } from "@/domain/tokens";

/** Token ids of a model for the strings that other programs show tokens as. */
export class TokenIds {
  /** Strings that no token of the model stands for. */
  unknown = 0;
  seen = 0;
  firstUnknown: string | null = null;
  private readonly ids = new Map<string, number>();
  private readonly broken: number;
  private readonly utf8 = new TextEncoder();

  constructor(pieces: readonly string[]) {
    const isByte = (piece: string) => /^<0x[0-9A-Fa-f]{2}>/.test(piece);
    // a character that has a piece of its own is that one, not its byte
    for (const bytes of [false, true])
      pieces.forEach((piece, id) => {
        if (isByte(piece) !== bytes) return;
        for (const text of [pieceText(piece), piece]) if (!this.ids.has(text)) this.ids.set(text, id);
      });
    // what is a part of a character is shown as U+FFFD elsewhere
    this.broken = Math.max(
      0,
      pieces.findIndex((piece) => /^<0x[89A-Fa-f]/.test(piece)),
    );
  }

  /** Ids of the tokens of a text; a character that several byte tokens share stands at the first, "" at the others. */
  of(tokens: readonly string[]): number[] {
    const ids: number[] = [];
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at] ?? "";
      let rest = 0;
      while (tokens[at + 1 + rest] === "") rest++;
      const bytes = rest > 0 ? [...this.utf8.encode(token)] : [];
      if (rest > 0 && bytes.length === rest + 1) {
        for (const byte of bytes)
          ids.push(this.idOf(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`));
        at += rest;
      } else ids.push(this.idOf(token));
    }
    return ids;
  }

  /** The token's id; one that shows as no character for a string that the model does not have. */
  idOf(token: string): number {
    this.seen++;
    const id = this.ids.get(token);
    if (id !== undefined) return id;
    if (token !== "\ufffd") {
      this.unknown++;
      this.firstUnknown ??= token;
    }
    return this.broken;
  }
}
