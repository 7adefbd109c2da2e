import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import {
  itemReads,
  itemWrites,
  keyReads,
  keyWrites,
  parameterLists,
  parameterReads,
  parameterWrites,
} from '../granted-actions.ts';
import { leadingKey, parameterArn, parameterKeyArn, servicePath, tableArn } from '../names.ts';
import type { PolicyDocument, PolicyStatement } from '../policy-document.ts';
import type { SessionScope } from '../session-scope.ts';

/**
 * The session policy: the literal tenant and the one service (or the shared partition) of this session. It never adds to
 * the role policy, only cuts it down, and holds by itself if the role policy were too wide. At most 2,048 characters for
 * all legal names. @throws NameGrammarError, DeploymentGrammarError
 */
export function sessionPolicy(deployment: Deployment, tenant: string, scope: SessionScope): PolicyDocument {
  safeDeployment(deployment);
  const writes = scope.access === 'write';
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Items',
        Effect: 'Allow',
        Action: writes ? [...itemReads, ...itemWrites] : itemReads,
        Resource: tableArn(deployment),
        Condition: {
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': leadingKey(tenant, scope.service) },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      },
      // Shared configuration lives in DynamoDB alone: such a session reaches no parameter and no key.
      ...(scope.service === null
        ? []
        : parametersOf(deployment, servicePath(deployment.parameterRoot, tenant, scope.service), writes)),
    ],
  };
}

function parametersOf(deployment: Deployment, path: string, writes: boolean): readonly PolicyStatement[] {
  const below = parameterArn(deployment, `${path}/*`);
  return [
    {
      Sid: 'Parameters',
      Effect: 'Allow',
      Action: writes ? [...parameterReads, ...parameterWrites] : parameterReads,
      Resource: below,
    },
    // Authorised on the requested path, which has no slash at its end.
    { Sid: 'List', Effect: 'Allow', Action: parameterLists, Resource: parameterArn(deployment, path) },
    {
      Sid: 'Key',
      Effect: 'Allow',
      Action: writes ? [...keyReads, ...keyWrites] : keyReads,
      Resource: parameterKeyArn(deployment),
      Condition: { StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': below } },
    },
  ];
}
