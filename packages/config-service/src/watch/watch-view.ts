import type { EncodedMessage } from '@leasehold/contract';
import { type Outcome, versionOf } from './outcome.ts';
import { resumeToken, scopeDigest } from './resume-token.ts';
import { ToldKeys } from './told-keys.ts';
import { changeMessage, deletionMessage } from './watch-messages.ts';
import type { WatchScope } from './watch-scope.ts';

/** One change told: the message, and what its receiver has been told then. */
export interface Step {
  readonly message: EncodedMessage;
  readonly told: ToldKeys;
}

/** What all watchers of one scope share: those that have been told the same are told the next thing by the same bytes. */
export class WatchView {
  readonly scope: WatchScope;
  readonly #digest: Buffer;
  readonly #steps = new WeakMap<ToldKeys, Step & { readonly outcome: Outcome }>();
  #latest = ToldKeys.none;
  #token: { readonly told: ToldKeys; readonly minute: number; readonly bytes: Buffer } | undefined;

  readonly #others: () => Iterable<WatchView>;

  /** @param others all views of the same service */
  constructor(scope: WatchScope, others: () => Iterable<WatchView> = () => []) {
    this.scope = scope;
    this.#others = others;
    this.#digest = scopeDigest(scope);
  }

  /** What was told last, of those that are told of changes as they come. */
  get latest(): ToldKeys {
    return this.#latest;
  }

  /** The same as `told`; one object for all that bring an equal one. */
  shared(told: ToldKeys): ToldKeys {
    if (!told.equals(this.#latest)) this.#latest = told.madeOf(this.#nearest(told));
    return this.#latest;
  }

  /** What was told last in the view that is most like this one: a tenant may have thousands of views of the same keys. */
  #nearest({ size }: ToldKeys): ToldKeys {
    let nearest = this.#latest;
    for (const { scope, latest } of this.#others()) {
      const isRelated = scope.prefix.startsWith(this.scope.prefix) || this.scope.prefix.startsWith(scope.prefix);
      if (isRelated && Math.abs(latest.size - size) < Math.abs(nearest.size - size)) nearest = latest;
    }
    return nearest;
  }

  /** The one object of those that were told the same, once it is; `told` while that is not the latest. */
  converged(told: ToldKeys): ToldKeys {
    return told.equals(this.#latest) ? this.#latest : told;
  }

  token(told: ToldKeys, now: number): Buffer {
    const minute = Math.floor(now / 60_000);
    if (this.#token?.told !== told || this.#token.minute !== minute) {
      this.#token = { told, minute, bytes: resumeToken(this.#digest, told, now) };
    }
    return this.#token.bytes;
  }

  /** How one that was told `told` is told of `outcome`. */
  step(told: ToldKeys, outcome: Outcome, now: number): Step {
    const known = this.#steps.get(told);
    if (known?.outcome === outcome) return known;
    const next = told.with(outcome.text, versionOf(outcome));
    const token = this.token(next, now);
    const { entry, text } = outcome;
    const message =
      entry === null ? deletionMessage(this.scope.service ?? '', text, token) : changeMessage(entry, token);
    const step = { outcome, message, told: next };
    this.#steps.set(told, step);
    if (told === this.#latest) this.#latest = next;
    return step;
  }
}
