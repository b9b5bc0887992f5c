import type { Facts, Move, StepState } from '../model';
import { account } from './account';
import { alias } from './alias';
import { exportStep } from './export';
import { importStep } from './import';
import { moveStep } from './move';
import { profile } from './profile';
import type { Step, StepContext } from './step';

/** The six steps in order. */
export const steps: readonly Step[] = [account, profile, exportStep, importStep, alias, moveStep];

/**
 * How each step stands by the facts alone. The first step that can be done now is `current`; later ones stay `open`.
 * Once the old account has moved nothing is current any more. Pure.
 */
export function deriveSteps(move: Move, facts: Facts, context: StepContext): StepState[] {
  const derived = steps.map((step) => ({ step, result: step.derive(move, facts, context) }));
  const over = derived.some(({ step, result }) => step.id === 'move' && result.status === 'done');
  const current = over ? undefined : derived.find(({ result }) => result.status === 'ready')?.step.id;
  return derived.map(({ step, result }) => ({
    id: step.id,
    side: step.side,
    status: result.status === 'waiting' ? 'open' : result.status === 'ready' ? (step.id === current ? 'current' : 'open') : result.status,
    detail: result.detail,
    vars: result.vars ?? [],
    at: result.at ?? null,
    frozen: result.frozen ?? false,
  }));
}
