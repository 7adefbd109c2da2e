import { type Service, services } from '../actions/service-actions.ts';
import type { Deployment } from '../deployment.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { openToAccount, openToAll } from '../proof/model/ask.ts';
import { isIn } from '../proof/smt/formula.ts';
import { anyText, either, inTurn, type Language, many, range, without, word } from '../proof/smt/language.ts';
import { concat, constant, type Text } from '../proof/smt/text.ts';
import type { Unknowns } from '../proof/smt/unknowns.ts';
import { absent, type KeyValue, set } from '../proof/translate/symbolic-context.ts';

/** Something that a session may ask for, of any service. */
export interface Aim {
  readonly what: string;
  readonly service: string;
  readonly resource: Text;
  readonly keys: Readonly<Record<string, KeyValue>>;
  /** Resource policies of what none of our documents is about; those of its service when left out. */
  readonly policies?: readonly PolicyDocument[];
}

const region = many(either(range('a', 'z'), range('0', '9'), word('-')));
/** An account that no document names. */
const unnamed = '999988887777';

/**
 * Whatever is none of this deployment's: anything else of its account, in any region, and anything of the other accounts
 * named and of one that is not. What those say themselves is not known, so the worst is assumed. Of other accounts only
 * this region is asked, and what has none.
 */
export function elsewhere(
  deployment: Deployment,
  service: string,
  accounts: readonly string[],
  keys: number,
  unknowns: Unknowns,
): readonly Aim[] {
  // Of STS, any principal of any account is asked for by the other targets.
  if (service === 'sts') return [];
  const { partition, account } = deployment;
  const start = `arn:${partition}:${service}:`;
  const members = Array.from({ length: keys }, () => unknowns.text('key elsewhere'));
  const sets: readonly Aim['keys'][] =
    service === 'dynamodb' ? [absent, set(...members)].map((value) => ({ 'dynamodb:LeadingKeys': value })) : [{}];
  const of = (what: string, resource: Text, policies: readonly PolicyDocument[]): readonly Aim[] =>
    sets.map((own) => ({ what, service, resource, keys: own, policies }));
  const isOurs = ownThings(deployment, service);
  const anywhere = inTurn(region, word(`:${account}:`), anyText);
  const others = isOurs === null ? either(anywhere, inTurn(region, word('::'), anyText)) : without(anywhere, isOurs);
  const rest = unknowns.wordThat('elsewhere', others, (text) => isIn(text, others));
  const here = service === 'kms' ? [openToAccount(deployment)] : [];
  const abroad = [...new Set([...accounts, unnamed])].filter((one) => one !== account);
  return [
    ...of(
      isOurs === null ? 'anything of the account' : 'anything else of the account',
      concat(constant(start), rest),
      here,
    ),
    ...(isOurs === null ? of('what has no resource', constant('*'), []) : []),
    ...abroad.flatMap((one) =>
      regionsOf(deployment, service).flatMap((place) => {
        const resource = concat(constant(`${start}${place}:${one}:`), unknowns.text('abroad'));
        return of(one === unnamed ? 'anything of another account' : `anything of the account ${one}`, resource, [
          openToAll,
        ]);
      }),
    ),
  ];
}

function regionsOf({ region: own }: Deployment, service: string): readonly string[] {
  return services.some((one) => one === service) ? [own] : ['', own];
}

/** What the other targets are about, as an ARN goes on behind its service; `null` for a service of which there are none. */
function ownThings({ region: own, account, table }: Deployment, service: string): Language | null {
  const here = `${own}:${account}:`;
  const things: Readonly<Record<Exclude<Service, 'sts'>, Language>> = {
    dynamodb: inTurn(word(`${here}table/${table}`), either(word(''), inTurn(word('/'), anyText))),
    ssm: inTurn(word(`${here}parameter`), anyText),
    kms: inTurn(word(here), anyText),
  };
  return Object.entries(things).find(([name]) => name === service)?.[1] ?? null;
}
