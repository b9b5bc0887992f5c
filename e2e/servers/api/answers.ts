import type { Context } from 'hono';

export const notFound = (c: Context) => c.json({ error: 'Record not found' }, 404);
