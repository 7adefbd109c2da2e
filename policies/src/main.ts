/*
 * For a reviewer: `node policies/src/main.ts` decides every case of policies/cases with the policy engine, on the documents
 * as shipped, and says what decided it. No network, no AWS account. Exits 1 when a case does not come out as written.
 */
import { judgeFile } from './cases/judge-case.ts';
import { loadCases } from './cases/load-cases.ts';

let failed = 0;
let passed = 0;
for (const file of loadCases()) {
  console.log(`\n${file.topic}`);
  const verdicts = judgeFile(file);
  file.cases.forEach((one, index) => {
    const complaint = verdicts[index]?.complaint ?? null;
    if (complaint === null) passed += 1;
    else failed += 1;
    console.log(
      `  ${complaint === null ? 'ok  ' : 'FAIL'} ${one.name}: ${complaint ?? `${one.expect} by ${one.decidedBy.join(', ')}`}`,
    );
  });
}
console.log(`\n${passed} cases as written, ${failed} not`);
if (failed > 0) process.exitCode = 1;
