import { evaluate, loadPolicy, type Policy } from '@leasehold/iam-engine';
import { AwsError } from '../endpoint/aws-error.ts';
import type { ServiceSessions } from '../iam/service-session.ts';
import type { TableStream } from '../streams/table-stream.ts';
import { ExecutionRole } from './execution-role.ts';
import type { FunctionSettings } from './function-settings.ts';
import { type FunctionWorld, LocalFunction } from './local-function.ts';
import type { MappingSettings } from './mapping/mapping-settings.ts';
import { StreamMapping } from './mapping/stream-mapping.ts';

export interface FunctionsOptions extends FunctionWorld {
  readonly sessions: ServiceSessions;
  readonly stream: TableStream;
}

/** Who beyond the account's own principals may invoke a function: Lambda's AddPermission. */
export interface InvokePermission {
  /** Name of the function. */
  readonly function: string;
  /** `events.amazonaws.com`. */
  readonly service: string;
  /** ARN of what the service acts for: of a rule. */
  readonly sourceArn: string;
}

/** The account's functions and what invokes them. */
export class Functions {
  readonly #options: FunctionsOptions;
  readonly #byName = new Map<string, LocalFunction>();
  readonly #permissions = new Map<string, Policy[]>();
  readonly #mappings: StreamMapping[] = [];

  constructor(options: FunctionsOptions) {
    this.#options = options;
  }

  /**
   * Registers a function. @throws RangeError for settings that Lambda would not take, AwsError ResourceConflictException for a
   * name that is taken, InvalidParameterValueException for a role that Lambda may not assume for it
   */
  create(settings: FunctionSettings): LocalFunction {
    const arn = this.arnOf(settings.name);
    if (this.#byName.has(settings.name)) {
      throw new AwsError('ResourceConflictException', 409, `Function already exist: ${settings.name}`);
    }
    const role = new ExecutionRole(this.#options.sessions, settings.role, settings.name, arn);
    role.session();
    const created = new LocalFunction(settings, arn, role, this.#options);
    this.#byName.set(created.name, created);
    return created;
  }

  get(name: string): LocalFunction | undefined {
    return this.#byName.get(name);
  }

  arnOf(name: string): string {
    const { partition, region, account } = this.#options.sessions.deployment;
    return `arn:${partition}:lambda:${region}:${account}:function:${name}`;
  }

  /**
   * Takes the records of the table's stream to a function. @throws as `StreamMapping`, and AwsError ResourceNotFoundException
   * for a function that is not there
   */
  mapStream(settings: MappingSettings): StreamMapping {
    const mapping = new StreamMapping(settings, this.#existing(settings.function), this.#options);
    this.#mappings.push(mapping);
    return mapping;
  }

  /** Lets a service invoke a function for one source. @throws AwsError ResourceNotFoundException */
  allow({ function: name, service, sourceArn }: InvokePermission): void {
    const { arn } = this.#existing(name);
    const policy = loadPolicy(`${name} ${service}`, 'resource', {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'lambda:InvokeFunction',
          Resource: arn,
          Condition: { ArnLike: { 'aws:SourceArn': sourceArn } },
        },
      ],
    });
    this.#permissions.set(name, [...this.permissionsOf(name), policy]);
  }

  /** The function's resource policy. */
  permissionsOf(name: string): readonly Policy[] {
    return this.#permissions.get(name) ?? [];
  }

  /**
   * Accepts an event from a service for asynchronous invocation; the request id.
   * @throws AwsError ResourceNotFoundException, AccessDeniedException when the function's resource policy does not let it
   */
  acceptFrom(service: string, sourceArn: string, functionArn: string, event: unknown): string {
    const target = [...this.#byName.values()].find(({ arn }) => arn === functionArn);
    if (target === undefined) throw notFound(functionArn);
    const decision = evaluate(
      { identity: [], resource: this.permissionsOf(target.name) },
      {
        principal: { type: 'Service', service },
        action: 'lambda:InvokeFunction',
        resource: functionArn,
        context: {
          'aws:SourceArn': sourceArn,
          'aws:SourceAccount': this.#options.sessions.deployment.account,
          'aws:PrincipalIsAWSService': 'true',
        },
      },
    );
    if (decision.effect === 'allow') return target.invokeAsync(event);
    throw new AwsError(
      'AccessDeniedException',
      403,
      `${service} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn}`,
    );
  }

  async close(): Promise<void> {
    for (const mapping of this.#mappings) mapping.close();
    for (const created of this.#byName.values()) await created.close();
  }

  #existing(name: string): LocalFunction {
    const found = this.#byName.get(name);
    if (found === undefined) throw notFound(this.arnOf(name));
    return found;
  }
}

function notFound(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', 404, `Function not found: ${arn}`);
}
