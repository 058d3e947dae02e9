//! Built-in functions: a name of one part finds them before any function of a schema.

use std::collections::BTreeSet;
use std::sync::LazyLock;

static NAMES: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| BUILTINS.split_ascii_whitespace().collect());

/// Tells whether an unquoted name of one part is that of a built-in function.
pub(super) fn is_builtin(name: &str) -> bool {
    NAMES.contains(name.to_ascii_lowercase().as_str())
}

const BUILTINS: &str = "
abs acos acosh add_months aes_decrypt aes_encrypt aggregate ai_query any any_value approx_count_distinct
approx_percentile approx_top_k array array_agg array_append array_compact array_contains array_distinct
array_except array_insert array_intersect array_join array_max array_min array_position array_prepend
array_remove array_repeat array_size array_sort array_union arrays_overlap arrays_zip ascii asin asinh
assert_true atan atan2 atanh avg base64 bigint bin binary bit_and bit_count bit_get bit_length bit_or
bit_xor bitmap_bit_position bitmap_bucket_number bitmap_construct_agg bitmap_count bitmap_or_agg bool_and
bool_or boolean bround btrim cardinality cast cbrt ceil ceiling char char_length character_length charindex
chr coalesce collate collation collect_list collect_set concat concat_ws contains conv convert_timezone
corr cos cosh cot count count_if count_min_sketch covar_pop covar_samp crc32 csc cube cume_dist curdate
current_catalog current_database current_date current_recipient current_schema current_time
current_timestamp current_timezone current_user current_version date date_add date_diff date_format
date_from_unix_date date_part date_sub date_trunc dateadd datediff datepart day dayname dayofmonth
dayofweek dayofyear decimal decode degrees dense_rank double e element_at elt encode endswith equal_null
event_log every exists exp explode explode_outer expm1 extract factorial filter find_in_set first
first_value flatten float floor forall format_number format_string from_avro from_csv from_json
from_protobuf from_unixtime from_utc_timestamp from_xml get get_json_object getbit getdate greatest
grouping grouping_id h3_cellasldstringgeojson h3_longlatash3 hash hex histogram_numeric hll_sketch_agg
hll_sketch_estimate hll_union hll_union_agg hour hypot if iff ifnull ilike initcap inline inline_outer
input_file_block_length input_file_block_start input_file_name insert instr int is_account_group_member
is_member is_variant_null isdate isnan isnotnull isnull java_method json_array_length json_object_keys
json_tuple kurtosis lag last last_day last_value lcase lead least left len length levenshtein like listagg
ln locate log log10 log1p log2 lower lpad ltrim make_date make_dt_interval make_interval make_timestamp
make_timestamp_ltz make_timestamp_ntz make_ym_interval map map_concat map_contains_key map_entries
map_filter map_from_arrays map_from_entries map_keys map_values map_zip_with mask max max_by md5 mean
measure median min min_by minute mod mode monotonically_increasing_id month months_between named_struct
nanvl negative next_day now nth_value ntile nullif nullifzero nvl nvl2 octet_length overlay parse_json
parse_url percent_rank percentile percentile_approx percentile_cont percentile_disc pi pmod posexplode
posexplode_outer position positive pow power printf product quarter radians raise_error rand randn random
randstr range rank read_files read_kafka read_kinesis read_pubsub read_pulsar read_state reduce reflect
regexp regexp_count regexp_extract regexp_extract_all regexp_instr regexp_like regexp_replace
regexp_substr regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy
repeat replace reverse right rint rlike rollup round row_number rpad rtrim schema_of_csv schema_of_json
schema_of_json_agg schema_of_variant schema_of_variant_agg schema_of_xml sec second secret sentences
sequence session_user session_window sets sha sha1 sha2 shiftleft shiftright shiftrightunsigned shuffle
sign signum sin sinh size skewness slice smallint some sort_array soundex space spark_partition_id split
split_part sql_keywords sqrt stack startswith std stddev stddev_pop stddev_samp str_to_map string string_agg
struct substr substring substring_index sum table_changes tan tanh timediff timestamp timestamp_micros
timestamp_millis timestamp_seconds timestampadd timestampdiff tinyint to_avro to_binary to_char to_csv
to_date to_geojson to_json to_number to_protobuf to_timestamp to_unix_timestamp to_utc_timestamp to_varchar
to_variant_object to_xml transform transform_keys transform_values translate trim trunc try_add
try_aes_decrypt try_avg try_cast try_divide try_element_at try_mod try_multiply try_parse_json
try_parse_url try_reflect try_secret try_subtract try_sum try_to_binary try_to_number try_to_timestamp
try_url_decode try_variant_get try_zstd_decompress typeof ucase unbase64 unhex uniform unix_date
unix_micros unix_millis unix_seconds unix_timestamp unpivot upper url_decode url_encode user uuid var_pop
var_samp variance variant_explode variant_explode_outer variant_get vector_search version void weekday
weekofyear width_bucket window window_time xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long
xpath_number xpath_short xpath_string xxhash64 year zeroifnull zip_with zstd_compress zstd_decompress
varchar nvarchar numeric dec interval array map struct variant over key identity rows groups language
clob blob real long short byte integer timestamp_ntz timestamp_ltz geometry geography kll_sketch_agg_bigint
approx_top_k_accumulate approx_top_k_combine approx_top_k_estimate try_make_timestamp to_time make_time
time_diff time_trunc st_point st_area st_geomfromwkt st_distance is_valid_utf8 make_valid_utf8 validate_utf8
try_validate_utf8 hll_union try_to_time to_timestamp_ltz to_timestamp_ntz from_geojson h3_cellaslong
ai_classify ai_extract ai_summarize ai_translate ai_gen ai_mask ai_similarity ai_analyze_sentiment
ai_fix_grammar ai_forecast ai_parse_document http_request remote_query list_secrets sql_keywords
collations python_worker_logs read_statestore
";
