import { init, Z3_error_code, Z3_lbool } from 'z3-solver';
import type { Formula } from './formula.ts';
import { type Model, readModel } from './model.ts';
import { scriptOf } from './script.ts';
import { settleMemberships } from './settle-memberships.ts';
import type { Unknowns } from './unknowns.ts';

/** What a solver says of one question. */
export type Answer =
  | { readonly kind: 'never' }
  | { readonly kind: 'possible'; readonly model: Model }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * What z3 answered, by the question's whole script. Nothing but the script goes into an answer, and both trust modes, the
 * theorems and a comparison ask much that is the same to the letter. That z3 gave up is not kept: more time may help.
 */
const answered = new Map<string, Answer>();

/** Whether a language is known to have no word; one that takes long to tell counts as one that may have. */
const emptyLanguages = new Map<string, boolean>();
const emptyMs = 500;

/** How long each form of a question is tried before one of them is given all its time: what is lost in one is often plain in the other. */
const firstMs = 2_000;

/** z3, compiled to WebAssembly: nothing to install, the same everywhere. */
export class Solver {
  readonly #z3: Awaited<ReturnType<typeof init>>;
  readonly #timeoutMs: number;

  private constructor(z3: Awaited<ReturnType<typeof init>>, timeoutMs: number) {
    this.#z3 = z3;
    this.#timeoutMs = timeoutMs;
  }

  /** A solver that gives up on a question after `timeoutMs`. */
  static async start(timeoutMs: number): Promise<Solver> {
    return new Solver(await init(), timeoutMs);
  }

  /** The solver and its version, for a report. */
  get version(): string {
    return this.#z3.Z3.get_full_version();
  }

  /** One question at a time; what was asked before is not asked again. @throws Error when z3 does not accept the script */
  async ask(unknowns: Unknowns, violation: Formula, timeoutMs = this.#timeoutMs): Promise<Answer> {
    const script = scriptOf(unknowns, violation);
    const known = answered.get(script);
    if (known !== undefined) return known;
    const settled = await settleMemberships(script, (language) => this.#isEmpty(language));
    const forms = settled === script ? [script] : [settled, script];
    let answer: Answer = { kind: 'unknown', why: 'timeout' };
    for (const ms of timeoutMs > firstMs ? [firstMs, timeoutMs] : [timeoutMs]) {
      for (const form of forms) {
        answer = await this.#solve(form, ms);
        if (answer.kind === 'unknown') continue;
        answered.set(script, answer);
        return answer;
      }
    }
    return answer;
  }

  async #isEmpty(language: string): Promise<boolean> {
    const known = emptyLanguages.get(language);
    if (known !== undefined) return known;
    const script = `(declare-const word String)\n(assert (str.in_re word ${language}))\n`;
    const isEmpty = (await this.#solve(script, emptyMs)).kind === 'never';
    emptyLanguages.set(language, isEmpty);
    return isEmpty;
  }

  /**
   * The script is read while this call waits: `eval_smtlib2_string` reads it on another thread after its memory was given
   * back, and then sees other text.
   */
  async #solve(script: string, timeoutMs: number): Promise<Answer> {
    const { Z3 } = this.#z3;
    const config = Z3.mk_config();
    Z3.set_param_value(config, 'timeout', String(timeoutMs));
    const context = Z3.mk_context(config);
    Z3.del_config(config);
    const solver = Z3.mk_solver(context);
    Z3.solver_inc_ref(context, solver);
    try {
      Z3.solver_from_string(context, solver, script);
      const code = Z3.get_error_code(context);
      if (code !== Z3_error_code.Z3_OK)
        throw new Error(`z3 does not read the script: ${Z3.get_error_msg(context, code)}`);
      const found = await Z3.solver_check(context, solver);
      if (found === Z3_lbool.Z3_L_FALSE) return { kind: 'never' };
      if (found === Z3_lbool.Z3_L_UNDEF) return { kind: 'unknown', why: Z3.solver_get_reason_unknown(context, solver) };
      const model = Z3.solver_get_model(context, solver);
      return { kind: 'possible', model: readModel(Z3.model_to_string(context, model)) };
    } finally {
      Z3.solver_dec_ref(context, solver);
      Z3.del_context(context);
    }
  }

  /** Ends the solver's threads; the process would not end otherwise. */
  close(): void {
    this.#z3.em.PThread.terminateAllThreads();
  }
}
