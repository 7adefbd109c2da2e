export { bundleFile, bundleNotifier } from './bundle.ts';
export { currentBundle } from './current-bundle.ts';
export { parameterPattern, parameterRule } from './parameter-rule.ts';
