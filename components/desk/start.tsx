import { QueryClient, QueryClientProvider } from '@tanstack/preact-query';
import { useNewer } from '../data/newer';
import { mount } from '../mount';
import { Newer } from '../steps/Newer';
import { Desk } from './Desk';

/** Draws the desk, or why it cannot be drawn. */
export function startDesk(): void {
  const client = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 60_000 } } });
  mount(
    <QueryClientProvider client={client}>
      <Known />
    </QueryClientProvider>,
    'extName',
  );
}

function Known() {
  return useNewer() ? <Newer /> : <Desk />;
}
