import type { PolicyStatement } from '../../policy-document.ts';
import { equal, type Formula, no, or, truth } from '../smt/formula.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import { UntranslatableError } from './piece.ts';
import { asList } from './statement.ts';

/** Who asks. A role session's name is the solver's choice. */
export type Caller =
  | { readonly type: 'session'; readonly role: string; readonly account: string; readonly sessionName: Text }
  | { readonly type: 'user'; readonly arn: string; readonly account: string }
  | { readonly type: 'federated'; readonly provider: string }
  | { readonly type: 'service'; readonly service: string }
  | { readonly type: 'anonymous' };

/** How far a Principal element names the caller (IAM user guide, policy evaluation logic, single account). */
export interface Naming {
  /** The very session, user, provider or service: enough by itself. */
  readonly session: Formula;
  /** Its role, or everyone. */
  readonly role: Formula;
  /** Its account, which only delegates. */
  readonly account: Formula;
}

/** When a Principal or NotPrincipal element covers the caller. */
export function principalCovers(statement: PolicyStatement, caller: Caller): Formula {
  if ('NotPrincipal' in statement) throw new UntranslatableError('NotPrincipal');
  const { session, role, account } = namingOf(statement, caller);
  return or(session, role, account);
}

export function namingOf({ Principal, Condition }: PolicyStatement, caller: Caller): Naming {
  const listed = Principal === '*' ? { AWS: '*' } : (Principal ?? {});
  const of = (type: string): readonly string[] => asList(listed[type] ?? []);
  const everyone = truth(of('AWS').includes('*'));
  if (caller.type === 'anonymous') return { session: no, role: everyone, account: no };
  if (caller.type === 'federated') {
    return { session: truth(of('Federated').includes(caller.provider)), role: everyone, account: no };
  }
  if (caller.type === 'service')
    return { session: truth(of('Service').includes(caller.service)), role: everyone, account: no };
  // "Permissions boundaries and session policies do not limit permissions granted using the aws:PrincipalArn condition key with a
  // wildcard(*) in the Principal element" (IAM user guide, policy evaluation logic).
  if (everyone !== no && asksForPrincipalArn(Condition ?? {})) return { session: everyone, role: no, account: no };
  const account = truth(
    of('AWS').some((arn) => arn === caller.account || /^arn:[^:]+:iam::(\d+):root$/.exec(arn)?.[1] === caller.account),
  );
  if (caller.type === 'user') return { session: truth(of('AWS').includes(caller.arn)), role: everyone, account };
  const sessions = of('AWS').map((arn) => equal(constant(arn), sessionArn(caller)));
  return { session: or(...sessions), role: or(everyone, truth(of('AWS').includes(caller.role))), account };
}

function asksForPrincipalArn(condition: NonNullable<PolicyStatement['Condition']>): boolean {
  return Object.entries(condition).some(
    ([operator, keys]) =>
      /^(?:Arn|String)(?:Equals|Like)/.test(operator) &&
      Object.keys(keys).some((key) => key.toLowerCase() === 'aws:principalarn'),
  );
}

function sessionArn({ role, account, sessionName }: Extract<Caller, { type: 'session' }>): Text {
  const [, partition = '', , , , resource = ''] = role.split(':');
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  return concat(constant(`arn:${partition}:sts::${account}:assumed-role/${name}/`), sessionName);
}
