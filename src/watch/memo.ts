/** Remembers values by name, and computes one again only if its inputs are other ones. */
export class Memo<T> {
  private readonly entries = new Map<string, { inputs: readonly unknown[]; value: T }>();

  async get(name: string, inputs: readonly unknown[], compute: () => T | Promise<T>): Promise<T> {
    const entry = this.entries.get(name);
    if (entry?.inputs.every((input, i) => input === inputs[i])) return entry.value;
    const value = await compute();
    this.entries.set(name, { inputs, value });
    return value;
  }
}
