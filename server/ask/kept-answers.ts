/** Answers of workers by question, so that going back and forth between pages does not ask again. */
export class KeptAnswers<T> {
  private readonly kept = new Map<string, { at: number; answer: Promise<T> }>();

  constructor(
    private readonly most: number,
    private readonly freshMs: number,
  ) {}

  /** A failed question is forgotten. */
  get(question: string, ask: () => Promise<T>): Promise<T> {
    const known = this.kept.get(question);
    this.kept.delete(question);
    if (known && Date.now() - known.at < this.freshMs) {
      this.kept.set(question, known);
      return known.answer;
    }
    const answer = ask();
    this.kept.set(question, { at: Date.now(), answer });
    answer.catch(() => this.kept.delete(question));
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.most) break;
      this.kept.delete(oldest);
    }
    return answer;
  }
}
