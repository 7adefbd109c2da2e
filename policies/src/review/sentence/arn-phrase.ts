import { serviceName } from './action-phrase.ts';
import type { Place } from './place.ts';
import { withVariables } from './value-phrase.ts';

/** What an ARN, or a pattern of ARNs, names. `many` when it is a pattern. */
export interface ArnPhrase {
  readonly text: string;
  readonly many: boolean;
}

/** `table leasehold-config`, `parameters below /config-service/acme/`, or `null` when the text is no ARN. */
export function arnPhrase(arn: string, place: Place): ArnPhrase | null {
  const [prefix, partition, service = '', region = '', account = '', ...rest] = arn.split(':');
  if (prefix !== 'arn' || partition === undefined || rest.length === 0) return null;
  const resource = rest.join(':');
  const many = /[*?]/.test(resource.replaceAll(/\$\{[*?]\}/g, ''));
  const { deployment } = place;
  const foreign = [
    partition === deployment.partition ? '' : ` in partition ${partition}`,
    region === '' || region === deployment.region ? '' : region === '*' ? ' in any region' : ` in ${region}`,
    account === '' || account === deployment.account
      ? ''
      : account === '*'
        ? ' of any account'
        : ` of account ${withVariables(account, place)}`,
  ].join('');
  const text = resource === '*' ? everythingOf(service, place) : resourcePhrase(service, resource, many, place);
  return { text: text + foreign, many };
}

function everythingOf(service: string, { deployment }: Place): string {
  return `${service === '*' ? 'all' : serviceName(service).replace(/^[a-z]+$/, (word) => word.toUpperCase())} resources of this account in ${deployment.region}`;
}

function resourcePhrase(service: string, resource: string, many: boolean, place: Place): string {
  const slash = resource.indexOf('/');
  const [type, name] = slash < 0 ? ['', resource] : [resource.slice(0, slash), resource.slice(slash + 1)];
  const words = withVariables(name, place);
  switch (`${service}:${type}`) {
    case 'dynamodb:table':
      return tablePhrase(name, place);
    case 'ssm:parameter':
      return many && name.endsWith('/*') && !/[*?]/.test(name.slice(0, -1))
        ? `parameters below /${words.slice(0, -1)}`
        : many
          ? `parameters that fit /${words}`
          : `parameter /${words}`;
    case 'kms:key':
      return many ? (name === '*' ? 'every key' : `keys that fit ${words}`) : `key ${words}`;
    case 'iam:role':
      return many ? (name === '*' ? 'every role' : `roles that fit ${words}`) : `role ${words}`;
    case 'iam:policy':
      return many ? `policies that fit ${words}` : `policy ${words}`;
    case 'iam:user':
      return many ? `users that fit ${words}` : `user ${words}`;
    case 'iam:oidc-provider':
      return `token issuer ${words}`;
    case 'sts:assumed-role':
      return many ? `sessions that fit ${words}` : `session ${words}`;
    case 'servicediscovery:namespace':
    case 'servicediscovery:service':
      return name === '*' ? `every ${type} of Cloud Map` : `${type} ${words} of Cloud Map`;
    case 'sqs:':
      return `queue ${words}`;
    case 'lambda:':
      return words.replace(/^function:/, 'function ');
    default:
      return `${service} ${withVariables(resource, place)}`;
  }
}

function tablePhrase(name: string, place: Place): string {
  const [table = '', kind, ...below] = name.split('/');
  const words = table === '*' ? 'every table' : `table ${withVariables(table, place)}`;
  if (kind === undefined) return words;
  if (kind === '*') return `everything below ${words}`;
  const part = below.join('/');
  return `${part === '*' ? `every ${kind}` : `${kind} ${withVariables(part, place)}`} of ${words}`;
}
