import { measureEvaluations } from './evaluations.ts';

measureEvaluations(5_000);
const runs = Array.from({ length: 5 }, () => measureEvaluations(10_000)).sort((a, b) => a - b);
console.log(`iam-engine: ${Math.round(runs[2] ?? 0).toLocaleString('en')} evaluations/s (median of 5, one core)`);
