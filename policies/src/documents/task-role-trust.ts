import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import type { PolicyDocument } from '../policy-document.ts';

/** Only ECS tasks of this account and region run as the service; the two conditions refuse a confused deputy. */
export function taskRoleTrustPolicy(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'RunTasks',
        Effect: 'Allow',
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Action: ['sts:AssumeRole'],
        Condition: {
          StringEquals: { 'aws:SourceAccount': deployment.account },
          ArnLike: {
            'aws:SourceArn': `arn:${deployment.partition}:ecs:${deployment.region}:${deployment.account}:*`,
          },
        },
      },
    ],
  };
}
