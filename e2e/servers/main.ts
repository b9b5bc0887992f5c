import { startWorld } from './world';

/** Starts the standard world for trying things by hand; its background work runs sixty times faster than real time. */
const speed = 60;

void startWorld({ speed }).then((world) => {
  const who = (name: string) => ({ origin: world.server(name).origin, ...world.server(name).credentials('ada') });
  console.log(JSON.stringify({ old: who('old'), new: who('new') }));
});
