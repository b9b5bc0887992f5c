import type { ComponentChildren } from 'preact';
import { isSafeUrl } from '@/lib/formats/acct';

interface Props {
  href: string;
  class?: string;
  /** What it is called where its words alone do not say it. */
  label?: string;
  onClick?: () => void;
  children: ComponentChildren;
}

/** The one link that leads out of the extension. Where its address is none that we may ask, its words stand without a link. */
export function Away({ href, label, children, ...rest }: Props) {
  if (!isSafeUrl(href)) return <>{children}</>;
  return (
    <a {...rest} href={href} aria-label={label} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}
