import { judgeFile } from './judge-case.ts';
import { loadCases } from './load-cases.ts';

/** A case that is not decided as it is written. */
export interface FailedCase {
  readonly name: string;
  readonly complaint: string;
}

/** Every case of `policies/cases` that does not come out as written, on the documents as shipped. */
export function failedCases(): readonly FailedCase[] {
  return loadCases().flatMap((file) => {
    const verdicts = judgeFile(file);
    return file.cases.flatMap(({ name }, index) => {
      const complaint = verdicts[index]?.complaint ?? null;
      return complaint === null ? [] : [{ name, complaint }];
    });
  });
}
