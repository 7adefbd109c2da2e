import { describe } from 'mocha';
import { add, provider, refutesEach, rewrite } from './overlooked.ts';

const decrypting = { Action: ['kms:Decrypt'], Resource: '*' };
const compute = { Service: 'ec2.amazonaws.com' };

describe('The proof does not overlook callers that a policy names:', () => {
  refutesEach([
    {
      what: 'an AWS service that may use the key',
      theorem: 'key policy',
      change: add(['parameter-key'], { Principal: compute, ...decrypting }),
    },
    {
      what: 'holders of a token that may use the key',
      theorem: 'key policy',
      change: add(['parameter-key'], { Principal: provider, ...decrypting }),
    },
    {
      what: 'an AWS service that no denial of the table is for',
      theorem: 'table policy',
      change: rewrite(['tenant-table'], ({ Principal, ...rest }) => ({
        ...rest,
        NotPrincipal: { Service: 'redshift.amazonaws.com' },
      })),
    },
  ]);
});
