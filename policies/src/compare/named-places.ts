import type { Deployment } from '../deployment.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { asList } from '../proof/translate/statement.ts';

/** Region and account of an ARN; each is empty for some services. */
export interface ArnPlace {
  readonly region: string;
  readonly account: string;
}

/** What no document names. */
export const unnamed: ArnPlace = { region: 'xx-east-9', account: '999988887777' };

/**
 * Where resources can be: here, in another region, in another account, in none, and where the documents name any. For a
 * region with a wildcard stands one that fits it.
 */
export function namedPlaces(
  { region, account }: Deployment,
  documents: readonly PolicyDocument[],
): readonly ArnPlace[] {
  const patterns = documents.flatMap(({ Statement }) =>
    Statement.flatMap(({ Resource, NotResource }) => asList(Resource ?? NotResource ?? [])),
  );
  const named = patterns.flatMap((pattern): readonly ArnPlace[] => {
    const [arn, , , itsRegion = '', itsAccount = ''] = pattern.split(':');
    if (arn !== 'arn' || !/^(?:\d{12})?$/.test(itsAccount)) return [];
    return [{ region: itsRegion.replaceAll('*', '').replaceAll('?', 'x'), account: itsAccount }];
  });
  const usual = [
    { region, account },
    { region: unnamed.region, account },
    { region, account: unnamed.account },
    ...[account, unnamed.account, ''].map((one) => ({ region: '', account: one })),
    { region, account: '' },
  ];
  const all = [...usual, ...named];
  return [...new Map(all.map((place) => [JSON.stringify(place), place])).values()];
}
