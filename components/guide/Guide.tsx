import { useEffect, useRef, useState } from 'preact/hooks';
import { handle } from '@/lib/formats/acct';
import { rightToLeft, say } from '@/lib/browser/words';
import { count, day } from '../format';
import type { GuideAction, GuideContext, Guidance, PageIdentity } from '@/lib/pages/page';

interface Props {
  context: GuideContext;
  identity: PageIdentity | null;
  role: 'old' | 'new' | null;
  guidance: Guidance | null;
  /** Files are listed on the imports page only. */
  showFiles: boolean;
  note: string;
  onAction: (action: GuideAction) => void;
}

type Corner = 'end' | 'start';

function other(corner: Corner): Corner {
  return corner === 'end' ? 'start' : 'end';
}

/** Does the page read the other way than we do? Its forms begin where lines of the page begin, whatever our language is. */
function mirrored(): boolean {
  return (getComputedStyle(document.documentElement).direction === 'rtl') !== rightToLeft();
}

/** The overlay beside a settings page: which server and account this is, one thing to say, one thing to do. */
export function Guide({ context, identity, role, guidance, showFiles, note, onAction }: Props) {
  const [folded, setFolded] = useState(false);
  const [corner, setCorner] = useState<Corner>('end');
  const tone = guidance?.tone ?? 'normal';
  const bubble = useRef<HTMLElement>(null);
  const ring = guidance?.ring;
  useEffect(() => {
    // What is to be pressed must not lie under this note.
    const [a, b] = [ring, bubble.current].map((element) => element?.getBoundingClientRect());
    if (a && b && a.right > b.left && a.left < b.right && a.bottom > b.top) setCorner('start');
  }, [ring]);
  return (
    <div dir={rightToLeft() ? 'rtl' : 'ltr'}>
      {guidance?.ring && !folded && <Ring target={guidance.ring} role={role} />}
      <section
        ref={bubble}
        class="bubble"
        data-tone={tone}
        data-corner={mirrored() ? other(corner) : corner}
        aria-label={say('guide.label')}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setFolded(true);
        }}
      >
        <header data-role={role ?? 'none'}>
          <span class="who">
            <b>{role === null ? say('extName') : say(`side.${role}`)}</b>
            <bdi>{identity === null ? say('guide.nobody') : handle(identity.acct)}</bdi>
          </span>
          <button class="tool" type="button" title={say('guide.move')} aria-label={say('guide.move')} onClick={() => setCorner(other(corner))}>
            <Icon path="M3 8h10M6 5 3 8l3 3M10 5l3 3-3 3" />
          </button>
          <button class="tool" type="button" aria-expanded={!folded} title={say(folded ? 'guide.unfold' : 'guide.fold')} aria-label={say(folded ? 'guide.unfold' : 'guide.fold')} onClick={() => setFolded(!folded)}>
            <Icon path={folded ? 'm4 10 4-4 4 4' : 'm4 6 4 4 4-4'} />
          </button>
        </header>
        {guidance && !folded && (
          <div class="body" role="status">
            <h2>{guidance.problem ? problem(guidance.problem, 'what') : say(`guide.${guidance.words}.title`, guidance.vars)}</h2>
            <p>{guidance.problem ? `${problem(guidance.problem, 'means')} ${problem(guidance.problem, 'next')}` : say(`guide.${guidance.words}.text`, guidance.vars)}</p>
            {guidance.also?.map((aside) => (
              <p key={aside.words}>{say(`guide.${aside.words}`, aside.times.map(day))}</p>
            ))}
            {note !== '' && (
              <p role="alert">
                <b>{note}</b>
              </p>
            )}
            {showFiles && <Files context={context} />}
            {guidance.actions.length > 0 && (
              <div class="actions">
                {guidance.actions.map((action, index) => (
                  // The page's scripts can reach this button, and press it in their own way: only the person's press counts.
                  <button key={index} type="button" class={index === 0 ? 'act' : 'act quiet'} onClick={(event) => event.isTrusted && onAction(action)}>
                    {labelOf(action)}
                  </button>
                ))}
              </div>
            )}
          </div>
        )}
      </section>
    </div>
  );
}

function labelOf(action: GuideAction): string {
  if (action.id === 'putFile') return say('guide.action.putFile', [say(`kind.${action.kind}`)]);
  if (action.id === 'order') return say(`guide.action.order.${action.order}`);
  if (action.id === 'openPage') return say(`guide.action.openPage.${action.page}`);
  if (action.id === 'openDesk') return say(`guide.action.openDesk.${action.at}`);
  return say(`guide.action.${action.id}`);
}

function problem({ code, vars }: NonNullable<Guidance['problem']>, part: string): string {
  return say(`problem.${code}.${part}`, vars);
}

function Files({ context }: { context: GuideContext }) {
  if (context.files.length + context.byApi.length === 0) return null;
  return (
    <ul>
      {context.files.map((file) => (
        <li key={file.kind} data-state={file.state}>
          <span>{say(`kind.${file.kind}`)}</span>
          <span>{file.state === 'running' ? say('guide.file.counted', [count(file.imported ?? 0), count(file.rows)]) : say(`guide.file.${file.state}`)}</span>
        </li>
      ))}
      {context.byApi.map((kind) => (
        <li key={kind}>
          <span>{say(`kind.${kind}`)}</span>
          <span>{say('guide.file.byApi')}</span>
        </li>
      ))}
    </ul>
  );
}

/** A frame around something on the page, following it; it takes no clicks and moves nothing. */
function Ring({ target, role }: { target: Element; role: 'old' | 'new' | null }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const follow = () => {
      const rect = target.getBoundingClientRect();
      const style = box.current?.style;
      if (style) {
        style.left = `${rect.left - 4}px`;
        style.top = `${rect.top - 4}px`;
        style.width = `${rect.width + 8}px`;
        style.height = `${rect.height + 8}px`;
        style.display = rect.width === 0 ? 'none' : 'block';
      }
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [target]);
  return <div ref={box} class="ring" data-role={role ?? 'none'} aria-hidden="true" />;
}

function Icon({ path }: { path: string }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
