import { createHash } from 'node:crypto';
import type { DocumentName } from '../../policy-set.ts';
import { isChanged, partsPhrase, theoremsPhrase } from '../machinery/machinery.ts';
import { type RenderedMode, renderedPath } from '../rendered/rendered-files.ts';
import type { Review } from './review.ts';
import { type Level, type Result, sarifResults } from './sarif-results.ts';

/*
 * SARIF 2.1.0 (OASIS standard), the part of it that code review tools read: one run, its rules, and for each result a
 * message and the line of a rendered document.
 */

interface Rule {
  readonly id: string;
  readonly what: string;
  readonly why: string;
  readonly level: Level;
}

/** Lint findings, theorems that are not proved, and requests that became possible or impossible, as a SARIF log. */
export function reviewSarif(review: Review): string {
  const results = sarifResults(review);
  const rules = rulesOf(review);
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'leasehold-policies',
            rules: rules.map(({ id, what, why, level }) => ({
              id,
              shortDescription: { text: what },
              fullDescription: { text: why },
              defaultConfiguration: { level },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, endTimeUtc: review.made, ...notificationsOf(review) }],
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
        results: results.map((result) => ({
          ruleId: result.rule,
          ruleIndex: rules.findIndex(({ id }) => id === result.rule),
          level: result.level,
          message: { text: result.text },
          locations: [locationOf(review, result)],
          partialFingerprints: { 'leaseholdPolicy/v1': fingerprint(result) },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rulesOf({ lint, proof }: Review): readonly Rule[] {
  const theorems = new Map((proof ?? []).flatMap(({ results }) => results.map(({ theorem, says }) => [theorem, says])));
  return [
    ...lint.rules.map(({ id, what, why }) => ({ id, what, why, level: 'error' as const })),
    ...[...theorems].map(([theorem, says]) => ({
      id: `theorem/${theorem}`,
      what: says,
      why: 'Proved for every tenant, service, key and path, or not at all.',
      level: 'error' as const,
    })),
    {
      id: 'newly-allowed',
      what: 'No request becomes possible unnoticed.',
      why: 'The solver found a request that the base refuses and this revision allows.',
      level: 'warning',
    },
    {
      id: 'newly-denied',
      what: 'No request becomes impossible unnoticed.',
      why: 'The solver found a request that the base allows and this revision refuses.',
      level: 'note',
    },
    {
      id: 'read-the-diff',
      what: 'No document changes without a difference to show for it.',
      why: 'The comparison asks much and not everything: a change that has no effect as far as was asked is for a person to read.',
      level: 'warning',
    },
  ];
}

/** What the results rest on is no matter of one line, and of the tool itself. */
function notificationsOf({ machinery }: Review): object {
  if (machinery === null || !isChanged(machinery)) return {};
  const phrases = [partsPhrase(machinery), theoremsPhrase(machinery)].filter((phrase) => phrase !== '');
  const text = `Changed since the base, of what these results rest on: ${phrases.join('; ')}.`;
  return { toolExecutionNotifications: [{ level: 'warning', message: { text } }] };
}

function locationOf(review: Review, { mode, document, sid }: Result): unknown {
  const uri = `policies/rendered/${renderedPath(mode, document)}`;
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
      region: { startLine: lineOf(review, mode, document, sid) },
    },
    ...(sid === null ? {} : { logicalLocations: [{ name: sid, fullyQualifiedName: `${document}/${sid}` }] }),
  };
}

/** The line of the statement's Sid in the rendered file, which is the document with two blanks a level; the first line without one. */
function lineOf(review: Review, mode: RenderedMode, name: DocumentName, sid: string | null): number {
  const reviewed = review.documents.find((one) => one.name === name && one.modes.includes(mode));
  if (reviewed === undefined || sid === null) return 1;
  const document = { Version: '2012-10-17', Statement: reviewed.statements.map(({ statement }) => statement) };
  const index = JSON.stringify(document, null, 2)
    .split('\n')
    .findIndex((line) => line.startsWith(`      "Sid": ${JSON.stringify(sid)}`));
  return index < 0 ? 1 : index + 1;
}

/** The same finding in the next run is the same finding, whatever its line. */
function fingerprint({ rule, mode, document, sid, text }: Result): string {
  return createHash('sha256')
    .update(JSON.stringify([rule, mode, document, sid, text]))
    .digest('hex')
    .slice(0, 32);
}
