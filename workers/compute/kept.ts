/** Keeps the last value made, by key. A failed making is not kept. */
export class Kept<V> {
  private current?: { key: string; value: Promise<V> };

  constructor(private readonly dispose: (value: V) => Promise<void> = () => Promise.resolve()) {}

  async get(key: string, make: () => Promise<V>): Promise<V> {
    if (this.current?.key !== key) {
      await this.drop();
      this.current = { key, value: make() };
    }
    try {
      return await this.current.value;
    } catch (error) {
      this.current = undefined;
      throw error;
    }
  }

  /** Lets go of the value kept. */
  async drop(): Promise<void> {
    const old = this.current;
    this.current = undefined;
    if (old) await this.dispose(await old.value);
  }
}
