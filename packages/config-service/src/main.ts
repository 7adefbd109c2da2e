import { composeService } from './composition/compose-service.ts';
import { runService } from './service/run-service.ts';
import { readSettings } from './settings/read-settings.ts';

/** The entry point, of production and of a laptop alike: all that differs is in the environment. */
await runService(process, () => composeService(readSettings(process.env)));
