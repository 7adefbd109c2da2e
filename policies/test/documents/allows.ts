import type { PolicyDocument, PolicyStatement } from '../../src/index.ts';

export function allows(document: PolicyDocument): readonly PolicyStatement[] {
  return document.Statement.filter((statement) => statement.Effect === 'Allow');
}
