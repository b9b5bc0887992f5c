import { startWorld } from './world';

/** Starts the standard world for trying things by hand; its background work runs sixty times faster than real time. `WORLD_GIANT=7` adds a giant. */
const speed = Number(process.env.WORLD_SPEED ?? 60);

void startWorld({ speed, size: process.env.WORLD_SIZE === 'small' ? 'small' : 'normal', giant: process.env.WORLD_GIANT === undefined ? undefined : { seed: Number(process.env.WORLD_GIANT) } }).then((world) => {
  const who = (name: string) => ({ origin: world.server(name).origin, ...world.server(name).credentials('ada') });
  console.log(JSON.stringify({ old: who('old'), new: who('new') }));
});
