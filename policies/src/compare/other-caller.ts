import type { Deployment } from '../deployment.ts';
import { principalArn, roleArn } from '../names.ts';
import type { PolicyDocument } from '../policy-document.ts';
import type { PolicySet } from '../policy-set.ts';
import { equal, not } from '../proof/smt/formula.ts';
import { concat, constant, type Text } from '../proof/smt/text.ts';
import type { Unknowns } from '../proof/smt/unknowns.ts';
import type { Caller } from '../proof/translate/caller.ts';
import { valuesAskedOf } from './value-split.ts';
import { namedCallers, roleOf, type WayIn } from './way-in.ts';

/** Somebody who calls, in a tenant's session or not. */
export interface OtherCaller {
  readonly name: string;
  readonly caller: Caller;
  /** What `aws:PrincipalArn` holds; `null` for who has none. */
  arn(unknowns: Unknowns): Text | null;
}

/** Of these only the account's own principals have policies of their own, and are bound by service control policies. */
export function hasPolicies({ caller }: OtherCaller): boolean {
  return caller.type === 'session' || caller.type === 'user';
}

/**
 * Whom the documents name one by one, in principals and conditions, and one of each kind whom they do not. `spared` are left
 * out, being asked for elsewhere.
 */
export function callersOf(
  { deployment }: PolicySet,
  documents: readonly PolicyDocument[],
  spared: readonly string[],
): readonly OtherCaller[] {
  const asked = valuesAskedOf(documents, 'aws:PrincipalArn').filter((arn) => !/[*?]/.test(arn));
  const roles = [deployment.taskRole, deployment.readerRole, deployment.writerRole].map((role) => `role/${role}`);
  const own = [deployment.breakGlass, deployment.deployer, ...roles].map((principal) =>
    principalArn(deployment, principal),
  );
  const known = [...new Set([...asked, ...own, ...spared])];
  const named = [...known.flatMap((arn) => namedCallers(naming(arn))), ...documents.flatMap(namedCallers)];
  const all = [
    ...named.filter(({ caller }) => !spared.includes(arnOf(caller) ?? '')).map(one),
    anyOther('another principal of the account', deployment, deployment.account, known),
    anyOther('a principal of another account', deployment, '999999999999', known),
    one({ name: 'an AWS service', caller: { type: 'service', service: 'lambda.amazonaws.com' } }),
    one({ name: 'an anonymous caller', caller: { type: 'anonymous' } }),
  ];
  return [...Map.groupBy(all, ({ name }) => name).values()].flatMap(([first]) => first ?? []);
}

export function namesOf(callers: readonly OtherCaller[]): readonly string[] {
  return callers.map(({ name }) => name);
}

export function taskRoleOf(deployment: Deployment): OtherCaller {
  return one(roleOf('the task role', roleArn(deployment, deployment.taskRole)));
}

function one({ name, caller }: Omit<WayIn, 'provider'>): OtherCaller {
  const arn = arnOf(caller);
  return { name, caller, arn: () => (arn === null ? null : constant(arn)) };
}

function anyOther(name: string, { partition }: Deployment, account: string, known: readonly string[]): OtherCaller {
  const example = `arn:${partition}:iam::${account}:role/somebody`;
  return {
    name,
    caller: roleOf(name, example).caller,
    arn: (unknowns) => {
      const arn = concat(constant(`arn:${partition}:iam::${account}:`), unknowns.text('principal'));
      unknowns.assume(...known.map((one) => not(equal(arn, constant(one)))));
      unknowns.prefer(equal(arn, constant(example)));
      return arn;
    },
  };
}

function arnOf(caller: Caller): string | null {
  if (caller.type === 'session') return caller.role;
  return caller.type === 'user' ? caller.arn : null;
}

function naming(arn: string): PolicyDocument {
  const statement = { Sid: 'Named', Effect: 'Deny', Principal: { AWS: arn }, Action: ['*'] } as const;
  return { Version: '2012-10-17', Statement: [statement] };
}
