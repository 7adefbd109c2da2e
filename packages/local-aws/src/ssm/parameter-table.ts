import { latest, type Parameter, type ParameterTier } from './parameter.ts';

/** Every parameter of the account, by ARN, and in the order of their paths. */
export class ParameterTable {
  readonly #byArn = new Map<string, Parameter>();
  /** The ARNs, sorted. All of them differ only behind `parameter`, so this is also the order of the paths. */
  readonly #order: string[] = [];
  readonly #counts = { Standard: 0, Advanced: 0 };

  get(arn: string): Parameter | null {
    return this.#byArn.get(arn) ?? null;
  }

  /** How many parameters are in a tier. */
  count(tier: ParameterTier): number {
    return this.#counts[tier];
  }

  /** Adds the parameter, or replaces the one with its ARN. */
  set(parameter: Parameter): void {
    const replaced = this.#byArn.get(parameter.arn);
    if (replaced === undefined) this.#order.splice(this.#firstAfter(parameter.arn), 0, parameter.arn);
    else this.#counts[latest(replaced).tier] -= 1;
    this.#byArn.set(parameter.arn, parameter);
    this.#counts[latest(parameter).tier] += 1;
  }

  /** Whether there was one to delete. */
  delete(arn: string): boolean {
    const deleted = this.#byArn.get(arn);
    if (deleted === undefined) return false;
    this.#byArn.delete(arn);
    this.#counts[latest(deleted).tier] -= 1;
    this.#order.splice(this.#firstAfter(arn) - 1, 1);
    return true;
  }

  /** All parameters in the order of their paths, from the first one after `arn` on; all of them after ''. */
  *after(arn: string): Generator<Parameter> {
    for (let index = this.#firstAfter(arn); index < this.#order.length; index += 1) {
      const parameter = this.#byArn.get(this.#order[index] ?? '');
      if (parameter !== undefined) yield parameter;
    }
  }

  /**
   * The parameters below a hierarchy, from the first one after `afterArn` on. `hierarchyArn` ends with a slash: that is
   * what keeps `/a/b` from yielding `/a/bc`. Not recursive means the level right below it only.
   */
  *below(hierarchyArn: string, recursive: boolean, afterArn: string | null): Generator<Parameter> {
    for (const parameter of this.after(afterArn ?? hierarchyArn)) {
      if (!parameter.arn.startsWith(hierarchyArn)) return;
      if (recursive || !parameter.arn.slice(hierarchyArn.length).includes('/')) yield parameter;
    }
  }

  #firstAfter(arn: string): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#order[middle] ?? '') <= arn) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
