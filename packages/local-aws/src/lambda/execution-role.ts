import { AwsError } from '../endpoint/aws-error.ts';
import type { Ask } from '../endpoint/aws-service.ts';
import { accessDeniedText } from '../iam/access-denied.ts';
import { Authorizer } from '../iam/authorizer.ts';
import { requestKeys } from '../iam/context-keys.ts';
import { openServiceSession, type ServiceSessions } from '../iam/service-session.ts';
import type { LiveSession } from '../iam/session-store.ts';

const lambda = 'lambda.amazonaws.com';
const durationSeconds = 3_600;
/** A session that is to end sooner is not handed to anyone any more. */
const renewBeforeMs = 15 * 60 * 1000;
const sourceIp = '127.0.0.1';

/**
 * The role of a function: its sessions, and what Lambda itself may do in the function's name, such as reading a stream for it.
 */
export class ExecutionRole {
  readonly #sessions: ServiceSessions;
  readonly #authorizer: Authorizer;
  readonly #role: string;
  readonly #functionName: string;
  readonly #functionArn: string;
  #session: LiveSession | null = null;

  constructor(sessions: ServiceSessions, role: string, functionName: string, functionArn: string) {
    this.#sessions = sessions;
    this.#authorizer = new Authorizer(sessions.account);
    this.#role = role;
    this.#functionName = functionName;
    this.#functionArn = functionArn;
  }

  /** A session with time left. @throws AwsError InvalidParameterValueException when Lambda may not assume the role */
  session(): LiveSession {
    if (this.#session === null || !this.lasts(this.#session)) {
      this.#session = openServiceSession(this.#sessions, {
        service: lambda,
        role: this.#role,
        sessionName: this.#functionName,
        sourceArn: this.#functionArn,
        sourceIp,
        durationSeconds,
      });
    }
    if (this.#session !== null) return this.#session;
    throw new AwsError(
      'InvalidParameterValueException',
      400,
      'The role defined for the function cannot be assumed by Lambda.',
    );
  }

  /** Whether what runs with this session may go on with it. */
  lasts(session: LiveSession): boolean {
    return session.expiresAt - this.#sessions.now() >= renewBeforeMs;
  }

  /** `null` when the role's policies allow it now, otherwise AWS's words of why not. */
  refusal(ask: Ask): string | null {
    const { caller } = this.session();
    const { deployment, now } = this.#sessions;
    const keys = requestKeys({ now: now(), sourceIp, region: deployment.region, userAgent: lambda });
    const decision = this.#authorizer.decide(caller, ask, keys);
    return decision.effect === 'allow' ? null : accessDeniedText(caller, ask, decision);
  }
}
