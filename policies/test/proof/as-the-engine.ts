import { type Formula, no } from '../../src/proof/smt/formula.ts';
import { Unknowns } from '../../src/proof/smt/unknowns.ts';
import { withoutValue } from '../../src/proof/translate/condition.ts';

/** The engine decides what the translation leaves open. */
export class AsTheEngine extends Unknowns {
  override flag(name: string): Formula {
    return name === withoutValue ? no : super.flag(name);
  }
}
