import { type FailureMeaningName, failureMeanings } from '../src/failure-meanings.ts';
import { failureTable } from '../src/failure-table.ts';

/** The table of failures as the README shows it: codes of one meaning in one row, in the order of the table. */
export function failureTableText(): string {
  const codes = new Map<string, string[]>();
  for (const { code, meaning } of failureTable) {
    const { AssumeRoleWithWebIdentity: webIdentity, AssumeRole: assumeRole } = meaning;
    const means = `${cell(webIdentity)} | ${webIdentity === assumeRole ? 'the same' : cell(assumeRole)}`;
    const alike = codes.get(means);
    if (alike === undefined) codes.set(means, [code]);
    else alike.push(code);
  }
  const rows = [...codes].map(([means, alike]) => `| ${alike.join(', ')} | ${means} |`);
  return ['| STS says | by web identity | by assuming the role |', '| --- | --- | --- |', ...rows].join('\n');
}

function cell(name: FailureMeaningName): string {
  const meaning = failureMeanings[name];
  const endpoint = meaning.class === 'recoverable' && meaning.endpointAtFault ? ', endpoint' : '';
  return `\`${meaning.class}\`${endpoint}: ${meaning.why}`;
}
