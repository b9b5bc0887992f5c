import { aliasCheck } from './alias';
import { archiveCheck } from './archive';
import { backupCheck } from './backup';
import { blocksCheck } from './blocks';
import type { Check, Finding, Ground, Verdict } from './check';
import { cooldownCheck } from './cooldown';
import { importsCheck } from './imports';
import { lockedCheck } from './locked';
import { movedCheck } from './moved';
import { proofCheck } from './proof';
import { requestsCheck } from './requests';
import { scheduledCheck } from './scheduled';
import { versionsCheck } from './versions';

/** Every check, in the order in which a person reads them: what stops the move first. */
const checks: readonly Check[] = [movedCheck, cooldownCheck, aliasCheck, blocksCheck, lockedCheck, proofCheck, versionsCheck, backupCheck, importsCheck, requestsCheck, scheduledCheck, archiveCheck];

/** How things stand before the last step, by what the servers have said so far. Pure. */
export function preflight(ground: Ground): Finding[] {
  return checks.map((check) => ({ vars: [], seen: null, action: null, until: null, ...check.find(ground), id: check.id }));
}

/** All lines in one word: something stands in the way, something is worth a look or cannot be known, or all is in order. Pure. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some((one) => one.state === 'stop')) return 'stop';
  return findings.some((one) => one.state !== 'fine') ? 'look' : 'fine';
}
