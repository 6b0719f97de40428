const SENTENCE_END = /[.!?…:"“”'‘’\n↵*#-]$/;

interface Forms {
  small: number;
  /** Capitalised forms and how often each was seen within a sentence. */
  capitalised: Map<string, number>;
}

/** How texts write words, told from where a capital is no rule of grammar. */
export class WrittenForms {
  private readonly forms = new Map<string, Forms>();

  /** @param before the token before the word, null at the beginning */
  count(word: string, before: string | null): void {
    if (before === null || SENTENCE_END.test(before)) return;
    const name = word.toLowerCase();
    let forms = this.forms.get(name);
    if (!forms) this.forms.set(name, (forms = { small: 0, capitalised: new Map() }));
    if (word === name) forms.small++;
    else forms.capitalised.set(word, (forms.capitalised.get(word) ?? 0) + 1);
  }

  /** The commonest form; undefined for a word that was never seen within a sentence. @param name lower case */
  of(name: string): string | undefined {
    if (/^i(?:['’]|$)/.test(name)) return `I${name.slice(1)}`;
    const forms = this.forms.get(name);
    if (!forms) return undefined;
    let [best, most] = [name, forms.small];
    for (const [form, count] of forms.capitalised) if (count > most) [best, most] = [form, count];
    return best;
  }
}
