import { PolicyGrammarError } from '@leasehold/iam-engine';
import type { DocumentEdit } from '../cases/case-documents.ts';
import { judgeFile } from '../cases/judge-case.ts';
import type { CaseFile } from '../cases/policy-case.ts';
import type { DocumentName, PolicySet } from '../policy-set.ts';
import { editFor, type Place, placeOf } from './case-edit.ts';
import type { Mutant } from './mutant.ts';

/** What told a mutant apart: a policy that IAM would not take, or the name of a case that has another effect. */
export type Kill = { readonly by: 'grammar' } | { readonly by: 'case'; readonly name: string };

/** One case with its file's topic, so that the runner takes it alone. */
type OneCase = CaseFile;

/**
 * Looks for a case that decides otherwise with the mutant deployed: allow, explicit deny or implicit deny. Another reason for
 * the same effect kills nothing. Every case must have its effect without a mutant. @throws Error when one has not
 */
export function caseKiller(set: PolicySet, files: readonly CaseFile[]): (mutant: Mutant) => Kill | null {
  const all = files.flatMap((file) => file.cases.map((one): OneCase => ({ ...file, cases: [one] }) as OneCase));
  const hunts = new Map<DocumentName, Hunt>();
  return (mutant) => {
    const hunt = hunts.get(mutant.document) ?? huntOf(set, mutant.document, all);
    hunts.set(mutant.document, hunt);
    return kill(hunt, mutant);
  };
}

/** The cases in which a document is asked, those that killed last in front: neighbouring mutants mostly die of the same. */
interface Hunt {
  readonly place: Place;
  readonly cases: OneCase[];
}

function huntOf(set: PolicySet, document: DocumentName, all: readonly OneCase[]): Hunt {
  const place = placeOf(set, document);
  return { place, cases: all.filter((one) => concerns(one, place)) };
}

function concerns(one: OneCase, place: Place): boolean {
  let used = false;
  const watching: DocumentEdit = (name, document) => {
    used ||= place.namesIn(name, document) !== null;
    return document;
  };
  for (const { name, complaint, otherEffect } of judgeFile(one, watching)) {
    if (otherEffect) throw new Error(`the case "${name}" is not as written, without any mutant: ${complaint}`);
  }
  return used;
}

function kill({ place, cases }: Hunt, mutant: Mutant): Kill | null {
  const edit = editFor(place, mutant.mutated);
  for (const [index, one] of cases.entries()) {
    const name = nameOfKiller(one, edit);
    if (name === null) continue;
    cases.unshift(...cases.splice(index, 1));
    return name === refused ? { by: 'grammar' } : { by: 'case', name };
  }
  return null;
}

const refused = Symbol('refused');

function nameOfKiller(one: OneCase, edit: DocumentEdit): string | typeof refused | null {
  try {
    return judgeFile(one, edit).find((verdict) => verdict.otherEffect)?.name ?? null;
  } catch (error) {
    if (error instanceof PolicyGrammarError) return refused;
    throw error;
  }
}
