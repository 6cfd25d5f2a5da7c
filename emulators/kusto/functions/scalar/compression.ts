import { direct, type ScalarTable } from '../entries.ts';

/** Compressed text as base64; the UDFs are in execute/compression-udfs.ts, since they need zlib. */
export const compressionFunctions: ScalarTable = {
  gzip_compress_to_base64_string: direct('kql_gzip_compress', { converts: ['string'], nulls: 'never' }),
  gzip_decompress_from_base64_string: direct('kql_gzip_decompress', { converts: ['string'], nulls: 'never' }),
  zlib_compress_to_base64_string: direct('kql_zlib_compress', { converts: ['string'], nulls: 'never' }),
  zlib_decompress_from_base64_string: direct('kql_zlib_decompress', { converts: ['string'], nulls: 'never' }),
};
