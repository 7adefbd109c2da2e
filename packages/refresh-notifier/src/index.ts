export { bundleFile, bundleNotifier } from './bundle.ts';
