import type { AlarmName } from './context';

/** The browser's alarms, by name; each rings again every minute until it is set anew or cleared. */
export interface AlarmPorts {
  set(name: AlarmName, when: number): Promise<void>;
  clear(name: AlarmName): Promise<void>;
}

const ofRunners: readonly AlarmName[] = ['jobs', 'carry', 'importRun', 'letIn'];

export interface Alarms extends AlarmPorts {
  /** Does the work of an alarm that rang. It rings on unless the work ended; work may set it for later. */
  rang(name: AlarmName, work: () => Promise<unknown>): Promise<void>;
}

/**
 * Alarms that outlive a background stopped in the middle of their work: an alarm is cleared only once its work has
 * ended well without setting it again. Those of `jobs`, `carry`, `importRun` and `letIn` are their runners' own to clear: their work goes on after the ringing.
 */
export function createAlarms(ports: AlarmPorts): Alarms {
  const setSince = new Set<AlarmName>();
  return {
    set: (name, when) => {
      setSince.add(name);
      return ports.set(name, when);
    },
    clear: (name) => ports.clear(name),
    rang: async (name, work) => {
      setSince.delete(name);
      await work();
      if (!ofRunners.includes(name) && !setSince.has(name)) await ports.clear(name);
    },
  };
}
