import type { PolicyDocument, PolicyStatement } from '../../policy-document.ts';
import { asList } from '../translate/statement.ts';

/**
 * A resource's policy, read for sessions as widely as AWS may: an Allow for everybody, and one for a provider of tokens, names the
 * session itself, which boundary and session policy then do not limit. A session that a token opened counts as its provider's
 * (IAM user guide, Principal element), and of `*` the evaluation logic says only what it means with `aws:PrincipalArn` beside it.
 */
export function widelyRead(document: PolicyDocument): PolicyDocument {
  return { ...document, Statement: document.Statement.map(namingSessions) };
}

function namingSessions(statement: PolicyStatement): PolicyStatement {
  const { Effect, Principal, Condition = {} } = statement;
  if (Effect !== 'Allow' || !isOfEverybody(Principal)) return statement;
  const like = { 'aws:PrincipalArn': '*', ...Condition['StringLike'] };
  return { ...statement, Principal: '*', Condition: { ...Condition, StringLike: like } };
}

function isOfEverybody(principal: PolicyStatement['Principal']): boolean {
  if (principal === undefined || typeof principal === 'string') return principal === '*';
  return asList(principal['AWS'] ?? []).includes('*') || principal['Federated'] !== undefined;
}
