// INTERIM (uncommitted): stands in until the real engine lands; then delete.
import type { Decision, Miss, StatementRef } from './decision.ts';
import type { PolicyKind } from './policy.ts';
import type { AuthorizationRequest, ContextValue, Principal } from './request.ts';

type J = Record<string, unknown>;
export class PolicyGrammarError extends Error {
  readonly code = 'policy-grammar';
  readonly path: string;
  readonly rule: string;
  constructor(path: string, rule: string) {
    super(`${path}: ${rule}`);
    this.path = path;
    this.rule = rule;
  }
}
export interface Policy {
  readonly name: string;
  readonly kind: PolicyKind;
  readonly statements: readonly J[];
  readonly vars: boolean;
}
const arr = (x: unknown): string[] => (Array.isArray(x) ? x.map(String) : x === undefined ? [] : [String(x)]);
export function loadPolicy(name: string, kind: PolicyKind, document: unknown): Policy {
  let doc = document;
  if (typeof doc === 'string') {
    if (doc.length > 10240) throw new PolicyGrammarError('', 'too long');
    try {
      doc = JSON.parse(doc);
    } catch {
      throw new PolicyGrammarError('', 'not JSON');
    }
  }
  const d = doc as J;
  if (typeof d !== 'object' || d === null || d['Statement'] === undefined)
    throw new PolicyGrammarError('/Statement', 'required');
  const st = d['Statement'];
  const statements = (Array.isArray(st) ? st : [st]) as J[];
  for (const s of statements)
    if (s['Effect'] !== 'Allow' && s['Effect'] !== 'Deny') throw new PolicyGrammarError('/Effect', 'Allow or Deny');
  return { name, kind, statements, vars: d['Version'] === '2012-10-17' };
}
type Pat = (string | { star: true } | { q: true })[];
function expand(text: string, ctx: Map<string, ContextValue>, vars: boolean): Pat | null {
  const out: Pat = [];
  const re = /\$\{([^}]*)\}|[*?]/g;
  let last = 0;
  for (const m of text.matchAll(re)) {
    out.push(text.slice(last, m.index));
    last = m.index + m[0].length;
    if (m[0] === '*') out.push({ star: true });
    else if (m[0] === '?') out.push({ q: true });
    else if (!vars) out.push(m[0]);
    else {
      const v = m[1] as string;
      if (v === '*' || v === '?' || v === '$') out.push(v);
      else {
        const [key, def] = v.split(/,\s*/, 2) as [string, string | undefined];
        const val = ctx.get(key.toLowerCase());
        if (typeof val === 'string') out.push(val);
        else if (def !== undefined) out.push(def.replace(/^'|'$/g, ''));
        else return null;
      }
    }
  }
  out.push(text.slice(last));
  return out;
}
function toRe(p: Pat, ci = false): RegExp {
  return new RegExp(
    `^${p.map((x) => (typeof x === 'string' ? x.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : 'star' in x ? '[^]*' : '[^]')).join('')}$`,
    ci ? 'i' : '',
  );
}
const lit = (p: Pat): string => p.map((x) => (typeof x === 'string' ? x : 'star' in x ? '*' : '?')).join('');
function glob(pattern: string, value: string, ctx: Map<string, ContextValue>, vars: boolean, ci = false): boolean {
  const p = expand(pattern, ctx, vars);
  return p !== null && toRe(p, ci).test(value);
}
function op(name: string, exp: string, val: string, ctx: Map<string, ContextValue>, vars: boolean): boolean {
  const p = expand(exp, ctx, vars);
  if (p === null) return false;
  switch (name) {
    case 'StringEquals':
      return lit(p) === val;
    case 'StringEqualsIgnoreCase':
      return lit(p).toLowerCase() === val.toLowerCase();
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return toRe(p).test(val);
    case 'Bool':
      return exp.toLowerCase() === val.toLowerCase();
    case 'NumericEquals':
      return Number(exp) === Number(val);
    case 'NumericLessThan':
      return Number(val) < Number(exp);
    case 'NumericLessThanEquals':
      return Number(val) <= Number(exp);
    case 'NumericGreaterThan':
      return Number(val) > Number(exp);
    case 'NumericGreaterThanEquals':
      return Number(val) >= Number(exp);
    case 'DateLessThan':
      return Date.parse(val) < Date.parse(exp);
    case 'DateGreaterThan':
      return Date.parse(val) > Date.parse(exp);
    default:
      throw new Error(`interim engine: ${name}`);
  }
}
const negs: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotLike: 'StringLike',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  ArnNotLike: 'ArnLike',
  ArnNotEquals: 'ArnEquals',
  NumericNotEquals: 'NumericEquals',
};
function cond(
  operator: string,
  expected: string[],
  actual: ContextValue | undefined,
  ctx: Map<string, ContextValue>,
  vars: boolean,
): boolean {
  if (operator === 'Null')
    return expected.some(
      (e) => (e.toLowerCase() === 'true') === (actual === undefined || (Array.isArray(actual) && actual.length === 0)),
    );
  let name = operator;
  let set: 'all' | 'any' | null = null;
  if (name.startsWith('ForAllValues:')) {
    set = 'all';
    name = name.slice(13);
  } else if (name.startsWith('ForAnyValue:')) {
    set = 'any';
    name = name.slice(12);
  }
  const ifEx = name.endsWith('IfExists');
  if (ifEx) name = name.slice(0, -8);
  const neg = negs[name];
  const base = neg ?? name;
  const vals = actual === undefined ? [] : typeof actual === 'string' ? [actual] : actual;
  if (vals.length === 0) {
    if (ifEx) return true;
    if (set === 'all') return true;
    if (set === 'any') return false;
    return neg !== undefined;
  }
  const one = (v: string): boolean => {
    const m = expected.some((e) => op(base, e, v, ctx, vars));
    return neg ? !m : m;
  };
  return set === 'all' ? vals.every(one) : set === 'any' ? vals.some(one) : neg ? vals.every(one) : vals.some(one);
}
function principal(p: unknown, who: Principal): boolean {
  if (p === '*') return true;
  const o = p as J;
  if (who.type === 'AWS')
    return arr(o['AWS']).some(
      (x) =>
        x === '*' || x === who.arn || x === who.sessionOf || x === who.account || x.endsWith(`::${who.account}:root`),
    );
  if (who.type === 'Federated') return arr(o['Federated']).includes(who.provider);
  if (who.type === 'Service') return arr(o['Service']).includes(who.service);
  return arr(o['AWS']).includes('*');
}
function match(pol: Policy, i: number, r: AuthorizationRequest, ctx: Map<string, ContextValue>): Miss | null {
  const s = pol.statements[i] as J;
  const statement = ref(pol, i);
  if (s['Principal'] !== undefined && !principal(s['Principal'], r.principal))
    return { statement, element: 'Principal' };
  if (s['NotPrincipal'] !== undefined && principal(s['NotPrincipal'], r.principal))
    return { statement, element: 'Principal' };
  const none = new Map<string, ContextValue>();
  if (
    s['Action'] !== undefined
      ? !arr(s['Action']).some((a) => glob(a, r.action, none, false, true))
      : arr(s['NotAction']).some((a) => glob(a, r.action, none, false, true))
  )
    return { statement, element: 'Action' };
  if (s['Resource'] !== undefined && !arr(s['Resource']).some((a) => glob(a, r.resource, ctx, pol.vars)))
    return { statement, element: 'Resource' };
  if (s['NotResource'] !== undefined && arr(s['NotResource']).some((a) => glob(a, r.resource, ctx, pol.vars)))
    return { statement, element: 'Resource' };
  for (const [operator, keys] of Object.entries((s['Condition'] ?? {}) as Record<string, J>))
    for (const [key, exp] of Object.entries(keys)) {
      const actual = ctx.get(key.toLowerCase());
      if (!cond(operator, arr(exp), actual, ctx, pol.vars))
        return {
          statement,
          element: 'Condition',
          operator,
          key,
          expected: arr(exp),
          actual: actual === undefined ? null : typeof actual === 'string' ? [actual] : actual,
        };
    }
  return null;
}
const ref = (p: Policy, index: number): StatementRef => ({
  policy: p.name,
  kind: p.kind,
  index,
  sid: ((p.statements[index] as J)['Sid'] as string) ?? null,
});
const ctxOf = (r: AuthorizationRequest): Map<string, ContextValue> =>
  new Map(Object.entries(r.context).map(([k, v]) => [k.toLowerCase(), v]));
