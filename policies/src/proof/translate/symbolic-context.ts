import { and, equal, type Formula, no, not, or, yes } from '../smt/formula.ts';
import { constant, type Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';

/** What a condition key holds in a request. */
export type KeyValue =
  | { readonly kind: 'absent' }
  /** There only when `present`, and single-valued unless `several`: then it is a set of which nothing is known. */
  | { readonly kind: 'one'; readonly present: Formula; readonly value: Text; readonly several?: Formula }
  /** Multi-valued, with just these members; there only when `present`, if that is said. */
  | { readonly kind: 'set'; readonly members: readonly Text[]; readonly present?: Formula };

export const absent: KeyValue = { kind: 'absent' };

export function one(value: Text): KeyValue {
  return { kind: 'one', present: yes, value };
}

export function set(...members: readonly Text[]): KeyValue {
  return { kind: 'set', members };
}

/** IAM user guide: an empty set, and a set of nothing but empty texts, is as good as absent. */
export function presenceOf(value: KeyValue): Formula {
  if (value.kind === 'absent') return no;
  if (value.kind === 'one') return value.present;
  return and(value.present ?? yes, or(...value.members.map((member) => not(equal(member, constant(''))))));
}

/**
 * The condition keys of a request. What a theorem does not fix is free: the solver may leave the key out or give it any
 * value,  or a set of values, so nothing is proved by forgetting that a key exists. Keys are compared without regard to case.
 */
export class SymbolicContext {
  readonly #unknowns: Unknowns;
  readonly #fixed: ReadonlySet<string>;
  readonly #keys = new Map<string, { readonly name: string; readonly value: KeyValue }>();

  constructor(unknowns: Unknowns, fixed: Readonly<Record<string, KeyValue>>) {
    this.#unknowns = unknowns;
    this.#fixed = new Set(Object.keys(fixed).map((name) => name.toLowerCase()));
    for (const [name, value] of Object.entries(fixed)) this.#keys.set(name.toLowerCase(), { name, value });
  }

  /** Whether the theorem says what the key holds. */
  isFixed(key: string): boolean {
    return this.#fixed.has(key.toLowerCase());
  }

  get(key: string): KeyValue {
    const folded = key.toLowerCase();
    const known = this.#keys.get(folded);
    if (known !== undefined) return known.value;
    const value = {
      kind: 'one',
      present: this.#unknowns.flag(`has ${key}`),
      value: this.#unknowns.text(key),
      several: this.#unknowns.flag(`several ${key}`),
    } as const;
    this.#keys.set(folded, { name: key, value });
    return value;
  }

  /** Every key that was fixed or asked for, by the name it was first called. */
  entries(): readonly (readonly [string, KeyValue])[] {
    return [...this.#keys.values()].map(({ name, value }) => [name, value]);
  }
}
