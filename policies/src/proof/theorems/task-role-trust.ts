import { carriesAlong } from '../../actions/left-open.ts';
import { roleArn } from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import { nobodysSession, type Question } from '../question.ts';
import { and, equal, not, startsWith } from '../smt/formula.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { trusted } from '../translate/decision.ts';
import { type KeyValue, SymbolicContext } from '../translate/symbolic-context.ts';
import { type WayIn, waysIn } from './ways-in.ts';

/** For whom a service says that it asks: its own account and ARN (ECS developer guide, task IAM role). */
type OnBehalf = (unknowns: Unknowns) => Readonly<Record<'aws:SourceAccount' | 'aws:SourceArn', KeyValue>>;

export const taskRoleTrust: Theorem = {
  name: 'who is the task role',
  says: 'Nobody acts as the task role but ECS, for tasks of this account and region: no principal of any account, no token, no other service.',
  *questions(set, actions) {
    const { deployment, documents } = set;
    const opening = actions.filter(({ name, service }) => service === 'sts' && !carriesAlong.includes(name));
    for (const way of waysIn(deployment, documents['task-role-trust'])) {
      const isEcs = way.caller.type === 'service' && way.caller.service === 'ecs-tasks.amazonaws.com';
      for (const { name } of opening) {
        const never = isEcs && name === 'sts:AssumeRole' ? othersTasks(set) : [anybodys];
        for (const onBehalf of never) yield asked(set, way, name, onBehalf);
      }
    }
  },
};

const anybodys: OnBehalf = (unknowns) => ({
  'aws:SourceAccount': optional(unknowns, 'source account'),
  'aws:SourceArn': optional(unknowns, 'source ARN'),
});

function optional(unknowns: Unknowns, name: string, value: Text = unknowns.text(name)) {
  return { kind: 'one', present: unknowns.flag(`has ${name}`), value } as const;
}

/** All that is not of this account and region, one by one: z3 answers each at once, and is lost with all of it. */
function othersTasks({ deployment: { partition, region, account } }: PolicySet): readonly OnBehalf[] {
  const [ofEcs, here] = [`arn:${partition}:ecs:`, `${region}:`];
  const arnThat = (start: string, isNot: string, example: string): OnBehalf => {
    return (unknowns) => {
      const rest = unknowns.text('rest of the ARN');
      unknowns.assume(not(startsWith(rest, constant(isNot))));
      unknowns.prefer(equal(rest, constant(example)));
      const arn = optional(unknowns, 'source ARN', concat(constant(start), rest));
      return { 'aws:SourceAccount': optional(unknowns, 'source account'), 'aws:SourceArn': arn };
    };
  };
  return [
    (unknowns) => {
      const from = optional(unknowns, 'source account');
      unknowns.assume(not(and(from.present, equal(from.value, constant(account)))));
      return { 'aws:SourceAccount': from, 'aws:SourceArn': optional(unknowns, 'source ARN') };
    },
    arnThat('', ofEcs, 'arn:aws:ec2:xx-east-9:111122223333:instance/example'),
    arnThat(ofEcs, here, `xx-east-9:${account}:task/example`),
    arnThat(ofEcs + here, `${account}:`, '999988887777:task/example'),
  ];
}

function asked({ deployment, documents }: PolicySet, way: WayIn, action: string, onBehalf: OnBehalf): Question {
  const trust = documents['task-role-trust'];
  const resource = constant(roleArn(deployment, deployment.taskRole));
  const unknowns = way.unknowns.copy();
  const context = new SymbolicContext(unknowns, { ...way.keys, ...onBehalf(unknowns) });
  return {
    about: `${action} of the task role by ${way.name}`,
    unknowns,
    violation: trusted(trust, way.caller, { action, resource, context, unknowns }),
    witness: {
      ...nobodysSession,
      action,
      resource,
      decided: { by: { trust }, caller: way.caller, shouldBe: 'denied' },
      keys: () => context.entries(),
    },
  };
}
