import { listed, listedClauses } from './word-list.ts';

const serviceNames: Readonly<Record<string, string>> = {
  dynamodb: 'DynamoDB',
  ec2: 'EC2',
  iam: 'IAM',
  kms: 'KMS',
  logs: 'CloudWatch Logs',
  organizations: 'Organizations',
  servicediscovery: 'Cloud Map',
  sqs: 'SQS',
  ssm: 'Parameter Store',
  sts: 'STS',
};

/** How people call a service; its IAM prefix when this project has no name for it. */
export function serviceName(prefix: string): string {
  return serviceNames[prefix.toLowerCase()] ?? prefix;
}

/** `GetItem and Query`, or grouped when there are several services: `GetItem of DynamoDB, and Decrypt of KMS`. */
export function actionPhrase(actions: readonly string[]): string {
  if (actions.includes('*')) return 'every action';
  const groups = Map.groupBy(actions, (action) => action.split(':')[0] ?? '');
  if (groups.size === 1) return [...groups].map(([service, own]) => listed(own.map(named(service)), 'and')).join();
  return listedClauses([...groups].map(([service, own]) => groupPhrase(service, own)));
}

function groupPhrase(service: string, actions: readonly string[]): string {
  const phrases = actions.map(named(service));
  const alone = phrases.length === 1 && phrases[0]?.includes(serviceName(service)) === true;
  return alone ? (phrases[0] ?? '') : `${listed(phrases, 'and')} of ${serviceName(service)}`;
}

function named(service: string): (action: string) => string {
  return (action) => {
    const name = action.slice(service.length + 1);
    if (name === '*') return `every ${serviceName(service)} action`;
    if (/^[^*?]+\*$/.test(name)) return `every ${serviceName(service)} action that begins with ${name.slice(0, -1)}`;
    if (/[*?]/.test(name)) return `every ${serviceName(service)} action that fits ${name}`;
    // A service nobody here has a name for keeps its prefix, so that the action can be looked up.
    return serviceNames[service.toLowerCase()] === undefined ? action : name;
  };
}
