import { symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestServer } from '../http/test-server.ts';
import { ExternalFolder } from './external-folder.ts';
import { TestTables } from './test-tables.ts';

let tables: TestTables;
beforeAll(async () => {
  tables = await TestTables.start();
});
afterAll(async () => await tables[Symbol.asyncDispose]());

test.each([
  ['https://account.blob.core.windows.net/c;key', /'https:' is not read/],
  ['abfss://fs@account.dfs.core.windows.net/p', /'abfss:' is not read/],
  ['/etc/passwd', /not in that folder/],
  ['file:///etc/passwd', /not in that folder/],
  ['file://host/etc/passwd', /not the URL of a local file|not in that folder/],
  ['file:///%2e%2e/etc/passwd', /not in that folder/],
  ['FILE:///etc/passwd', /not in that folder/],
  ['file:///a%00b', /control characters|local file/],
  ['file:///a%2fb', /not the URL of a local file/],
  ['..', /'\.\.' is not followed/],
  ['../secret.txt', /'\.\.' is not followed/],
  ['a/../../secret.txt', /'\.\.' is not followed/],
  ['a/..', /'\.\.' is not followed/],
  ['..\\\\secret.txt', /'\.\.' is not followed/],
  ['a\\\\b', /backslash/],
  ['C:\\\\secret.txt', /'c:' is not read/],
  ['a\\u0000b', /control characters/],
  ['', /empty/],
  [' ', /empty/],
  ['x'.repeat(5000), /too long/],
])('the connection string %j is refused', async (text, reason) => {
  const command = `.create external table Hostile (s:string) kind=storage dataformat=txt ("${text}")`;
  await expect(tables.server.command(command)).rejects.toThrow(reason);
  await expect(tables.server.command(command)).rejects.toThrow(/Allowed are paths relative to/);
});

test.each([
  'secret.txt',
  '..%2fsecret.txt',
  '%2e%2e/secret.txt',
  '~/secret.txt',
  '$HOME',
  '*',
  'read_text(1)',
  'a;b',
])('the path %j means a file of that very name', async (path) => {
  await expect(tables.rowsOf('(s:string)', `dataformat=txt ("${path}")`)).rejects.toThrow(
    /no such file or folder/,
  );
});

test('symbolic links are followed inside of the folder and nowhere else', async () => {
  await tables.put('links/real.txt', 'inside');
  await symlink('real.txt', join(tables.data, 'links/alias.txt'));
  expect(await tables.rowsOf('(s:string)', 'dataformat=txt ("links/alias.txt")')).toEqual([['inside']]);
  await symlink(join(tables.base, 'secret.txt'), join(tables.data, 'links/out.txt'));
  await symlink(tables.base, join(tables.data, 'links/up'));
  await symlink('/proc/self/root', join(tables.data, 'links/root'));
  for (const path of ['links/out.txt', 'links/up', 'links/up/secret.txt', 'links/root/etc/hostname', 'links'])
    await expect(tables.rowsOf('(s:string)', `dataformat=txt ("${path}")`)).rejects.toThrow(
      /leads out of the folder/,
    );
});

test('what is no plain file is not opened', async () => {
  await tables.put('special/a.csv', '1');
  const socket = createServer();
  await new Promise<void>((resolve) => socket.listen(join(tables.data, 'special/socket.csv'), resolve));
  expect(await tables.rowsOf('(n:long)', 'dataformat=csv ("special")')).toEqual([[1]]);
  await expect(tables.rowsOf('(n:long)', 'dataformat=csv ("special/socket.csv")')).rejects.toThrow(
    /neither a file nor a folder/,
  );
  const folder = await ExternalFolder.open(tables.data, tables.server.folder);
  await expect(folder.open('special/socket.csv')).rejects.toThrow(/cannot be opened/);
  socket.close();
});

test('a folder that holds the data of the emulator is refused at the start', async () => {
  await expect(
    TestServer.start({ folder: join(tables.data, 'inner'), externalTables: tables.data }),
  ).rejects.toThrow(/holds the emulator's data folder/);
  await expect(TestServer.start({ externalTables: join(tables.base, 'none') })).rejects.toThrow(
    /does not exist/,
  );
});
