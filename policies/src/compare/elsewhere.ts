import type { Deployment } from '../deployment.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { openToAccount, openToAll } from '../proof/model/ask.ts';
import { and, equal, not, startsWith } from '../proof/smt/formula.ts';
import { anyText, either, inTurn, type Language, without, word } from '../proof/smt/language.ts';
import { concat, constant, type Text } from '../proof/smt/text.ts';
import type { Unknowns } from '../proof/smt/unknowns.ts';
import { absent, type KeyValue, set } from '../proof/translate/symbolic-context.ts';
import { type ArnPlace, unnamed } from './named-places.ts';

/** Something that a session may ask for, of any service. */
export interface Aim {
  readonly what: string;
  readonly service: string;
  readonly resource: Text;
  readonly keys: Readonly<Record<string, KeyValue>>;
  /** Resource policies of what none of our documents is about; those of its service when left out. */
  readonly policies?: readonly PolicyDocument[];
}

/**
 * Whatever is none of this deployment's: anything else of its account and region, and anything of the places given. What
 * its own policies say is not known; of other accounts the worst is assumed, as without them nothing there is allowed.
 */
export function elsewhere(
  deployment: Deployment,
  service: string,
  places: readonly ArnPlace[],
  keys: number,
  unknowns: Unknowns,
): readonly Aim[] {
  // Of STS, any principal of any account is asked for by the other targets.
  if (service === 'sts') return [];
  const { partition, account, region } = deployment;
  const members = Array.from({ length: keys }, () => unknowns.text('key elsewhere'));
  const sets: readonly Aim['keys'][] =
    service === 'dynamodb' ? [absent, set(...members)].map((value) => ({ 'dynamodb:LeadingKeys': value })) : [{}];
  const aims = places.flatMap((place) => {
    const isHere = place.region === region && place.account === account;
    const rest = isHere ? notOurs(deployment, service, unknowns) : unknowns.text('elsewhere');
    if (rest === null) return [];
    const resource = concat(constant(`arn:${partition}:${service}:${place.region}:${place.account}:`), rest);
    return [{ what: whatIn(place, deployment, service), resource, policies: policiesOf(place, deployment, service) }];
  });
  const nothing = { what: 'what has no resource', resource: constant('*'), policies: [] };
  // Of the services of the proof, it is asked for by the other targets as well.
  const all = isOther(service) ? [...aims, nothing] : aims;
  return all.flatMap((aim) => sets.map((own) => ({ ...aim, service, keys: own })));
}

function policiesOf(place: ArnPlace, deployment: Deployment, service: string): readonly PolicyDocument[] {
  if (place.account !== '' && place.account !== deployment.account) return [openToAll];
  return service === 'kms' ? [openToAccount(deployment)] : [];
}

function whatIn({ region, account }: ArnPlace, deployment: Deployment, service: string): string {
  if (account === unnamed.account) return 'anything of another account';
  if (account === '') return 'anything whose ARN has no account';
  if (account !== deployment.account) return `anything of the account ${account}`;
  if (region === unnamed.region) return 'anything of another region';
  if (region !== '' && region !== deployment.region) return `anything of the region ${region}`;
  return isOther(service) ? 'anything of the account' : 'anything else of the account';
}

function isOther(service: string): boolean {
  return !['dynamodb', 'ssm', 'kms'].includes(service);
}

/** What the other targets are not about; `null` when they are about everything of the service. */
function notOurs({ table }: Deployment, service: string, unknowns: Unknowns): Text | null {
  const [own, below] = [`table/${table}`, `table/${table}/`];
  const but = (language: Language): Language => without(anyText, language);
  switch (service) {
    case 'kms':
      return null;
    case 'dynamodb':
      return unknowns.wordThat('elsewhere', but(either(word(own), inTurn(word(below), anyText))), (text) =>
        and(not(equal(text, constant(own))), not(startsWith(text, constant(below)))),
      );
    case 'ssm':
      return unknowns.wordThat('elsewhere', but(inTurn(word('parameter'), anyText)), (text) =>
        not(startsWith(text, constant('parameter'))),
      );
    default:
      return unknowns.text('elsewhere');
  }
}
