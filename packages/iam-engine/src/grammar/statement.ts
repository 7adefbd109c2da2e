import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { PolicyKind } from '../policy.ts';
import { below, PolicyGrammarError } from '../policy-grammar-error.ts';
import type { Statement } from '../statement.ts';
import { compileActions } from './actions.ts';
import { compileConditions } from './conditions.ts';
import { eitherElement, refuseUnknown, requireObject } from './members.ts';
import { compilePrincipals } from './principals.ts';
import { compileResources } from './resources.ts';

/** Where a statement stands and what the grammar is there. */
export interface StatementPlace {
  readonly policy: string;
  readonly kind: PolicyKind;
  readonly index: number;
  readonly path: string;
  /** Whether `${…}` is a variable: not before version 2012-10-17. */
  readonly variables: boolean;
}

const shared = ['Sid', 'Effect', 'Action', 'NotAction', 'Condition'];
const principal = ['Principal', 'NotPrincipal'];
const resource = ['Resource', 'NotResource'];

/**
 * The elements of each kind (IAM user guide, grammar notes). A trust policy stands on its role and may not name a resource,
 * and IAM accepts only named STS actions in it, so NotAction is out too. A service control policy has what an identity
 * policy has, a resource control policy neither NotAction nor NotPrincipal (Organizations user guide, SCP and RCP syntax).
 */
const elements: Readonly<Record<PolicyKind, readonly string[]>> = {
  identity: [...shared, ...resource],
  boundary: [...shared, ...resource],
  session: [...shared, ...resource],
  trust: ['Sid', 'Effect', 'Action', 'Condition', ...principal],
  resource: [...shared, ...principal, ...resource],
  scp: [...shared, ...resource],
  rcp: ['Sid', 'Effect', 'Action', 'Condition', 'Principal', ...resource],
};

/** @throws PolicyGrammarError */
export function compileStatement(
  value: JsonValue,
  place: StatementPlace,
): { readonly effect: 'Allow' | 'Deny'; readonly statement: Statement } {
  const { kind, path, variables } = place;
  const object = requireObject(value, path);
  refuseUnknown(object, elements[kind], path);
  const effect = object['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new PolicyGrammarError(below(path, 'Effect'), 'must be Allow or Deny');
  }
  if (kind === 'rcp' && effect === 'Allow') {
    throw new PolicyGrammarError(below(path, 'Effect'), 'must be Deny: RCPFullAWSAccess is beside every RCP');
  }
  const actions = required(object, 'Action', path);
  const condition = object['Condition'];
  return {
    effect,
    statement: {
      // Decisions hand this very object out.
      ref: Object.freeze({ policy: place.policy, kind, index: place.index, sid: compileSid(object['Sid'], place) }),
      principals: compilePrincipalElement(object, kind, effect, path),
      actions: { negated: actions.negated, list: compileActions(actions, kind) },
      resources: compileResourceElement(object, place),
      conditions: condition === undefined ? [] : compileConditions(condition, below(path, 'Condition'), variables),
    },
  };
}

function compilePrincipalElement(
  object: JsonObject,
  kind: PolicyKind,
  effect: 'Allow' | 'Deny',
  path: string,
): Statement['principals'] {
  if (!elements[kind].includes('Principal')) return null;
  const element = required(object, 'Principal', path);
  // IAM user guide: NotPrincipal must be used with Deny; an Allow would open the resource to everyone else.
  if (element.negated && effect === 'Allow') throw new PolicyGrammarError(element.path, 'may only be used with Deny');
  const list = compilePrincipals(element);
  if (kind === 'rcp' && !list.everyone) throw new PolicyGrammarError(element.path, 'must be *: an RCP is for everyone');
  return { negated: element.negated, list };
}

function compileResourceElement(object: JsonObject, { kind, path, variables }: StatementPlace): Statement['resources'] {
  if (!elements[kind].includes('Resource')) return null;
  const element = required(object, 'Resource', path);
  return { negated: element.negated, patterns: compileResources(element, variables, kind) };
}

function required(object: JsonObject, name: string, path: string): NonNullable<ReturnType<typeof eitherElement>> {
  const element = eitherElement(object, name, path);
  if (element === null) throw new PolicyGrammarError(below(path, name), 'is required');
  return element;
}

/** Letters and digits in IAM; resource policies of some services allow more (IAM user guide, notes on sid_string). */
function compileSid(value: JsonValue | undefined, { kind, path }: StatementPlace): string | null {
  if (value === undefined || value === '') return null;
  const grammar = kind === 'resource' ? /^[\x20-\x7e]{1,256}$/ : /^[A-Za-z0-9]{1,256}$/;
  if (typeof value !== 'string' || !grammar.test(value)) {
    throw new PolicyGrammarError(below(path, 'Sid'), 'must be a string of at most 256 letters and digits');
  }
  return value;
}
