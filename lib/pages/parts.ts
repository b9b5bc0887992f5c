import { handle } from '@/lib/formats/acct';
import type { PageId, Role, Vars } from '@/lib/move/model';
import type { GuideAction, GuideContext, Guidance } from './page';

/** Guidance in the common case: words, maybe a ring and actions. */
export function speak(words: string, vars: Vars = [], rest: Partial<Guidance> = {}): Guidance {
  return { words, vars, tone: 'normal', ring: null, actions: [], ...rest };
}

/** The action that opens another page of the journey. */
export function open(page: PageId, role: Role): GuideAction {
  return { id: 'openPage', page, role };
}

/** A handle for a sentence, with its @; an empty one stays empty. */
export function at(acct: string | null): string {
  return acct === null ? '' : handle(acct);
}

/** The submit button of a form, to ring; never to press. */
export function submitOf(doc: Document, form: string): Element | null {
  return doc.querySelector(`${form} button[type="submit"]`);
}

/** A text field by id, null when the page has another shape. Password fields are never asked for. */
export function textField(doc: Document, id: string): HTMLInputElement | null {
  return doc.querySelector<HTMLInputElement>(`input#${id}:not([type="password"])`);
}

/** Said on a page whose shape is unknown: words only. */
export function unknownShape(words: string): Guidance {
  return speak(`${words}.unknown`, [], { tone: 'look' });
}

/** Repeats what the preflight has found, beside the form whose button cannot be taken back. */
export function verdict({ verdict: found }: Pick<GuideContext, 'verdict'>): Pick<Guidance, 'also'> {
  return found === null ? {} : { also: [{ words: `verdict.${found}`, times: [] }] };
}
