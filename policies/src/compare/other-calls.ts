import type { Service, ServiceAction } from '../actions/service-actions.ts';
import type { Deployment } from '../deployment.ts';
import { parameterKeyArn, roleArn, tableArn } from '../names.ts';
import type { PolicyDocument } from '../policy-document.ts';
import type { PolicySet } from '../policy-set.ts';
import { everything } from '../proof/model/ask.ts';
import { concat, constant } from '../proof/smt/text.ts';
import { absent, set as setOf } from '../proof/translate/symbolic-context.ts';
import { callsAt, type Place } from './calls-at.ts';
import type { ComparedRequest } from './compared-request.ts';
import { membersNeeded } from './members-needed.ts';
import { everybody, hasPolicies, namesOf } from './somebody.ts';

/** What whoever is no tenant's session may do with table and key when everything else allows it. */
export function* otherCalls(
  base: PolicySet,
  now: PolicySet,
  actions: readonly ServiceAction[],
): Generator<ComparedRequest> {
  const { deployment } = now;
  const documents = [base, now].flatMap(({ documents: all }) => [all['tenant-table'], all['parameter-key']]);
  const tenants = [deployment.readerRole, deployment.writerRole].map((role) => roleArn(deployment, role));
  const named = (service: Service) => actions.filter((one) => one.service === service).map(({ name }) => name);
  const tables = [base, now].map((set) => [set.documents['tenant-table']]) as [PolicyDocument[], PolicyDocument[]];
  const keys = membersNeeded(tables, named('dynamodb'));
  for (const place of [tableOf(deployment, named('dynamodb'), keys), keyOf(deployment, named('kms'))]) {
    const callers = everybody(now, documents, tenants).filter(({ kind }) => kind !== 'token');
    // Tenants' sessions are asked about by themselves, so what is found here is never of everybody.
    const outOf = [...namesOf(callers), "tenants' sessions"];
    for (const caller of callers) yield* callsAt(base, now, place, caller, outOf);
  }
}

const allowedOtherwise = 'with every policy of its own';

function tableOf(deployment: Deployment, actions: readonly string[], most: number): Place {
  const table = constant(tableArn(deployment));
  const keys = 'dynamodb:LeadingKeys';
  return {
    limits: allowedOtherwise,
    actions,
    targets: (unknowns) => {
      const key = setOf(...Array.from({ length: most }, () => unknowns.text('key')));
      const below = concat(table, constant('/'), unknowns.text('below the table'));
      const what = 'an index, stream or backup of the table';
      return [
        { what: 'an item', resource: table, keys: { [keys]: key } },
        { what: 'the table without a leading key', resource: table, keys: { [keys]: absent } },
        { what, resource: below, keys: { [keys]: absent } },
        { what, resource: below, keys: { [keys]: key } },
      ];
    },
    layers: ({ documents }, caller) => [
      { ...(hasPolicies(caller) ? { identity: [everything] } : {}), resource: [documents['tenant-table']] },
    ],
  };
}

function keyOf(deployment: Deployment, actions: readonly string[]): Place {
  return {
    limits: allowedOtherwise,
    actions,
    targets: () => [{ what: 'the parameter key', resource: constant(parameterKeyArn(deployment)), keys: {} }],
    // The key's own policy must allow by itself, whatever IAM says (KMS developer guide, key policies).
    layers: ({ documents }, caller) => {
      const resource = [documents['parameter-key']];
      return hasPolicies(caller) ? [{ identity: [everything], resource }, { resource }] : [{ resource }];
    },
  };
}
