import { QueryClient, QueryClientProvider } from '@tanstack/preact-query';
import { render, type ComponentType } from 'preact';
import { language, say } from '@/lib/browser/words';
import { useNewer } from './data/newer';
import { Newer } from './steps/Newer';
import { keepFocus } from './ui/focus';

const client = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 60_000 } } });

/** Puts a page on the screen in the person's language and direction. */
export function mount(Page: ComponentType, title: string): void {
  document.documentElement.lang = language();
  document.documentElement.dir = say('direction');
  document.title = say(title);
  const root = document.getElementById('app');
  if (!root) return;
  keepFocus(root);
  render(
    <QueryClientProvider client={client}>
      <Known Page={Page} />
    </QueryClientProvider>,
    root,
  );
}

function Known({ Page }: { Page: ComponentType }) {
  return useNewer() ? <Newer /> : <Page />;
}
