// The call that is being carried out, for listeners of the lab's events: they may let it, or its answer, get lost.
import { AsyncLocalStorage } from 'node:async_hooks';

/** What becomes of a call on its way: the request, or the answer to it, does not arrive. */
export interface Exchange {
  dropped: boolean;
  lost: boolean;
}

const exchanges = new AsyncLocalStorage<Exchange>();

/** Carries out a call whose ways are `exchange`. */
export const within = <T>(exchange: Exchange, run: () => T): T => exchanges.run(exchange, run);

/** The call does nothing, and nobody is told so. Only while its event `request` is told. */
export function dropCall(): void {
  const exchange = current();
  exchange.dropped = true;
  exchange.lost = true;
}

/** The call does its work, and its answer gets lost. */
export function loseAnswer(): void {
  current().lost = true;
}

/** Whether the call that is being carried out shall do nothing. */
export const isDropped = (): boolean => exchanges.getStore()?.dropped === true;

function current(): Exchange {
  const exchange = exchanges.getStore();
  if (exchange === undefined) throw new Error('lab: no call is being carried out');
  return exchange;
}
