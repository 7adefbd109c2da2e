import { statSync } from 'node:fs';
import { bundleNotifier } from './bundle.ts';

const file = await bundleNotifier();
process.stdout.write(`${file}  ${Math.round(statSync(file).size / 1024)} KiB\n`);
