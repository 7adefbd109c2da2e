import { notifierArn } from '../../names.ts';
import { and, equal, not } from '../smt/formula.ts';
import { constant } from '../smt/text.ts';
import type { Theorem } from '../theorem.ts';
import { actingAs, type OnBehalf, optional } from './service-role-trust.ts';
import { ofAnotherAccount } from './task-role-trust.ts';

/** Assumes that Lambda says for which function it asks, as it does where a function is what is acted on. */
export const notifierRoleTrust: Theorem = {
  name: 'who is the notifier',
  says: "Nobody acts as the notifier's role but Lambda, for the one function of this account and region: no principal of any account, no token, no other service, no other function.",
  questions: (set, actions) =>
    actingAs(set, actions, {
      role: set.deployment.notifierRole,
      trust: 'notifier-role-trust',
      what: "the notifier's role",
      service: 'lambda.amazonaws.com',
      others: [ofAnotherAccount(set.deployment.account), ofAnythingBut(notifierArn(set.deployment))],
    }),
};

function ofAnythingBut(arn: string): OnBehalf {
  return (unknowns) => {
    const from = optional(unknowns, 'source ARN');
    unknowns.assume(not(and(from.present, equal(from.value, constant(arn)))));
    unknowns.prefer(equal(from.value, constant(`${arn}-2`)));
    return { 'aws:SourceAccount': optional(unknowns, 'source account'), 'aws:SourceArn': from };
  };
}
