import type { ServiceAction } from '../../actions/service-actions.ts';
import type { Deployment } from '../../deployment.ts';
import { principalArn, roleArn } from '../../names.ts';
import { everything, openToAll } from '../model/ask.ts';
import { attempts } from '../model/attempt.ts';
import { tagCharacter } from '../model/names.ts';
import { everybodyBut, namedPrincipal, type SymbolicCaller } from '../model/principal.ts';
import { readerActions, writerActions } from '../promised.ts';
import { atMost, lengthOf } from '../smt/formula.ts';
import { many } from '../smt/language.ts';
import type { Theorem } from '../theorem.ts';
import { absent, type KeyValue, one } from '../translate/symbolic-context.ts';
import { itemDeeds } from './item-deeds.ts';

/**
 * By the table's policy alone: everybody has `Allow *`, and an Allow for all the world stands beside it. Whose item it is, the
 * table's policy does not ask.
 *
 * Assumes that AWS's list is complete: an action that is not published yet is not denied. And that the policy is evaluated
 * for calls on an index by the index's ARN, and that who has no `aws:PrincipalArn` is a service or anonymous.
 */
export const tablePolicy: Theorem = {
  name: 'table policy',
  says: 'With everything else allowing the call, nobody touches or copies an item but the two tenant roles, with a tag of two characters or more and by no action that is not granted to them, the reader only reading, and break-glass.',
  *questions({ deployment, documents }, actions) {
    const layers = { identity: [everything], resource: [documents['tenant-table'], openToAll] };
    const deeds = itemDeeds(deployment, actions);
    for (const deed of deeds) {
      for (const who of everybodyBut(deployment, thoseWhoTouchItems(deployment), [documents['tenant-table']])) {
        yield* attempts(who, deed, layers, 'denied');
      }
      for (const who of tenantsWithoutTag(deployment)) yield* attempts(who, deed, layers, 'denied');
      for (const [role, granted] of [
        [deployment.readerRole, readerActions],
        [deployment.writerRole, writerActions],
      ] as const) {
        const others = deed.actions.filter(({ name }: ServiceAction<string>) => !granted.some((one) => one === name));
        const who = tenant(deployment, role, 'any tag', (unknowns) => one(unknowns.word('t', many(tagCharacter))));
        yield* attempts(who, { ...deed, actions: others }, layers, 'denied');
      }
    }
  },
};

/** The ARNs of the tenant roles and of break-glass. */
export function thoseWhoTouchItems(deployment: Deployment): readonly string[] {
  const { readerRole, writerRole, breakGlass } = deployment;
  return [roleArn(deployment, readerRole), roleArn(deployment, writerRole), principalArn(deployment, breakGlass)];
}

function tenantsWithoutTag(deployment: Deployment): readonly SymbolicCaller[] {
  return [deployment.readerRole, deployment.writerRole].flatMap((role) => [
    tenant(deployment, role, 'no tag', () => absent),
    tenant(deployment, role, 'a tag that is too short', (unknowns) => {
      const tag = unknowns.text('t');
      unknowns.assume(atMost(lengthOf(tag), '1'));
      return one(tag);
    }),
  ]);
}

function tenant(
  deployment: Deployment,
  role: string,
  how: string,
  tag: (unknowns: SymbolicCaller['unknowns']) => KeyValue,
): SymbolicCaller {
  const who = namedPrincipal(deployment, `role/${role}`);
  const keys = { ...who.keys, 'aws:PrincipalTag/TenantId': tag(who.unknowns) };
  return { ...who, what: `${role} with ${how}`, keys };
}
