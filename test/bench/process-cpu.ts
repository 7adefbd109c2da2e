import { readFileSync } from 'node:fs';

/** User and system CPU a process has used so far, in microseconds, from /proc (clock ticks of 10 ms). Linux only. */
export function processCpuMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // proc(5): the fields after the parenthesised command name; utime is field 14 and stime 15, here 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
