import { keyManagement } from '../../actions/left-open.ts';
import type { ServiceAction } from '../../actions/service-actions.ts';
import { parameterArn, parameterKeyArn, principalArn, roleArn } from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import { parameterStoreEndpoint } from '../../service-endpoints.ts';
import { attempts, type Deed, deed } from '../model/attempt.ts';
import { differences, nameCharacter, tagCharacter, tenantGrammar } from '../model/names.ts';
import { everybodyBut, namedPrincipal, ownPrincipals } from '../model/principal.ts';
import { keyReads, keyWrites } from '../promised.ts';
import type { Question } from '../question.ts';
import { and, equal, not, startsWith } from '../smt/formula.ts';
import type { Language } from '../smt/language.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { absent, type KeyValue, one } from '../translate/symbolic-context.ts';
import { thoseWhoTouchItems } from './table-policy.ts';

const encryptionContext = 'kms:EncryptionContext:PARAMETER_ARN';

/** No slash: with one, the tag would be a path inside a tenant's. */
const tagCharacterButSlash: Language = {
  term: `(re.diff ${tagCharacter.term} (str.to_re "/"))`,
  source: `(?!/)(?:${tagCharacter.source})`,
};

/**
 * By the key's policy alone. KMS wants the key's policy itself to allow, or to leave it to the account, whatever identity policies
 * say; so that is what is asked here, and whom it lets in stands for "with `Allow *` attached". An action that KMS does
 * not have yet counts as a use.
 *
 * Assumes tags without a slash, which role policies and boundary refuse and no trust policy lets through: to the key's policy, the
 * tag `acme/orders` would be a part of acme. And that an encrypted parameter's ARN is in the encryption context, as
 * Parameter Store documents.
 */
export const keyPolicy: Theorem = {
  name: 'key policy',
  says: "Whatever is attached to them, nobody uses the parameter key but the tenant roles, for parameters of the session's own tenant, only the writer encrypting, and break-glass, for this deployment's parameters: all of them through Parameter Store, and nobody by a grant or any other use.",
  *questions(set, actions) {
    const { deployment, documents } = set;
    const layers = { resource: [documents['parameter-key']] };
    const key = parameterKeyArn(deployment);
    const uses = actions.filter(({ name, service }) => service === 'kms' && !keyManagement.includes(name));
    const isMeant = ({ name }: ServiceAction): boolean => [...keyReads, ...keyWrites].some((one) => one === name);
    const [meant, others] = [uses.filter(isMeant), uses.filter((action) => !isMeant(action))];
    const encrypting = uses.filter(({ name }) => keyWrites.some((one) => one === name));
    const writers = [roleArn(deployment, deployment.writerRole), principalArn(deployment, deployment.breakGlass)];
    for (const who of everybodyBut(deployment, thoseWhoTouchItems(deployment), [documents['parameter-key']])) {
      yield* attempts(who, deed('the parameter key', key, uses), layers, 'denied');
    }
    for (const who of everybodyBut(deployment, [], [documents['parameter-key']])) {
      yield* attempts(who, deed('the parameter key', key, others), layers, 'denied');
      for (const one of keyUsesNotMeant(set, meant)) yield* attempts(who, one, layers, 'denied');
    }
    for (const who of ownPrincipals(deployment, writers)) {
      yield* attempts(who, deed('the parameter key', key, encrypting), layers, 'denied');
    }
    yield* forOtherTenants(set, meant);
  },
};

/** Not through Parameter Store, or for what is no parameter of the deployment. */
function keyUsesNotMeant({ deployment }: PolicySet, actions: readonly ServiceAction[]): readonly Deed[] {
  const resource = constant(parameterKeyArn(deployment));
  const but = (key: string, what: string, isMeant: (value: Text) => ReturnType<typeof equal>): Deed => ({
    what: `the parameter key, ${what}`,
    actions,
    of: (unknowns) => {
      const [present, value] = [unknowns.flag(`has ${key}`), unknowns.text(key)];
      unknowns.assume(not(and(present, isMeant(value))));
      return { resource, keys: { [key]: { kind: 'one', present, value } } };
    },
  });
  const root = constant(parameterArn(deployment, `/${deployment.parameterRoot}/`));
  return [
    but('kms:ViaService', 'not through Parameter Store', (value) =>
      equal(value, constant(parameterStoreEndpoint(deployment))),
    ),
    but(encryptionContext, 'for no parameter of the deployment', (value) => startsWith(value, root)),
  ];
}

/** Sessions of tenant t for a parameter of u, and sessions of nobody for anything. */
function* forOtherTenants(
  { deployment, documents }: PolicySet,
  actions: readonly ServiceAction[],
): Generator<Question> {
  const layers = { resource: [documents['parameter-key']] };
  const root = constant(parameterArn(deployment, `/${deployment.parameterRoot}/`));
  const apart = differences(['t', 'u'], [tagCharacterButSlash, nameCharacter], tenantGrammar);
  for (const role of [deployment.readerRole, deployment.writerRole]) {
    const ask = (
      how: string,
      keys: (unknowns: Unknowns) => Readonly<Record<string, KeyValue>>,
    ): Generator<Question> => {
      const who = namedPrincipal(deployment, `role/${role}`);
      const resource = constant(parameterKeyArn(deployment));
      const one: Deed = {
        actions,
        what: `the parameter key, ${how}`,
        of: (unknowns) => ({ resource, keys: keys(unknowns) }),
      };
      return attempts(who, one, layers, 'denied');
    };
    for (const { how, make } of apart) {
      yield* ask(`for a parameter of another tenant: ${how}`, (unknowns) => {
        const { one: tag, other } = make(unknowns);
        const parameter = concat(root, other, constant('/'), unknowns.text('name'));
        return { 'aws:PrincipalTag/TenantId': one(tag), [encryptionContext]: one(parameter) };
      });
    }
    yield* ask('in a session without tag', () => ({ 'aws:PrincipalTag/TenantId': absent }));
  }
}
