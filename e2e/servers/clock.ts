import type { WorldClock } from './model';

interface Job {
  at: number;
  run: () => void | Promise<void>;
}

/** A clock whose offset and speed tests control; jobs run in world time, never inside the request that queued them. */
export function createClock(start = Date.now(), initialSpeed = 1): WorldClock {
  let speed = initialSpeed;
  let anchorWorld = start;
  let anchorReal = performance.now();
  let jobs: Job[] = [];
  let running = 0;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const now = () => Math.round(anchorWorld + (performance.now() - anchorReal) * speed);
  const anchor = () => {
    anchorWorld = now();
    anchorReal = performance.now();
  };

  function schedule(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (stopped || jobs.length === 0) return;
    const next = Math.min(...jobs.map((job) => job.at));
    timer = setTimeout(runDue, Math.max(0, Math.min((next - now()) / speed, 2_000_000_000)));
  }

  function runDue(): void {
    const due = jobs.filter((job) => job.at <= now()).sort((a, b) => a.at - b.at);
    jobs = jobs.filter((job) => !due.includes(job));
    for (const job of due) {
      running++;
      void Promise.resolve()
        .then(job.run)
        .catch((error: unknown) => console.error('job failed', error))
        .finally(() => {
          running--;
        });
    }
    schedule();
  }

  return {
    now,
    advance(ms) {
      anchor();
      anchorWorld += ms;
      schedule();
    },
    speed(factor) {
      anchor();
      speed = factor;
      schedule();
    },
    after(delay, run) {
      jobs.push({ at: now() + delay, run });
      schedule();
    },
    async idle(ms = 0) {
      for (;;) {
        const limit = now() + ms;
        if (running === 0 && !jobs.some((job) => job.at <= limit)) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    stop() {
      stopped = true;
      jobs = [];
      if (timer) clearTimeout(timer);
    },
  };
}
