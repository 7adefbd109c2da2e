/** Deliveries that wait for others of their hop to overtake them. */
export class HeldDeliveries {
  readonly #held = new Set<{ left: number; readonly release: () => void }>();

  /** Resolves once `by` further deliveries have passed, or when `deadline` does. */
  hold(by: number, deadline: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const entry = {
        left: by,
        release: () => {
          this.#held.delete(entry);
          resolve();
        },
      };
      this.#held.add(entry);
      void deadline.then(entry.release);
    });
  }

  /** Another delivery of the hop has gone out. */
  passed(): void {
    for (const entry of [...this.#held]) {
      entry.left -= 1;
      if (entry.left <= 0) entry.release();
    }
  }
}
