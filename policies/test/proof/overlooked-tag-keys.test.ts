import { describe } from 'mocha';
import type { PolicyStatement } from '../../src/index.ts';
import { type Overlooked, refutesEach } from './overlooked.ts';

const keys = 'aws:TagKeys';

/** Two denials in the place of the one about tags: three tags meet neither, and no two do. */
const betweenTwo: Overlooked = {
  what: 'a TenantId tag that two others hide from two denials',
  theorem: 'service control policy',
  change(documents) {
    const scp = documents['organization-scp'];
    const halves = (statement: PolicyStatement): readonly PolicyStatement[] => {
      if (!JSON.stringify(statement.Condition ?? {}).includes(keys)) return [statement];
      return [
        { ...statement, Sid: 'A', Condition: { 'ForAllValues:StringLike': { [keys]: ['????????', 'A*'] } } },
        { ...statement, Sid: 'B', Condition: { 'ForAllValues:StringNotLike': { [keys]: ['A*'] } } },
      ];
    };
    documents['organization-scp'] = { ...scp, Statement: scp.Statement.flatMap(halves) };
  },
};

describe('The proof does not overlook', () => {
  refutesEach([betweenTwo]);
});
