import { type ServiceAction, services } from '../../actions/service-actions.ts';
import { parameterArn, parameterKeyArn, tableArn } from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import { everything, openToSessions } from '../model/ask.ts';
import { attempts, type Deed } from '../model/attempt.ts';
import { tagCharacter } from '../model/names.ts';
import type { SymbolicCaller } from '../model/principal.ts';
import { symbolicSession, type TenantRole } from '../model/session.ts';
import { readerActions, writerActions } from '../promised.ts';
import { equal, type Formula, not, startsWith } from '../smt/formula.ts';
import { many } from '../smt/language.ts';
import { constant, type Text } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';

/** Stands for every action of all services that no document names. */
export const unlisted: ServiceAction<string> = {
  name: 'unlisted:Action',
  service: 'unlisted',
  resources: null,
  changes: true,
};

/**
 * That the boundary keeps tenants apart and readers from writing by itself is said by other theorems.
 *
 * Assumes that the boundary is attached, and that an Allow on a resource that is not the table, a parameter or the key comes from
 * a policy of the account's own: one of a resource of another kind that names a session is limited to the granted actions.
 */
export const boundary: Theorem = {
  name: 'nothing beyond the boundary',
  says: 'With "Allow *" attached to the role and every resource policy naming the session itself, a tenant session is allowed no action that is not granted to its role, of any service. And with "Allow *" attached, nothing on any other resource than the table, the parameters of the deployment and the parameter key.',
  *questions(set, actions) {
    const layers = { identity: [everything], boundary: [set.documents['tenant-boundary']] };
    for (const [role, granted] of [
      ['reader', readerActions],
      ['writer', writerActions],
    ] as const) {
      for (const tagged of [true, false]) {
        const who = session(set, role, tagged);
        const isGranted = ({ name }: ServiceAction): boolean => granted.some((one) => one === name);
        const beyond: Deed = {
          what: 'anything at all',
          actions: [...actions.filter((action) => !isGranted(action)), unlisted],
          of: (unknowns) => ({ resource: unknowns.text('resource'), keys: {} }),
        };
        yield* attempts(who, beyond, { ...layers, resource: [openToSessions] }, 'denied');
        for (const elsewhere of elsewheres(set, actions)) yield* attempts(who, elsewhere, layers, 'denied');
      }
    }
  },
};

function session(set: PolicySet, role: TenantRole, tagged: boolean): SymbolicCaller {
  const unknowns = new Unknowns();
  const tag = tagged ? unknowns.word('t', many(tagCharacter)) : null;
  const { caller, keys } = symbolicSession(set, role, tag, 'with UserRole or without', unknowns);
  return { what: `${role} ${tagged ? 'with any tag' : 'without tag'}`, caller, keys, unknowns };
}

/** All resources of each service but for the deployment's own. */
function elsewheres({ deployment }: PolicySet, actions: readonly ServiceAction[]): readonly Deed[] {
  const own: Readonly<Record<(typeof services)[number], ((resource: Text) => Formula) | null>> = {
    dynamodb: (resource) => equal(resource, constant(tableArn(deployment))),
    ssm: (resource) => startsWith(resource, constant(parameterArn(deployment, `/${deployment.parameterRoot}/`))),
    kms: (resource) => equal(resource, constant(parameterKeyArn(deployment))),
    sts: null,
  };
  return services.map((service) => ({
    what: `anything else of ${service}`,
    actions: actions.filter((action) => action.service === service),
    of: (unknowns) => {
      const resource = unknowns.text('resource');
      const isOwn = own[service];
      if (isOwn !== null) unknowns.assume(not(isOwn(resource)));
      return { resource, keys: {} };
    },
  }));
}
