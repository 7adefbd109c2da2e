export { composeService } from './composition/compose-service.ts';
export { parts } from './composition/parts.ts';
export { observe, override, type Token } from './composition/token.ts';
export type { LogDestination } from './logging/log-destination.ts';
export { smallMemoryFlags } from './service/node-flags.ts';
export type { Service } from './service/service.ts';
export { readSettings } from './settings/read-settings.ts';
export type { Settings } from './settings/settings.ts';
export { SettingsError } from './settings/settings-error.ts';