function layer(
  pols: readonly Policy[],
  kind: PolicyKind,
  r: AuthorizationRequest,
  ctx: Map<string, ContextValue>,
): Decision {
  const misses: Miss[] = [];
  let allow: StatementRef | null = null;
  for (const p of pols)
    for (let i = 0; i < p.statements.length; i++) {
      const m = match(p, i, r, ctx);
      if (m === null) {
        if (p.statements[i]?.['Effect'] === 'Deny') return { effect: 'explicit-deny', statement: ref(p, i) };
        allow ??= ref(p, i);
      } else if (p.statements[i]?.['Effect'] === 'Allow') misses.push(m);
    }
  return allow
    ? { effect: 'allow', statement: allow, allowedBy: [allow] }
    : { effect: 'implicit-deny', layer: kind, misses };
}
export interface PolicySet {
  identity?: readonly Policy[];
  boundary?: readonly Policy[];
  session?: readonly Policy[];
  resource?: readonly Policy[];
}
export function evaluate(p: PolicySet, r: AuthorizationRequest): Decision {
  const ctx = ctxOf(r);
  const res = p.resource ? layer(p.resource, 'resource', r, ctx) : null;
  const id = p.identity ? layer(p.identity, 'identity', r, ctx) : null;
  const layers = [
    id,
    p.boundary ? layer(p.boundary, 'boundary', r, ctx) : null,
    p.session ? layer(p.session, 'session', r, ctx) : null,
  ];
  for (const d of [res, ...layers]) if (d?.effect === 'explicit-deny') return d;
  const first = id?.effect === 'allow' ? id : res?.effect === 'allow' ? res : (id ?? res);
  if (first === null || first === undefined) return { effect: 'implicit-deny', layer: 'identity', misses: [] };
  if (first.effect !== 'allow') return first;
  for (const d of layers.slice(1)) if (d && d.effect !== 'allow') return d;
  return first;
}
export function evaluateTrust(t: Policy, r: AuthorizationRequest): Decision {
  return layer([t], t.kind, r, ctxOf(r));
}
