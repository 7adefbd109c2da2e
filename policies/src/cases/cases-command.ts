import { judgeFile } from './judge-case.ts';
import { loadCases } from './load-cases.ts';

/**
 * `policies cases`: decides every case of `policies/cases` with the policy engine, on the documents as shipped, and says what
 * decided it. Answers with the exit status: 1 when a case does not come out as written.
 */
export function casesCommand(print: (line: string) => void): 0 | 1 {
  let failed = 0;
  let passed = 0;
  for (const file of loadCases()) {
    print(`\n${file.topic}`);
    const verdicts = judgeFile(file);
    file.cases.forEach((one, index) => {
      const complaint = verdicts[index]?.complaint ?? null;
      if (complaint === null) passed += 1;
      else failed += 1;
      const found = complaint ?? `${one.expect} by ${one.decidedBy.join(', ')}`;
      print(`  ${complaint === null ? 'ok  ' : 'FAIL'} ${one.name}: ${found}`);
    });
  }
  print(`\n${passed} cases as written, ${failed} not`);
  return failed === 0 ? 0 : 1;
}
