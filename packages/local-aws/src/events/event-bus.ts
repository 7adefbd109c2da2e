import type { Deployment } from '@leasehold/policies';
import type { Deliveries } from '../deliveries/deliveries.ts';
import type { Lane } from '../deliveries/lane.ts';
import { type BusEvent, busEvent, type EventContent } from './bus-event.ts';
import { type EventRule, plainTarget, type RuleContent, type RuleState, type RuleTarget } from './event-rule.ts';
import { handOff } from './hand-off.ts';
import { eventPattern } from './pattern.ts';
import { EventPatternError } from './pattern-error.ts';
import type { TargetServices } from './target-services.ts';

export interface EventBusOptions {
  readonly deployment: Pick<Deployment, 'partition' | 'region' | 'account'>;
  readonly deliveries: Deliveries;
  readonly services: TargetServices;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly delay: (ms: number) => Promise<void>;
}

/** EventBridge's default quotas for a bus. */
const maxRules = 300;
const maxTargets = 5;

/** A bus cannot hold so much. */
export class BusQuotaError extends Error {
  readonly code = 'LimitExceededException';
}

/** The default event bus: rules, and what becomes of each event that is put on it. */
export class EventBus {
  readonly #options: EventBusOptions;
  readonly #rules = new Map<string, EventRule>();
  readonly #arrivals: Lane;
  #closed = false;

  constructor(options: EventBusOptions) {
    this.#options = options;
    this.#arrivals = options.deliveries.lane('event-to-rule');
  }

  get arn(): string {
    return this.#arn('event-bus/default');
  }

  ruleArn(name: string): string {
    return this.#arn(`rule/${name}`);
  }

  rule(name: string): EventRule | null {
    return this.#rules.get(name) ?? null;
  }

  /** By name. */
  rules(): readonly EventRule[] {
    return [...this.#rules.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Makes the rule, or replaces it but for its targets. @throws EventPatternError, BusQuotaError */
  putRule(content: RuleContent): EventRule {
    const pattern = eventPattern(parsed(content.patternText));
    const before = this.#rules.get(content.name);
    if (before === undefined && this.#rules.size >= maxRules) {
      throw new BusQuotaError('The requested resource exceeds the maximum number allowed.');
    }
    const rule = { ...content, arn: this.ruleArn(content.name), pattern, targets: before?.targets ?? new Map() };
    this.#rules.set(content.name, rule);
    return rule;
  }

  /** An enabled rule with these functions and queues as its only targets, as a deployment puts it. @throws as putRule */
  provision(name: string, pattern: unknown, targetArns: readonly string[]): void {
    this.deleteRule(name);
    const content = { name, patternText: JSON.stringify(pattern), state: 'ENABLED', description: null } as const;
    const targets = targetArns.map((arn, index) => plainTarget(`target-${index + 1}`, arn));
    this.putTargets(this.putRule(content), targets);
  }

  setState(rule: EventRule, state: RuleState): void {
    this.#rules.set(rule.name, { ...rule, state });
  }

  deleteRule(name: string): void {
    this.#rules.delete(name);
  }

  /** Adds targets, or replaces those of the same id. @throws BusQuotaError, and then adds none */
  putTargets(rule: EventRule, targets: readonly RuleTarget[]): void {
    const all = new Map(rule.targets);
    for (const target of targets) {
      const name = /:function:([^:]+)/.exec(target.arn)?.[1];
      const lane = this.#options.deliveries.lane('rule-to-target', name === undefined ? {} : { function: name });
      all.set(target.id, { target, lane });
    }
    if (all.size > maxTargets) {
      throw new BusQuotaError('The requested resource exceeds the maximum number allowed.');
    }
    this.#rules.set(rule.name, { ...rule, targets: all });
  }

  removeTarget(rule: EventRule, id: string): void {
    const kept = new Map(rule.targets);
    kept.delete(id);
    this.#rules.set(rule.name, { ...rule, targets: kept });
  }

  /** Puts an event on the bus and returns its id. Nothing comes of it before the next turn of the event loop. */
  put(content: EventContent): string {
    const event = busEvent(content, this.#options.deployment);
    const end = this.#options.deliveries.begin();
    setImmediate(() => {
      this.#arrivals.send(event, () => this.#route(event));
      end();
    });
    return event.id;
  }

  /** What has not been handed off by then never is. */
  close(): void {
    this.#closed = true;
  }

  #route(event: BusEvent): void {
    if (this.#closed) return;
    for (const { state, pattern, targets, arn } of this.#rules.values()) {
      if (state === 'DISABLED' || !pattern.matches(event)) continue;
      for (const { target, lane } of targets.values()) lane.send(event, () => this.#handOff(event, target, arn));
    }
  }

  #handOff(event: BusEvent, target: RuleTarget, ruleArn: string): void {
    const { deliveries, services, now, delay } = this.#options;
    const end = deliveries.begin();
    void handOff(event, target, ruleArn, { services, now, delay, closed: () => this.#closed }).finally(end);
  }

  #arn(resource: string): string {
    const { partition, region, account } = this.#options.deployment;
    return `arn:${partition}:events:${region}:${account}:${resource}`;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EventPatternError('Invalid JSON');
  }
}
