import fc from 'fast-check';

// the same cases at every run, so that a red run is the fault of its change; FC_SEED tries others
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1) });
