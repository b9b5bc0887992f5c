import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { madeAt } from '../fixtures/report';

/** One measured number. `against` = what it is compared with, and how it was measured. */
interface Figure {
  name: string;
  value: number;
  unit: string;
  goal: number;
  ok: boolean;
  against: string;
}
interface Report {
  at: string;
  version: string;
  machine: string;
  figures: Figure[];
}

const file = 'artifacts/bench.json';

/** Begins a report without figures; each run removes that of the one before. */
function beginReport(): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  write({ at: madeAt(), version, machine: `${cpus().length} cores, ${cpus()[0]?.model ?? ''}`, figures: [] });
}

/** The figures of one group of measurements: each is written down at once, so that a failure later loses none. */
export function figures() {
  const missed: string[] = [];
  const add = (ok: boolean, name: string, value: number, unit: string, goal: number, against: string) => {
    if (!existsSync(file)) beginReport();
    const figure: Figure = { name, value: Math.round(value * 1000) / 1000, unit, goal, ok, against };
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    write({ ...report, figures: [...report.figures.filter((row) => row.name !== name), figure] });
    const line = `${name}: ${figure.value} ${unit} (goal ${goal}; ${against})`;
    console.log(`${ok ? 'ok  ' : 'OVER'} ${line}`);
    if (!ok) missed.push(line);
  };
  return {
    missed,
    /** At most the goal is good. */
    atMost: (name: string, value: number, unit: string, goal: number, against: string) => add(value <= goal, name, value, unit, goal, against),
    /** At least the goal is good. */
    atLeast: (name: string, value: number, unit: string, goal: number, against: string) => add(value >= goal, name, value, unit, goal, against),
    /** No further from zero than the goal is good. */
    within: (name: string, value: number, unit: string, goal: number, against: string) => add(Math.abs(value) <= goal, name, value, unit, goal, against),
  };
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function write(report: Report): void {
  mkdirSync('artifacts', { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
