import type { Deployment } from '../../deployment.ts';
import { and, equal, not, startsWith } from '../smt/formula.ts';
import { concat, constant } from '../smt/text.ts';
import type { Theorem } from '../theorem.ts';
import { actingAs, type OnBehalf, optional } from './service-role-trust.ts';

export const taskRoleTrust: Theorem = {
  name: 'who is the task role',
  says: 'Nobody acts as the task role but ECS, for tasks of this account and region: no principal of any account, no token, no other service.',
  questions: (set, actions) =>
    actingAs(set, actions, {
      role: set.deployment.taskRole,
      trust: 'task-role-trust',
      what: 'the task role',
      service: 'ecs-tasks.amazonaws.com',
      others: othersTasks(set.deployment),
    }),
};

/** All that is not of this account and region, one by one: z3 answers each at once, and is lost with all of it. */
function othersTasks({ partition, region, account }: Deployment): readonly OnBehalf[] {
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
    ofAnotherAccount(account),
    arnThat('', ofEcs, 'arn:aws:ec2:xx-east-9:111122223333:instance/example'),
    arnThat(ofEcs, here, `xx-east-9:${account}:task/example`),
    arnThat(ofEcs + here, `${account}:`, '999988887777:task/example'),
  ];
}

/** A service that asks for another account, or for none. */
export function ofAnotherAccount(account: string): OnBehalf {
  return (unknowns) => {
    const from = optional(unknowns, 'source account');
    unknowns.assume(not(and(from.present, equal(from.value, constant(account)))));
    return { 'aws:SourceAccount': from, 'aws:SourceArn': optional(unknowns, 'source ARN') };
  };
}
