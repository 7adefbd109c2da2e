import type { HttpReply } from '../http-message.ts';
import type { DamageKind, Fault } from './fault.ts';

type Body = Readonly<Record<string, unknown>>;

const page = '<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><p>Please sign in.<br></body></html>\n';

/** How a kind of damage shows: before the reply is rendered, or after. */
const damages: Readonly<Record<DamageKind, { body?: (body: Body) => Body; reply?: (reply: HttpReply) => HttpReply }>> =
  {
    'truncated-reply': { reply: (reply) => ({ ...reply, body: half(reply.body) }) },
    'cut-off-reply': { reply: (reply) => ({ ...reply, bytesSent: Buffer.byteLength(half(reply.body)) }) },
    'html-reply': {
      reply: (reply) => ({ ...reply, headers: { ...reply.headers, 'Content-Type': 'text/html' }, body: page }),
    },
    'empty-reply': { reply: (reply) => ({ ...reply, body: '' }) },
    'hollow-reply': { body: ({ Credentials, ...others }) => (Credentials === undefined ? {} : others) },
    'blank-credentials': { body: (body) => ({ ...body, Credentials: blanked(body['Credentials']) }) },
  };

/** What of a successful reply the protocol gets to render. */
export function damagedBody(fault: Fault | null, body: Body): Body {
  return damageOf(fault)?.body?.(body) ?? body;
}

/** What of a rendered reply goes out. */
export function damagedReply(fault: Fault | null, reply: HttpReply): HttpReply {
  return damageOf(fault)?.reply?.(reply) ?? reply;
}

export function isDamage(fault: Fault | null): boolean {
  return damageOf(fault) !== undefined;
}

function damageOf(fault: Fault | null) {
  return fault !== null && Object.hasOwn(damages, fault.kind) ? damages[fault.kind as DamageKind] : undefined;
}

function half(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}

/** Texts emptied, times kept: an `Expiration` far off is what makes such a reply dangerous. */
function blanked(credentials: unknown): Body {
  const entries = Object.entries((credentials ?? {}) as Body);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'string' ? '' : value]));
}
