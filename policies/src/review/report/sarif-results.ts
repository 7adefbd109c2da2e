import type { DocumentName } from '../../policy-set.ts';
import type { RenderedMode } from '../rendered/rendered-files.ts';
import type { RequestChange, Review } from './review.ts';

export type Level = 'error' | 'warning' | 'note';

/** One thing to be told about one document. */
export interface Result {
  readonly rule: string;
  readonly level: Level;
  readonly text: string;
  readonly mode: RenderedMode;
  readonly document: DocumentName;
  readonly sid: string | null;
}

/** Lint findings, theorems that are not proved, and requests that became possible or impossible. */
export function sarifResults({ lint, proof, changes }: Review): readonly Result[] {
  const found = lint.findings.map(({ rule, level, mode, document, sid, text, advice }) => ({
    ...{ rule, level, mode, document, sid },
    text: `${document}${sid === null ? '' : `/${sid}`} ${text} ${advice}`,
  }));
  const unproved = (proof ?? []).flatMap(({ mode, results }) =>
    results.flatMap(({ theorem, says, status, counterexample, unanswered = [] }): readonly Result[] => {
      if (status === 'proved') return [];
      const why =
        counterexample === undefined
          ? `The solver could not decide it${unanswered.length === 0 ? '' : `: ${unanswered.join('; ')}`}.`
          : `Allowed and should not be: ${JSON.stringify(counterexample)}`;
      const document = counterexample?.role === 'writer' ? 'tenant-writer' : 'tenant-reader';
      return [
        {
          rule: `theorem/${theorem}`,
          level: 'error',
          text: `Not proved (${mode}): ${says} ${why}`,
          mode,
          document,
          sid: null,
        },
      ];
    }),
  );
  return [
    ...found,
    ...unproved,
    ...(changes?.newlyAllowed ?? []).map((change) => changed('newly-allowed', 'warning', change)),
    ...(changes?.newlyDenied ?? []).map((change) => changed('newly-denied', 'note', change)),
    ...(changes?.unexplainedDocuments ?? []).map(
      (document): Result => ({
        ...{ rule: 'read-the-diff', level: 'warning', mode: 'web-identity', document, sid: null },
        text: `The text of ${document} changed, and no request that was compared is decided otherwise because of it: it says the same in other words, or changed where nothing is compared. Read its diff.`,
      }),
    ),
  ];
}

function changed(
  rule: string,
  level: Level,
  { explanation, example, document, sid, mode = 'web-identity' }: RequestChange,
): Result {
  return {
    rule,
    level,
    text: `${explanation} For example: ${JSON.stringify(example)}`,
    mode,
    // Where nobody says which document brought it about, the role's policy is where a reader starts.
    document: document ?? (example.role === 'writer' ? 'tenant-writer' : 'tenant-reader'),
    sid: sid ?? null,
  };
}
