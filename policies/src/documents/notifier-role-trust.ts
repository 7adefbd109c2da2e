import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import { notifierArn } from '../names.ts';
import type { PolicyDocument } from '../policy-document.ts';

/**
 * Lambda alone runs as the notifier, for that one function; the two conditions refuse a confused deputy. That Lambda says for
 * which function it asks is not documented (?): if it does not, the function never runs.
 */
export function notifierRoleTrustPolicy(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'RunFunction',
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: ['sts:AssumeRole'],
        Condition: {
          StringEquals: { 'aws:SourceAccount': deployment.account },
          ArnEquals: { 'aws:SourceArn': notifierArn(deployment) },
        },
      },
    ],
  };
}
