// SPDX-License-Identifier: GPL-3.0-or-later
//
// More Parquet files like those of make.mjs, by other writers and with other
// settings:
//
//   npm i @duckdb/node-api parquet-wasm apache-arrow hyparquet hyparquet-writer \
//     @dsnp/parquetjs chdb
//   node make_more.mjs FOLDER
//
// clickhouse, arrow-lz4, hyparquet-members and parquetjs-v2 have the rows of
// records.log. numbers.csv is what DuckDB and split.csv what hyparquet reads
// from the Parquet file of that name. ocsf.parquet has a few of the columns
// that Security Lake writes.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
const require = createRequire(process.argv[2] + '/');
const load = name => import(require.resolve(name));
const lines = readFileSync('records.log', 'utf8').trim().split('\n').map(l => l.split(' '));
const names = lines.shift().map(n => n.replaceAll('-', '_'));
const rows = lines;
const INT32 = new Set(['srcport', 'dstport', 'protocol', 'traffic_path']);
const INT64 = new Set(['packets', 'bytes', 'start', 'end']);
const bits = name => INT32.has(name) ? 32 : INT64.has(name) ? 64 : 0;
const value = (name, text) => text === '-' ? null : bits(name) === 32 ? Number(text) : bits(name) ? BigInt(text) : text;
const column = i => rows.map(r => value(names[i], r[i]));

// ClickHouse's own writer: LZ4_RAW, row groups of 50 rows.
const { query } = await load('chdb');
const source = `format(TSV, '${names.map(n => n + ' String').join(', ')}', '${rows.map(r => r.join('\\t')).join('\\n')}')`;
const select = names.map(n => bits(n) ? `toInt${bits(n)}OrNull(s.${n}) AS ${n}` : `nullIf(s.${n}, '-') AS ${n}`);
query(`INSERT INTO FUNCTION file('${process.cwd()}/clickhouse.parquet', 'Parquet') SELECT ${select} FROM ${source} AS s
  SETTINGS engine_file_truncate_on_insert = 1, output_format_parquet_compression_method = 'lz4', max_threads = 1,
  output_format_parquet_row_group_size = 50, output_format_parquet_data_page_size = 1000, output_format_parquet_batch_size = 16`);

// arrow-rs: the older LZ4; dictionaries that are given up in the middle.
const arrow = await load('apache-arrow');
const rust = require('parquet-wasm/node');
const vector = i => arrow.vectorFromArray(column(i), bits(names[i]) === 32 ? new arrow.Int32() : bits(names[i]) ? new arrow.Int64() : new arrow.LargeUtf8());
const table = new arrow.Table(Object.fromEntries(names.map((n, i) => [n, vector(i)])));
writeFileSync('arrow-lz4.parquet', rust.writeParquet(rust.Table.fromIPCStream(arrow.tableToIPC(table, 'stream')),
  new rust.WriterPropertiesBuilder().setCompression(rust.Compression.LZ4).setDictionaryPageSizeLimit(60).setWriteBatchSize(16)
    .setDataPageSizeLimit(64).setStatisticsEnabled(rust.EnabledStatistics.Chunk).setKeyValueMetadata(new Map()).build()));

// The same compression in little, for the fuzz target.
const some = new arrow.Table({ srcaddr: arrow.vectorFromArray(['10.0.0.1', null, '10.0.0.2', '10.0.0.1', '10.0.0.3', null, '10.0.0.1'], new arrow.Utf8()),
  bytes: arrow.vectorFromArray([1n, 2n, null, 4000000000n, 2n, 2n, 1n], new arrow.Int64()), dstport: arrow.vectorFromArray([443, 53, 443, null, null, 22, 443], new arrow.Uint16()) });
writeFileSync('../fuzz/corpus/parquet/lz4', rust.writeParquet(rust.Table.fromIPCStream(arrow.tableToIPC(some, 'stream')),
  new rust.WriterPropertiesBuilder().setCompression(rust.Compression.LZ4).setKeyValueMetadata(new Map()).build()));

// hyparquet: gzip in two members, indexes of pages, Bloom filters.
const { parquetWriteBuffer } = await import(require.resolve('hyparquet-writer').replace(/\/src\/.*/, '/src/index.js'));
const members = b => Buffer.concat([b.subarray(0, b.length >> 1), b.subarray(b.length >> 1)].map(half => gzipSync(half)));
const hyparquet = (file, options) => writeFileSync(file, Buffer.from(parquetWriteBuffer({
  codec: 'GZIP', compressors: { GZIP: b => new Uint8Array(members(Buffer.from(b))) }, ...options })));
hyparquet('hyparquet-members.parquet', { pageSize: 100, columnData: names.map((name, i) => ({ name, data: column(i), nullable: true,
  type: bits(name) === 32 ? 'INT32' : bits(name) ? 'INT64' : 'STRING', columnIndex: i % 2 === 0, bloomFilter: i === 0 && { maxBytes: 32 } })) });

// parquetjs: pages of version 2 that state no nulls, as some writers do even
// where there are some.
const parquetjs = require('@dsnp/parquetjs');
const thrift = require('@dsnp/parquetjs/dist/gen-nodejs/parquet_types');
const method = Symbol.for('write');
// Rows to a file, with other values in what is written of some structs.
async function parquetjsWrite(file, schema, rows, options, changes) {
  const writes = Object.keys(changes).map(k => [thrift[k].prototype, thrift[k].prototype[method]]);
  writes.forEach(([p, write], i) => { p[method] = function (out) {
    const saved = { ...this };
    Object.assign(this, Object.values(changes)[i]);
    const done = write.call(this, out);
    Object.assign(this, saved);
    return done;
  }; });
  const writer = await parquetjs.ParquetWriter.openFile(new parquetjs.ParquetSchema(schema), file, options);
  for (const row of rows)
    await writer.appendRow(row);
  await writer.close();
  writes.forEach(([p, write]) => { p[method] = write; });
}
const schema = Object.fromEntries(names.map(n => [n, { type: bits(n) === 32 ? 'INT32' : bits(n) ? 'INT64' : 'UTF8', optional: true, compression: 'SNAPPY' }]));
await parquetjsWrite('parquetjs-v2.parquet', schema,
  rows.map(row => Object.fromEntries(names.map((n, i) => [n, value(n, row[i])]).filter(x => x[1] !== null))),
  { useDataPageV2: true }, { DataPageHeaderV2: { num_nulls: 0 } });

