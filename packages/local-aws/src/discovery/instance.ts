import { isIPv4, isIPv6 } from 'node:net';
import { discoveryError } from './errors.ts';

/** What a custom health check says of an instance. */
export type Health = 'HEALTHY' | 'UNHEALTHY';

export type Attributes = Readonly<Record<string, string>>;

/** An instance as it is registered. */
export interface Instance {
  readonly id: string;
  readonly attributes: Attributes;
  readonly health: Health;
  readonly creatorRequestId: string | null;
}

const idGrammar = /^[0-9a-zA-Z_/:.@-]{1,64}$/;
const keyGrammar = /^[a-zA-Z0-9!-~]{1,255}$/;
const valueGrammar = /^([a-zA-Z0-9!-~][ \ta-zA-Z0-9!-~]*)?[a-zA-Z0-9!-~]$/;
const maxAttributes = 30;
const maxCharacters = 5_000;

/** @throws AwsError InvalidInput for an id or attributes that Cloud Map would refuse (Cloud Map API reference, RegisterInstance) */
export function newInstance(id: string, attributes: Attributes, creatorRequestId: string | null): Instance {
  if (!idGrammar.test(id)) throw invalid('the instance id: 1-64 of 0-9 a-z A-Z _ / : . @ -');
  const entries = Object.entries(attributes);
  if (entries.length > maxAttributes) throw invalid(`at most ${maxAttributes} attributes`);
  if (entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0) > maxCharacters) {
    throw invalid(`at most ${maxCharacters} characters of attributes`);
  }
  for (const [key, value] of entries) {
    if (!keyGrammar.test(key)) throw invalid('an attribute has a key of 1-255 printable characters');
    if (value.length > 1_024 || !valueGrammar.test(value)) {
      throw invalid(`the attribute ${key} has a value of 1-1,024 printable characters`);
    }
  }
  checkAddress(attributes);
  return { id, attributes, health: initialHealth(attributes), creatorRequestId };
}

function checkAddress(attributes: Attributes): void {
  const { AWS_INSTANCE_IPV4: v4, AWS_INSTANCE_IPV6: v6, AWS_INSTANCE_PORT: port } = attributes;
  if (v4 !== undefined && !isIPv4(v4)) throw invalid('AWS_INSTANCE_IPV4: an IPv4 address');
  if (v6 !== undefined && !isIPv6(v6)) throw invalid('AWS_INSTANCE_IPV6: an IPv6 address');
  if (port !== undefined && !(/^[0-9]{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    throw invalid('AWS_INSTANCE_PORT: from 1 to 65535');
  }
}

function initialHealth({ AWS_INIT_HEALTH_STATUS: health = 'HEALTHY' }: Attributes): Health {
  if (health !== 'HEALTHY' && health !== 'UNHEALTHY') {
    throw invalid('AWS_INIT_HEALTH_STATUS: HEALTHY or UNHEALTHY');
  }
  return health;
}

function invalid(rule: string) {
  return discoveryError('InvalidInput', `Invalid parameter: ${rule}`);
}
