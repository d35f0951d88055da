// One process that uses the embedded server: node --import … owner.ts FOLDER [stop-on-term]
// Prints `ready STARTED PID`, answers SIGUSR2 with `rows N` (adding one each time), ends as it is told.
import { Client } from 'pg';
import { startEmbedded } from '../../../../src/adapters/postgres/embedded/start.ts';

const [folder = '', how] = process.argv.slice(2);
try {
  const server = await startEmbedded(folder);
  const client = new Client({ connectionString: server.url });
  client.on('error', (error) => console.log(`lost ${error.message}`));
  await client.connect();
  await client.query('create table if not exists kept (n int)').catch(() => undefined);
  const { rows } = await client.query<{ pid: string }>("select pg_read_file('postmaster.pid') as pid");
  process.on('SIGUSR2', () => {
    void client
      .query('insert into kept values (1)')
      .then(() => client.query<{ n: string }>('select count(*) as n from kept'))
      .then(({ rows }) => console.log(`rows ${rows[0]?.n}`));
  });
  if (how === 'stop-on-term')
    process.once('SIGTERM', () => {
      void client
        .end()
        .then(() => server.stop())
        .then(() => {
          console.log('stopped');
          process.exit(0);
        });
    });
  console.log(`ready ${server.started} ${Number.parseInt(rows[0]?.pid ?? '', 10)}`);
  setInterval(() => undefined, 60_000);
} catch (error) {
  console.log(`failed ${String(error)}`);
  process.exit(1);
}
