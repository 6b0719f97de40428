/** Answers of workers by question, so that going back and forth between pages does not ask again. */
export class AnswerCache<T> {
  private readonly kept = new Map<string, { at: number; answer: Promise<T> }>();

  constructor(
    private readonly most: number,
    private readonly freshMs: number,
    /** What the same question may well be answered with in a moment. */
    private readonly isLasting: (answer: T) => boolean = () => true,
  ) {}

  /** A failed question is forgotten, and one whose answer does not last. */
  get(question: string, ask: () => Promise<T>): Promise<T> {
    const known = this.kept.get(question);
    this.kept.delete(question);
    if (known && Date.now() - known.at < this.freshMs) {
      this.kept.set(question, known);
      return known.answer;
    }
    const answer = ask();
    this.kept.set(question, { at: Date.now(), answer });
    answer.then(
      (found) => this.isLasting(found) || this.kept.delete(question),
      () => this.kept.delete(question),
    );
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.most) break;
      this.kept.delete(oldest);
    }
    return answer;
  }
}
