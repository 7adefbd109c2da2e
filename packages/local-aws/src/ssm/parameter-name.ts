import type { Deployment } from '@leasehold/policies';
import { refusal, validation } from './errors.ts';

/**
 * Which parameter a request means. The ARN is both what IAM is asked about and what the table is keyed by, so that the
 * name authorised cannot be another than the name executed: no case folding, no `..`, no collapsing of slashes.
 */
export interface ParameterReference {
  readonly arn: string;
  /** The version number or label after the name, without its colon. */
  readonly selector: string | null;
  /** As the caller wrote it, selector included. */
  readonly requested: string;
}

const nameGrammar = /^[a-zA-Z0-9_.\-/]+$/;
const arnGrammar = /^(arn:[a-z-]+:ssm:[a-z0-9-]+:[0-9]{12}:parameter\/[a-zA-Z0-9_.\-/]+)(?::([a-zA-Z0-9_.-]+))?$/;
const selectorGrammar = /^[a-zA-Z0-9_.-]{1,100}$/;
const maxLevels = 15;
/** Counted with the ARN in front of the name. */
const maxArnLength = 1011;

const namingRule =
  'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths ' +
  'divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_';
const pathRule =
  'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". ' +
  'It can\'t be prefixed with \\"aws\\" or \\"ssm\\" (case-insensitive). It must use only letters, numbers, or the ' +
  'following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if ' +
  'specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.';

/** `arn:…:parameter/a/b` for `/a/b`, and `arn:…:parameter/a` for both `a` and `/a`, which AWS holds to be one name. */
export function arnOf(deployment: Deployment, name: string): string {
  const { partition, region, account } = deployment;
  return `arn:${partition}:ssm:${region}:${account}:parameter${name.startsWith('/') ? name : `/${name}`}`;
}

/** What follows `parameter` in one of this account's parameter ARNs: it begins with a slash and sorts hierarchically. */
export function pathOf(arn: string): string {
  return arn.slice(arn.indexOf('/'));
}

/** A name with an optional selector, or an ARN where the operation takes one. @throws AwsError ValidationException */
export function parseReference(deployment: Deployment, requested: string): ParameterReference {
  if (requested.startsWith('arn:')) {
    const match = arnGrammar.exec(requested);
    if (match?.[1] === undefined) throw validation('The ARN does not name a parameter.');
    // Another account's or region's ARN is asked about as written, and no parameter of ours has it.
    return { arn: match[1], selector: match[2] ?? null, requested };
  }
  const [name = '', selector, ...more] = requested.split(':');
  if (more.length > 0 || (selector !== undefined && !selectorGrammar.test(selector))) {
    throw validation('Parameter name with selector is not valid: only one ":version" or ":label" may follow the name.');
  }
  return { arn: arnOf(deployment, checkedName(name)), selector: selector ?? null, requested };
}

/** A plain name, for the operations that take neither ARN nor selector. @throws AwsError ValidationException */
export function parseName(deployment: Deployment, name: string): ParameterReference {
  return { arn: arnOf(deployment, checkedName(name)), selector: null, requested: name };
}

function checkedName(name: string): string {
  if (!nameGrammar.test(name)) throw validation(namingRule);
  if (name.includes('/') && !name.startsWith('/')) throw validation('Parameter name must be a fully qualified name');
  return name;
}

/**
 * The further rules for a name that is to be created: nothing reserved, no empty level, at most 15 levels, at most 1,011
 * characters with the ARN. @throws AwsError in the code AWS uses for each
 */
export function checkNewName(reference: ParameterReference): void {
  const path = pathOf(reference.arn).slice(1);
  if (/^aws/i.test(path)) throw refusal('AccessDeniedException', `No access to reserved parameter name: ${path}.`);
  const levels = path.split('/');
  if (/^ssm/i.test(path) || levels.includes('')) throw validation(namingRule);
  if (levels.length > maxLevels) {
    throw refusal(
      'HierarchyLevelLimitExceededException',
      `A hierarchy can have a maximum of ${maxLevels} levels; this name has ${levels.length}.`,
    );
  }
  if (reference.arn.length > maxArnLength) {
    throw validation(`Parameter name, with the ARN in front of it, must not exceed ${maxArnLength} characters.`);
  }
}

/**
 * A hierarchy to list, kept as it was written: AWS asks IAM about the path with its trailing slash if it has one, so
 * `/a/b` and `/a/b/` are two questions with the same answer below them. @throws AwsError ValidationException
 */
export function parsePath(path: string): string {
  if (!path.startsWith('/') || !nameGrammar.test(path)) throw validation(pathRule);
  if (path.split('/').length > maxLevels + 2) throw validation(pathRule);
  return path;
}
