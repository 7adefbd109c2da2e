import { eachAllow, eachStatement } from '../each-statement.ts';
import type { LintRule } from '../finding.ts';
import { isGuarded, variablesOf } from '../statement-variables.ts';

export const variablesGuarded: LintRule = {
  id: 'variables-guarded',
  what: 'An Allow that uses a variable asks for its key to be present (Null).',
  why: 'A reader sees at once that a session without the tag gets nothing, and it does not hang on how an empty variable is treated.',
  check: (set) =>
    eachAllow(set, (statement) => {
      const keys = new Set(variablesOf(statement).map(({ key }) => key));
      return [...keys]
        .filter((key) => !isGuarded(statement, key))
        .map((key) => ({
          text: `uses \${${key}} and does not ask whether it is there.`,
          advice: `Add "Null": {"${key}": "false"}.`,
        }));
    }),
};

export const noVariableDefault: LintRule = {
  id: 'no-variable-default',
  what: 'No variable has a default value.',
  why: 'A session without the tag would act as the tenant that the default names.',
  check: (set) =>
    eachStatement(set, (statement) =>
      variablesOf(statement)
        .filter(({ hasDefault }) => hasDefault)
        .map(({ key, where }) => ({
          text: `gives \${${key}} a default value in ${where}.`,
          advice: 'Leave the default out: without the tag, nothing may match.',
        })),
    ),
};

export const noVariableInDeny: LintRule = {
  id: 'no-variable-in-deny',
  what: 'No Deny relies on a variable.',
  why: 'When the variable has no value, the Deny silently stops applying.',
  check: (set) =>
    eachStatement(set, (statement) => {
      const keys = statement.Effect === 'Deny' ? new Set(variablesOf(statement).map(({ key }) => key)) : [];
      return [...keys].map((key) => ({
        text: `denies by \${${key}}, and stops denying when that has no value.`,
        advice: 'Deny by a condition without a variable, or move the variable into an Allow.',
      }));
    }),
};
