import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';

/** Rows drawn beyond what is seen, on each side. */
const beyond = 8;

/** What is shown while the next rows of the same `list` are read: the ones before, so that what has the focus stays. */
export function useLast<T>(answer: T | undefined, list: unknown): T | undefined {
  const last = useRef<{ answer: T; list: unknown } | null>(null);
  if (answer !== undefined) last.current = { answer, list };
  return last.current?.list === list ? last.current?.answer : undefined;
}

/** A list of any length that draws only what is seen. All rows are of one height, in pixels. */
export function VirtualList({ label, total, rowHeight, height, children }: { label: string; total: number; rowHeight: number; height: number; children: (from: number, to: number) => ComponentChildren }) {
  const [top, setTop] = useState(0);
  const from = Math.max(0, Math.floor(top / rowHeight) - beyond);
  const to = Math.min(total, Math.ceil((top + height) / rowHeight) + beyond);
  return (
    <div class="virtual" style={{ maxHeight: `${height}px` }} tabIndex={0} role="group" aria-label={label} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <ul style={{ height: `${total * rowHeight}px` }}>
        {children(from, to)}
      </ul>
    </div>
  );
}
