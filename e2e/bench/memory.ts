import { readFileSync, readdirSync } from 'node:fs';

/** Resident memory of a browser in megabytes: all its processes together, and those that run the extension's pages and worker. */
export interface Memory {
  all: number;
  extension: number;
}

/** Sums the resident memory of the browser that uses this profile, from `/proc`: the process that names it, and its descendants. */
export function memoryOf(profile: string): Memory {
  const processes = new Map<number, { parent: number; command: string; megabytes: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      processes.set(Number(name), { parent: number(status, 'PPid'), command, megabytes: residentOf(name, status) / 1024 });
    } catch {
      // A process that has just ended.
    }
  }
  const total: Memory = { all: 0, extension: 0 };
  for (const [id, one] of processes) {
    if (!belongs(id)) continue;
    total.all += one.megabytes;
    if (one.command.includes('--extension-process')) total.extension += one.megabytes;
  }
  return total;

  function belongs(id: number): boolean {
    for (let at = processes.get(id); at; at = processes.get(at.parent)) if (at.command.includes(`--user-data-dir=${profile}`)) return true;
    return false;
  }
}

/** Watches the memory of a browser while something goes on: what it grew to beyond what it had at the start. */
export async function growthDuring(profile: string, work: () => Promise<unknown>): Promise<{ before: Memory; growth: Memory }> {
  const before = memoryOf(profile);
  const peak = { ...before };
  const look = () => {
    const now = memoryOf(profile);
    peak.all = Math.max(peak.all, now.all);
    peak.extension = Math.max(peak.extension, now.extension);
  };
  const timer = setInterval(look, 200);
  try {
    await work();
    look();
  } finally {
    clearInterval(timer);
  }
  return { before, growth: { all: peak.all - before.all, extension: peak.extension - before.extension } };
}

/** Pages that several processes share count once, in equal parts; where the system does not tell, in full for each. In kilobytes. */
function residentOf(process: string, status: string): number {
  try {
    return number(readFileSync(`/proc/${process}/smaps_rollup`, 'utf8'), 'Pss');
  } catch {
    return number(status, 'VmRSS');
  }
}

function number(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}
