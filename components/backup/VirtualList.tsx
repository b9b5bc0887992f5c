import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** Rows drawn beyond what is seen, on each side. */
const beyond = 8;

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
