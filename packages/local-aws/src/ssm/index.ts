export { ParameterFileError } from './parameter-file.ts';
export { createSsmService, type SsmServiceOptions } from './ssm-service.ts';
