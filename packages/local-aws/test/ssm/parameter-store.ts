import { type Deployment, localDeployment, policySet } from '@leasehold/policies';
import { AwsError } from '../../src/endpoint/aws-error.ts';
import type { Ask, AwsService } from '../../src/endpoint/aws-service.ts';
import { createKms } from '../../src/kms/index.ts';
import { createSsmService } from '../../src/ssm/index.ts';
import { makeCall, type TestCall } from './call.ts';

export const deployment: Deployment = localDeployment;
export const keyArn = `arn:aws:kms:eu-west-1:111122223333:key/${localDeployment.parameterKeyId}`;

/** The clock of these tests: 2026-03-01T12:00:00.250Z. */
export const testTime = Date.UTC(2026, 2, 1, 12, 0, 0, 250);

export function arn(path: string): string {
  return `arn:aws:ssm:eu-west-1:111122223333:parameter${path}`;
}

export type Input = Readonly<Record<string, unknown>>;
export type Structure = Readonly<Record<string, unknown>>;

/** A Parameter Store of its own for a test, and the calls a client would make. */
export class TestStore {
  readonly service: AwsService;

  constructor(service: AwsService) {
    this.service = service;
  }

  static async make(dataDir?: string): Promise<TestStore> {
    const persisted = dataDir === undefined ? {} : { dataDir };
    const kms = createKms({ policies: policySet(deployment), ...persisted });
    return new TestStore(await createSsmService({ deployment, kms, now: () => testTime, ...persisted }));
  }

  /** The reply, with everything allowed. */
  async ask(operation: string, input: Input): Promise<Structure> {
    return this.service.handle(makeCall(operation, input));
  }

  async put(name: string, value: string, more: Input = {}): Promise<Structure> {
    return this.ask('PutParameter', { Name: name, Value: value, Type: 'String', ...more });
  }

  /** The reply or the refusal, and the call with its asks and its event. */
  async attempt(
    operation: string,
    input: Input,
    allows?: (ask: Ask) => boolean,
  ): Promise<{ readonly call: TestCall; readonly reply: Structure | null; readonly error: AwsError | null }> {
    const call = makeCall(operation, input, allows);
    try {
      return { call, reply: await this.service.handle(call), error: null };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { call, reply: null, error };
    }
  }
}

/** A list member of a reply. */
export function list(reply: Structure | null, member: string): readonly Structure[] {
  const value = reply?.[member];
  if (!Array.isArray(value)) throw new Error(`the reply has no list ${member}`);
  return value;
}

/** A structure member of a reply. */
export function structure(reply: Structure | null, member: string): Structure {
  const value = reply?.[member];
  if (typeof value !== 'object' || value === null) throw new Error(`the reply has no structure ${member}`);
  return { ...value };
}

/** The names in a listing. */
export function names(reply: Structure | null): readonly unknown[] {
  return list(reply, 'Parameters').map((parameter) => parameter['Name']);
}
