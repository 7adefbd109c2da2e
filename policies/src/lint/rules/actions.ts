import { matchedActions } from '../action-match.ts';
import { eachAllow } from '../each-statement.ts';
import type { LintRule } from '../finding.ts';

export const noWildcardAction: LintRule = {
  id: 'no-wildcard-action',
  what: 'An Allow names its actions one by one.',
  why: 'A wildcard, or NotAction, also grants what AWS adds next year.',
  check: (set) =>
    eachAllow(set, ({ Action = [], NotAction }) => {
      const wild = NotAction === undefined ? Action.filter((action) => /[*?]/.test(action)) : ['NotAction'];
      return wild.map((action) => ({
        text: `allows by ${action}.`,
        advice: 'List the actions that are needed.',
      }));
    }),
};

/** Actions that reach data past the place where IAM checks the tenant. */
const unscoped: Readonly<Record<string, string>> = {
  'dynamodb:Scan': 'reads every partition, and carries no leading keys',
  'dynamodb:PartiQLSelect': 'reads by a statement, which may be a scan',
  'dynamodb:PartiQLInsert': 'writes by a statement',
  'dynamodb:PartiQLUpdate': 'writes by a statement',
  'dynamodb:PartiQLDelete': 'deletes by a statement',
  'ssm:DescribeParameters': 'names the parameters of all tenants, and knows no resource',
};

export const noUnscopedAction: LintRule = {
  id: 'no-unscoped-action',
  what: 'No Allow grants Scan, PartiQL or DescribeParameters.',
  why: 'They answer with data of every tenant, and the conditions that hold the others do not reach them.',
  check: (set) =>
    eachAllow(set, (statement) =>
      matchedActions(statement, Object.keys(unscoped)).map((action) => ({
        text: `allows ${action}, which ${unscoped[action]}.`,
        advice: 'Use GetItem, Query, GetParameter or GetParametersByPath, which are checked by key or path.',
      })),
    ),
};
