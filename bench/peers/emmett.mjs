// Appends one event per new stream, from so many clients at once, then says how long each took.

import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { STREAM_DOES_NOT_EXIST } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

const { url, seconds, clients, size } = JSON.parse(process.argv[2]);
const pool = new pg.Pool({ connectionString: url, max: clients });
const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
const events = [{ type: 'StructureSignalee', data: { text: 'x'.repeat(size) } }];
const options = { expectedStreamVersion: STREAM_DOES_NOT_EXIST };
const append = () => store.appendToStream(`structure-${randomUUID()}`, events, options);

await append(); // makes the tables
await Promise.all(Array.from({ length: clients }, append));

const each = [];
const before = process.cpuUsage();
const began = performance.now();
console.log('{}');
const client = async () => {
  while (performance.now() - began < 1000 * seconds) {
    const asked = performance.now();
    await append();
    each.push((performance.now() - asked) / 1000);
  }
};
await Promise.all(Array.from({ length: clients }, client));
const { user, system } = process.cpuUsage(before);
const found = { seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6, each };
console.log(JSON.stringify(found));
await store.close();
await pool.end();
