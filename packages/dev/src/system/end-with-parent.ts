// Loaded before the service's entry point (`node --import`): its standard input is a pipe from whoever started it, and when
// that process is gone, however it ended, the service drains as on any SIGTERM instead of living on with nobody to stop it.
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
