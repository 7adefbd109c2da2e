import { carriesAlong } from '../../actions/left-open.ts';
import type { ServiceAction } from '../../actions/service-actions.ts';
import { roleArn } from '../../names.ts';
import type { DocumentName, PolicySet } from '../../policy-set.ts';
import { nobodysSession, type Question } from '../question.ts';
import { constant, type Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import { trusted } from '../translate/decision.ts';
import { type KeyValue, SymbolicContext } from '../translate/symbolic-context.ts';
import { type WayIn, waysIn } from './ways-in.ts';

/** For whom a service says that it asks: its own account and ARN (IAM user guide, the confused deputy problem). */
export type OnBehalf = (unknowns: Unknowns) => Readonly<Record<'aws:SourceAccount' | 'aws:SourceArn', KeyValue>>;

/** A role that one AWS service runs something as. */
export interface ServiceRole {
  /** Its name. */
  readonly role: string;
  readonly trust: DocumentName;
  /** `the task role`. */
  readonly what: string;
  /** `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  /** All for whom the service must not run as the role. */
  readonly others: readonly OnBehalf[];
}

/** Asks of everybody there is, and of the service itself for others, whether the trust policy lets it act as the role. */
export function* actingAs(
  set: PolicySet,
  actions: readonly ServiceAction[],
  { role, trust, what, service, others }: ServiceRole,
): Generator<Question> {
  const { deployment, documents } = set;
  const opening = actions.filter((one) => one.service === 'sts' && !carriesAlong.includes(one.name));
  for (const way of waysIn(deployment, documents[trust])) {
    const isMeant = way.caller.type === 'service' && way.caller.service === service;
    for (const { name } of opening) {
      const never = isMeant && name === 'sts:AssumeRole' ? others : [anybodys];
      for (const onBehalf of never) yield asked(way, name, onBehalf);
    }
  }

  function asked(way: WayIn, action: string, onBehalf: OnBehalf): Question {
    const resource = constant(roleArn(deployment, role));
    const unknowns = way.unknowns.copy();
    const context = new SymbolicContext(unknowns, { ...way.keys, ...onBehalf(unknowns) });
    return {
      about: `${action} of ${what} by ${way.name}`,
      unknowns,
      violation: trusted(documents[trust], way.caller, { action, resource, context, unknowns }),
      witness: {
        ...nobodysSession,
        action,
        resource,
        decided: { by: { trust: documents[trust] }, caller: way.caller, shouldBe: 'denied' },
        keys: () => context.entries(),
      },
    };
  }
}

const anybodys: OnBehalf = (unknowns) => ({
  'aws:SourceAccount': optional(unknowns, 'source account'),
  'aws:SourceArn': optional(unknowns, 'source ARN'),
});

/** A key that may be there or not. */
export function optional(unknowns: Unknowns, name: string, value: Text = unknowns.text(name)) {
  return { kind: 'one', present: unknowns.flag(`has ${name}`), value } as const;
}
