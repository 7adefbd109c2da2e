import type { PolicySet } from '../policy-set.ts';
import { modeSet, type RenderedMode, renderedModes } from '../review/rendered/rendered-files.ts';
import type { Finding } from './finding.ts';
import { lintRules } from './rules.ts';
import { runLint } from './run-lint.ts';

/** A finding with the mode of the deployment in which it was seen. */
export interface LocatedFinding extends Finding {
  readonly mode: RenderedMode;
}

/** The findings of both modes; what is found alike in both is told once. */
export function lintModes(sets: (mode: RenderedMode) => PolicySet = modeSet): readonly LocatedFinding[] {
  const seen = new Set<string>();
  return renderedModes.flatMap((mode) =>
    runLint(sets(mode)).flatMap((finding) => {
      const text = JSON.stringify(finding);
      if (seen.has(text)) return [];
      seen.add(text);
      return [{ mode, ...finding }];
    }),
  );
}

/** `policies lint`: a line a rule, and below it what it found. Answers with the exit status: 1 when there is an error. */
export function lintCommand(print: (line: string) => void, sets: (mode: RenderedMode) => PolicySet = modeSet): 0 | 1 {
  const findings = lintModes(sets);
  for (const rule of lintRules) {
    const own = findings.filter((finding) => finding.rule === rule.id);
    const errors = own.filter(({ level }) => level === 'error').length;
    const state = errors > 0 ? 'FAIL' : own.length > 0 ? 'note' : 'ok  ';
    print(`${state} ${rule.id}: ${own.length === 0 ? rule.what : `${own.length} found. ${rule.why}`}`);
    for (const { mode, document, sid, text, advice } of own) {
      print(`       ${mode}/${document}${sid === null ? '' : `/${sid}`} ${text} ${advice}`);
    }
  }
  const errors = findings.filter(({ level }) => level === 'error').length;
  print(`${lintRules.length} rules, ${errors} errors, ${findings.length - errors} notes`);
  return errors === 0 ? 0 : 1;
}
