export { ConfigClient } from './client/config-client.ts';
export { asTask, taskEnvironment } from './system/as-task.ts';
export { type LocalCloud, localClientId, startLocalCloud } from './system/cloud.ts';
export { freePort } from './system/free-port.ts';
export { provisionRefreshLoop, type RefreshLoop, type RefreshLoopOptions, register } from './system/refresh-loop.ts';
export { sabotagedService } from './system/sabotaged-service.ts';
export { ServiceProcess } from './system/service-process.ts';
export { serviceSettings } from './system/service-settings.ts';
export { type LocalSystem, serviceEntry, startLocalSystem } from './system/system.ts';
