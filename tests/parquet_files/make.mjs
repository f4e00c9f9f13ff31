// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the Parquet files of this folder were made, by writers that share no
// code with the program nor with each other:
//
//   npm i @duckdb/node-api parquet-wasm apache-arrow nodejs-polars hyparquet-writer
//   node make.mjs FOLDER
//
// The rows are those of records.log (tests/bench/genlog --layout custom22
// --rows 80 --seed 21 --ipv6 10 --nodata 6 --skipdata 3 --reject 30), in
// several encodings, and of types.csv, which is what DuckDB reads from
// types.parquet.  FOLDER has the node_modules.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
const require = createRequire(process.argv[2] + '/');
const { DuckDBInstance } = require('@duckdb/node-api');
const arrow = require('apache-arrow');
const rust = require('parquet-wasm/node');
const pl = require('nodejs-polars');

const lines = readFileSync('records.log', 'utf8').trim().split('\n').map(l => l.split(' '));
const names = lines.shift().map(n => n.replaceAll('-', '_'));
const rows = lines;
const INT32 = new Set(['srcport', 'dstport', 'protocol', 'traffic_path']);
const INT64 = new Set(['packets', 'bytes', 'start', 'end']);
const cell = (r, i) => rows[r][i] === '-' ? null : rows[r][i];
const column = i => rows.map((_, r) => cell(r, i));

// DuckDB: the types of AWS; null where the log has "-".
const db = await (await DuckDBInstance.create(':memory:')).connect();
const types = names.map(n => `'${n}':'${INT32.has(n) ? 'INTEGER' : INT64.has(n) ? 'BIGINT' : 'VARCHAR'}'`);
const log = nulls => `SELECT * FROM read_csv('records.log', delim=' ', quote='', escape='', header=true,
  ${nulls ? "nullstr='-'," : "nullstr='',"} auto_detect=false, columns={${nulls ? types.join(',') : names.map(n => `'${n}':'VARCHAR'`).join(',')}})`;
const copy = (query, file, options) => db.run(`COPY (${query}) TO '${file}' (FORMAT parquet, ${options})`);
await copy(log(true), 'duckdb-gzip.parquet', 'COMPRESSION gzip');
await copy(log(true), 'duckdb-zstd-v2.parquet', 'COMPRESSION zstd, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 8');
// All columns texts with "-", as pandas may have them.
await copy(log(false), 'duckdb-texts.parquet', 'COMPRESSION snappy');

// arrow-rs: row groups of 40 rows, pages of few values; without dictionaries.
const make = i => INT32.has(names[i]) ? arrow.vectorFromArray(column(i).map(v => v === null ? null : Number(v)), new arrow.Int32())
  : INT64.has(names[i]) ? arrow.vectorFromArray(column(i).map(v => v === null ? null : BigInt(v)), new arrow.Int64())
  : arrow.vectorFromArray(column(i), new arrow.Utf8());
const table = () => rust.Table.fromIPCStream(arrow.tableToIPC(
  new arrow.Table(Object.fromEntries(names.map((n, i) => [n, make(i)]))), 'stream'));
const base = () => new rust.WriterPropertiesBuilder().setMaxRowGroupSize(50).setWriteBatchSize(20)
  .setStatisticsEnabled(rust.EnabledStatistics.Chunk).setKeyValueMetadata(new Map());
const write = (file, builder) => writeFileSync(file, rust.writeParquet(table(), builder.build()));
write('arrow-snappy.parquet', base().setCompression(rust.Compression.SNAPPY).setDataPageSizeLimit(50));
let delta = base().setCompression(rust.Compression.ZSTD).setWriterVersion(rust.WriterVersion.V2)
  .setDictionaryEnabled(false).setDataPageSizeLimit(200);
names.forEach((n, i) => {
  delta = delta.setColumnEncoding(n, INT32.has(n) ? (i % 2 ? rust.Encoding.DELTA_BINARY_PACKED : rust.Encoding.BYTE_STREAM_SPLIT)
    : INT64.has(n) ? rust.Encoding.DELTA_BINARY_PACKED
    : i % 2 ? rust.Encoding.DELTA_BYTE_ARRAY : rust.Encoding.DELTA_LENGTH_BYTE_ARRAY);
});
write('arrow-delta.parquet', delta);
write('arrow-plain.parquet', base().setCompression(rust.Compression.UNCOMPRESSED).setDictionaryEnabled(false));
write('arrow-brotli.parquet', base().setMaxRowGroupSize(1000).setCompression(rust.Compression.BROTLI));

// Polars.
const series = i => INT32.has(names[i]) || INT64.has(names[i])
  ? pl.Series(names[i], column(i).map(v => v === null ? null : Number(v)), INT32.has(names[i]) ? pl.Int32 : pl.Int64)
  : pl.Series(names[i], column(i), pl.Utf8);
pl.DataFrame(names.map((_, i) => series(i))).writeParquet('polars-gzip.parquet', { compression: 'gzip' });

// hyparquet.
const { parquetWriteBuffer } = await import(require.resolve('hyparquet-writer').replace(/\/src\/.*/, '/src/index.js'));
writeFileSync('hyparquet.parquet', Buffer.from(parquetWriteBuffer({
  rowGroupSize: 30,
  columnData: names.map((name, i) => INT32.has(name) ? { name, data: column(i).map(v => v === null ? null : Number(v)), type: 'INT32', nullable: true }
    : INT64.has(name) ? { name, data: column(i).map(v => v === null ? null : BigInt(v)), type: 'INT64', nullable: true }
    : { name, data: column(i), type: 'STRING', nullable: true }),
})));

// Types that flow logs do not have, but tables made of them may.
const odd = `SELECT '10.0.0.' || i AS srcaddr, '10.1.0.1' AS dstaddr, (i * 1000)::UINTEGER AS packets,
    CASE WHEN i = 3 THEN NULL ELSE (18446744073709551615 - i)::UBIGINT END AS bytes,
    (100 + i)::UTINYINT AS protocol, i::SMALLINT - 2 AS version,
    CASE WHEN i % 2 = 0 THEN 443.0 ELSE 0.5 * i END::DOUBLE AS srcport, (i + 0.25)::FLOAT AS dstport,
    TIMESTAMP_MS '2026-09-03 06:00:00' + INTERVAL (i) SECOND AS start,
    TIMESTAMP '2026-09-03 06:00:00.5' + INTERVAL (i) SECOND AS "end",
    i % 2 = 1 AS flag, DATE '2026-09-03' + i::INTEGER AS day, (i / 10)::DECIMAL(9, 2) AS price,
    CASE WHEN i = 1 THEN '' WHEN i = 2 THEN 'a b' ELSE 'ü' || i END AS label,
    {'x': i, 'y': 'z'} AS nested, [i, i] AS list, 'ACCEPT' AS action, '0' || i AS account_id
  FROM range(5) t(i)`;
await copy(odd, 'types.parquet', 'COMPRESSION uncompressed');
// Spark's times of 12 bytes need a writer of their own: see test_parquet.c.
const r = await db.runAndReadAll(`SELECT srcaddr, dstaddr, packets, bytes, protocol, version, srcport, dstport,
  epoch(start)::BIGINT AS start, epoch_ms("end") AS "end", flag, day, label, action, account_id FROM 'types.parquet'`);
writeFileSync('types.csv', [r.columnNames().join(','), ...r.getRows().map(x => x.map(v => v === null ? '' : String(v)).join(','))].join('\n') + '\n');
