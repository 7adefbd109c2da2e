import { atom, type Formula, hasLength } from './formula.ts';
import { type Language, matchesLanguage } from './language.ts';
import { type Text, unknown, unknownCharacter, unknownThatMayBe } from './text.ts';

/** What the solver may choose in one question, and what it must respect while choosing. */
export class Unknowns {
  readonly #sorts = new Map<string, 'String' | 'Bool'>();
  readonly #assumptions: Formula[] = [];
  readonly #preferences: Formula[] = [];

  /** A text of the solver's choice. The name is for the reader of the script; a taken one gets a number. */
  text(name: string): Text {
    return unknown(this.#declare(name, 'String'));
  }

  /** A word of `language`, of the solver's choice. */
  word(name: string, language: Language): Text {
    const declared = this.#declare(name, 'String');
    this.assume(atom(`(str.in_re ${declared} ${language.term})`));
    return unknown(declared, language.term);
  }

  /**
   * A word of `language` as well, for one that solvers are slow with: they are told `said` of it, which must say the same,
   * and what it cannot be is sorted out before they are asked.
   */
  wordThat(name: string, language: Language, said: (word: Text) => Formula): Text {
    const text = unknownThatMayBe(this.#declare(name, 'String'), (value) => matchesLanguage(value, language));
    this.assume(said(text));
    return text;
  }

  /** One character of the solver's choice. */
  character(name: string): Text {
    const declared = this.#declare(name, 'String');
    const text = unknownCharacter(declared);
    this.assume(hasLength(text, 1));
    return text;
  }

  /** A yes or no of the solver's choice. */
  flag(name: string): Formula {
    return atom(this.#declare(name, 'Bool'));
  }

  assume(...formulas: readonly Formula[]): void {
    this.#assumptions.push(...formulas);
  }

  /** What an example should have to be easily believed; nothing is proved with it. */
  prefer(...formulas: readonly Formula[]): void {
    this.#preferences.push(...formulas);
  }

  get preferences(): readonly Formula[] {
    return this.#preferences;
  }

  /** The same unknowns and assumptions, to which a question may add its own. */
  copy(): Unknowns {
    const copy = new Unknowns();
    for (const [name, sort] of this.#sorts) copy.#sorts.set(name, sort);
    copy.#assumptions.push(...this.#assumptions);
    copy.#preferences.push(...this.#preferences);
    return copy;
  }

  /**
   * Only what has to do with `formula` and `texts`, however far around the corner. What is left out must be possible by itself, as the
   * words of a grammar are; solvers lose much time on what they need not find.
   */
  about(formula: Formula, texts: readonly Text[] = []): Unknowns {
    const copy = new Unknowns();
    const near = this.#namesIn(formula);
    for (const part of texts.flat()) if ('unknown' in part && this.#sorts.has(part.unknown)) near.add(part.unknown);
    const far = new Map(this.#assumptions.map((assumption) => [assumption, this.#namesIn(assumption)]));
    for (let before = -1; before !== far.size; ) {
      before = far.size;
      for (const [assumption, names] of far) {
        if (names.size > 0 && ![...names].some((name) => near.has(name))) continue;
        for (const name of names) near.add(name);
        far.delete(assumption);
      }
    }
    for (const [name, sort] of this.#sorts) if (near.has(name)) copy.#sorts.set(name, sort);
    copy.#assumptions.push(...this.#assumptions.filter((one) => !far.has(one)));
    copy.#preferences.push(...this.#preferences);
    return copy;
  }

  /** Every name declared, with its sort. */
  get declared(): ReadonlyMap<string, 'String' | 'Bool'> {
    return this.#sorts;
  }

  get assumptions(): readonly Formula[] {
    return this.#assumptions;
  }

  #namesIn({ term }: Formula): Set<string> {
    const symbols = term.replaceAll(/"(?:[^"]|"")*"/g, '""').matchAll(/[^\s()"]+/g);
    return new Set([...symbols].map(([symbol]) => symbol).filter((symbol) => this.#sorts.has(symbol)));
  }

  #declare(name: string, sort: 'String' | 'Bool'): string {
    const plain = name.replaceAll(/[^A-Za-z0-9]+/g, '-');
    let free = plain;
    for (let number = 2; this.#sorts.has(free); number += 1) free = `${plain}-${number}`;
    this.#sorts.set(free, sort);
    return free;
  }
}
