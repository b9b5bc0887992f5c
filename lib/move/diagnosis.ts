import type { Account, Role } from './model';
import type { MoveView, SideView } from './view';

/** What surrounds the move: version of the extension, the browser as it names itself, language of the words. */
export interface Surroundings {
  version: string;
  browser: string;
  language: string;
}

/**
 * How a move stands, for somebody who helps: codes, counts and versions, one thing a line, in English whatever the
 * language of the interface. No handle, no server, no sign-in and no text of anybody's: what is not listed here is not in it.
 */
export function diagnosisOf(view: MoveView, { version, browser, language }: Surroundings): string {
  const { backup, checkpoint } = view;
  return [
    `Moving Day ${version}, ${language}`,
    browser,
    sideLine('old', view.old),
    sideLine('new', view.new),
    ...view.steps.map((step) => `step ${step.id}: ${step.status}, ${step.detail}`),
    `checkpoint: ${checkpoint.passed ? 'passed' : 'not passed'}${listed(', needs', checkpoint.needs)}${checkpoint.unpassedBy === null ? '' : `, unpassed by ${checkpoint.unpassedBy}`}`,
    `old account: ${view.oldGone ? 'gone' : view.pointing}${view.refusal === null ? '' : `, refused: ${view.refusal.code}`}`,
    backup === null ? 'backup: none' : `backup: ${backup.status}${backup.problem === null ? '' : `, ${backup.problem.code}`}`,
    ...(backup?.kinds ?? []).map((kind) => `  ${kind.kind}: ${kind.status}, ${kind.rows}${kind.expected === null ? '' : ` of ${kind.expected}`}${listed(', from', kind.sources)}${kind.why === null ? '' : `, ${kind.why.code}`}`),
    ...view.ledger.map((line) => `arrived ${line.kind}: ${line.carried} of ${line.owed}, ${line.waiting} waiting, ${line.notCarried} not`),
    ...view.problems.map((problem) => `problem: ${problem.code}${problem.role === null ? '' : `, ${problem.role}`}`),
  ].join('\n');
}

function sideLine(role: Role, side: SideView): string {
  const { account } = side;
  const where = account === null ? 'not known' : softwareOf(account);
  return `${role}: ${where}, ${side.signedIn ? 'signed in' : 'not signed in'}${listed(', may', side.may)}${side.hostAccess ? ', pages allowed' : ''}`;
}

/** A server writes its own name and version; only what looks like one is passed on. */
function softwareOf({ software, version }: Account): string {
  const plain = /^[\w.+-]{1,40}$/;
  return [software, version].map((word) => (plain.test(word) ? word : 'unusual')).join(' ');
}

function listed(words: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${words} ${items.join(' ')}`;
}
