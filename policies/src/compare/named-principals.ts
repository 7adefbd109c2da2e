import type { PolicyDocument, PolicyStatement } from '../policy-document.ts';
import { principalsNamed } from '../proof/model/principals-named.ts';
import { asList } from '../proof/translate/statement.ts';
import { valuesAskedOf } from './value-split.ts';

/** ARNs of the roles and users that the documents name one by one: as principals, as spared ones, and in conditions. */
export function individualsNamed(documents: readonly PolicyDocument[]): readonly string[] {
  const asked = valuesAskedOf(documents, 'aws:PrincipalArn');
  const all = [...principalsNamed(documents, 'AWS'), ...asked];
  return [...new Set(all)].filter((arn) => /^arn:[^:*?]+:iam::\d{12}:(?:role|user)\/[^*?]+$/.test(arn));
}

/** Numbers of the accounts that principals, or conditions about who calls, name in whatever way. */
export function accountsNamed(documents: readonly PolicyDocument[]): readonly string[] {
  const asked = documents.flatMap(({ Statement }) => Statement.flatMap(conditionsOnCallers));
  const all = [...principalsNamed(documents, 'AWS'), ...asked];
  return [...new Set(all.flatMap(accountsIn))];
}

function conditionsOnCallers({ Condition = {} }: PolicyStatement): readonly string[] {
  return Object.values(Condition).flatMap((keys) =>
    Object.entries(keys).flatMap(([key, values]) =>
      /^aws:Principal(?:Arn|Account)$/i.test(key) ? asList(values) : [],
    ),
  );
}

function accountsIn(text: string): readonly string[] {
  return text.match(/(?<!\d)\d{12}(?!\d)/g) ?? [];
}
