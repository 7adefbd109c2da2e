import { describe } from 'mocha';
import { add, granting, type Overlooked, refutesEach } from './overlooked.ts';

const breakGlass = 'arn:aws:iam::111122223333:user/leasehold-operator';

/** In the reader's policy, and in the boundary that was to stop it. */
function granted(what: string, action: string, Resource: string): Overlooked {
  return {
    what,
    theorem: 'nothing beyond the boundary',
    change: granting(['tenant-reader', 'tenant-boundary'], action, { Resource }),
  };
}

describe('The proof does not overlook actions of other services:', () => {
  refutesEach([
    granted('an access key for break-glass', 'iam:CreateAccessKey', breakGlass),
    granted('what IAM may publish tomorrow', 'iam:Lend*', breakGlass),
    granted('items that come through an accelerator', 'dax:GetItem', '*'),
    granted('all of a service', 'dax:*', '*'),
    granted('exports of the table in a bucket', 's3:GetObject', 'arn:aws:s3:::exports/*'),
    granted('a service that AWS does not list', 'tomorrow:GetItem', '*'),
    {
      ...granted('the role policy, which is not to be widened either', 's3:GetObject', 'arn:aws:s3:::exports/*'),
      theorem: 'nothing past the denials',
    },
    ...['dax:GetItem', 'lambda:InvokeFunction', 'iam:PutRolePolicy'].map((action) => ({
      what: `${action} of the task role`,
      theorem: 'task role',
      change: add(['task-role'], { Action: [action], Resource: '*' }),
    })),
  ]);
});
