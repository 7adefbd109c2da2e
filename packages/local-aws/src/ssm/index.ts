export { ParameterFileError } from './parameter-file.ts';
export { createSsmService } from './ssm-service.ts';