// Files that claim what cannot be.
const small = { srcaddr: { type: 'UTF8', optional: true }, bytes: { type: 'INT64', optional: true }, action: { type: 'UTF8', compression: 'GZIP' } };
const few = Array.from({ length: 9 }, (_, i) => i === 3 ? { bytes: 3n, action: 'ACCEPT' } : { srcaddr: `10.0.0.${i}`, bytes: BigInt(i), action: 'REJECT' });
const claim = (name, changes, v2 = false) => parquetjsWrite(`../fuzz/corpus/parquet/claims-${name}`, small, few, { useDataPageV2: v2 }, changes);
const Int64 = require('node-int64');
const rows32 = new Int64('0000000100000000'), rows60 = new Int64('1000000000000000');
await claim('rows', { ColumnMetaData: { num_values: rows32 }, RowGroup: { num_rows: rows32 }, FileMetaData: { num_rows: rows32 } });
await claim('more-rows', { ColumnMetaData: { num_values: rows60 }, RowGroup: { num_rows: rows60 }, FileMetaData: { num_rows: rows60 } });
await claim('bytes', { PageHeader: { uncompressed_page_size: 0x7fffffff } });
await claim('many-bytes', { PageHeader: { uncompressed_page_size: 100 << 20 } }, true);
await claim('values', { DataPageHeader: { num_values: 0x7fffffff } });
await claim('levels', { DataPageHeaderV2: { definition_levels_byte_length: 0x7fffffff } }, true);
await claim('codes', { DataPageHeader: { encoding: 8 } });
await claim('one-place', { ColumnMetaData: { data_page_offset: new Int64('0000000000000004') } });

// DuckDB: decimals in 4, 8 and 16 bytes. Its texts have the zeros at the end.
const { DuckDBInstance } = await load('@duckdb/node-api');
const db = await (await DuckDBInstance.create(':memory:')).connect();
await db.run(`COPY (SELECT '10.0.0.' || i AS srcaddr, '10.1.0.1' AS dstaddr, (i - 1)::DECIMAL(5,0) AS protocol, (i * 221.5)::DECIMAL(9,2) AS srcport,
    ((i - 2) * 1000000000000)::DECIMAL(18,0) AS packets, CASE WHEN i % 3 = 2 THEN NULL ELSE (i - 3) * 0.00125 END::DECIMAL(15,5) AS ratio,
    ((i - 2)::HUGEINT * 12345678901234567890123)::DECIMAL(38,0) AS bytes, (4 - i) * '1234567890123.0000000005'::DECIMAL(28,10) AS large,
    'ACCEPT' AS action, 1788415200 + i AS start FROM range(6) t(i)) TO 'numbers.parquet' (FORMAT parquet, COMPRESSION gzip)`);
const csv = (file, names, rows) => writeFileSync(file, [names, ...rows].map(r => r.map(v => v ?? '-').join(',')).join('\n') + '\n');
const all = await db.runAndReadAll("SELECT COLUMNS(*)::VARCHAR FROM 'numbers.parquet' ORDER BY start");
csv('numbers.csv', all.columnNames(), all.getRows());

// Split bytes of texts of a fixed size.
hyparquet('split.parquet', {
  schema: [{ name: 'root', num_children: 3 }, { name: 'srcaddr', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    { name: 'type', type: 'FIXED_LEN_BYTE_ARRAY', type_length: 4, repetition_type: 'OPTIONAL' }, { name: 'start', type: 'INT64', repetition_type: 'REQUIRED' }],
  columnData: [{ name: 'srcaddr', data: Array.from({ length: 9 }, (_, i) => i === 4 ? null : `10.0.0.${i}`), encoding: 'DELTA_BYTE_ARRAY' },
    { name: 'type', data: Array.from({ length: 9 }, (_, i) => i === 3 ? null : new TextEncoder().encode(i % 4 ? 'IPv4' : 'IPv6')), encoding: 'BYTE_STREAM_SPLIT' },
    { name: 'start', data: Array.from({ length: 9 }, (_, i) => 1788415200n + BigInt(i)), encoding: 'BYTE_STREAM_SPLIT' }] });
const { parquetReadObjects, asyncBufferFromFile } = await load('hyparquet');
const split = await parquetReadObjects({ file: await asyncBufferFromFile('split.parquet'), compressors: { GZIP: gunzipSync } });
csv('split.csv', ['srcaddr', 'type', 'start'], split.map(r => [r.srcaddr, r.type && Buffer.from(r.type).toString(), r.start]));

await db.run(`COPY (SELECT {'version': '1.1.0', 'product': {'name': 'Amazon VPC'}} AS metadata, 1788415200000 AS time, 4001 AS class_uid,
    'Network Activity' AS class_name, 4 AS category_uid, 6 AS activity_id, 'Allowed' AS action, {'ip': '10.0.0.1', 'port': 443} AS src_endpoint,
    {'ip': '10.0.0.2', 'port': 50000} AS dst_endpoint, {'bytes': 840, 'packets': 3} AS traffic) TO 'ocsf.parquet' (FORMAT parquet)`);
process.exit(0);
