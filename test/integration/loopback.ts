/**
 * Addresses of 127.0.0.0/8: each pod gets one of its own, so that every program keeps the port it has in the cluster. Linux answers on all of them
 * without any set-up. Runs at the same time have different ones.
 */
const NETWORK = `127.${20 + (process.pid % 200)}`;

let last = 0;

/** An address that no other pod of this run has. */
export function nextAddress(): string {
  last += 1;
  return `${NETWORK}.${Math.floor(last / 250)}.${(last % 250) + 1}`;
}
