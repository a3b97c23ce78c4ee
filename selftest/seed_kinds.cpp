/// The kinds of differences. Each is one that a migration or a checker of others got wrong, or the
/// smallest change that a type can hold. "cancelling" holds those that are built against sums:
/// alike in two rows, or moved from one column to the next.
#include "core/object_selection.hpp"
#include "selftest/seed_kind.hpp"

namespace cutover {
namespace {

bool is_mysql(const ServerFacts& server, const ServerVersion& since) {
    return server.flavour == Flavour::mysql && server.version >= since;
}

bool is_mariadb(const ServerFacts& server, const ServerVersion& since) {
    return server.flavour == Flavour::mariadb && server.version >= since;
}

constexpr SeedKind all_kinds[]{
    {"numbers", "one bit", "wide", "UPDATE wide SET i = i ^ 1 WHERE id = {row}",
     "changed {row}: i"},
    {"numbers", "sign", "wide", "UPDATE wide SET i = -i WHERE id = {row}", "changed {row}: i"},
    {"numbers", "top bit of an unsigned", "wide",
     "UPDATE wide SET u = u - 9223372036854775808 WHERE id = {row}", "changed {row}: u"},
    {"numbers", "last digit of a decimal", "wide",
     "UPDATE wide SET n = n + 0.0001 WHERE id = {row}", "changed {row}: n"},
    {"numbers", "one ulp of a DOUBLE", "wide",
     "UPDATE wide SET d = d + 2.220446049250313e-16 WHERE id = {row}", "changed {row}: d"},
    {"numbers", "one ulp of a FLOAT", "wide",
     "UPDATE wide SET f = f + 1.1920928955078125e-7 WHERE id = {row}", "changed {row}: f"},
    {"numbers", "minus zero", "wide", "UPDATE wide SET z = -1e-300 * 1e-300 WHERE id = {row}",
     "changed {row}: z", Need::negative_zero},
    {"numbers", "BIT", "wide", "UPDATE wide SET bits = bits ^ 2048 WHERE id = {row}",
     "changed {row}: bits"},
    {"numbers", "swapped columns of numbers", "wide",
     "UPDATE wide SET i = j, j = {row} * 5 WHERE id = {row}", "changed {row}: i j"},

    {"text", "case", "wide", "UPDATE wide SET v = UPPER(v) WHERE id = {row}", "changed {row}: v"},
    {"text", "accent", "wide", "UPDATE wide SET accent = 'cafe {row}' WHERE id = {row}",
     "changed {row}: accent"},
    {"text", "NFD for NFC", "wide",
     "UPDATE wide SET accent = CONCAT('cafe', _utf8mb4 0xCC81, ' {row}') WHERE id = {row}",
     "changed {row}: accent"},
    {"text", "encoded twice", "wide",
     "UPDATE wide SET accent = CONCAT('caf', _utf8mb4 0xC383C2A9, ' {row}') WHERE id = {row}",
     "changed {row}: accent"},
    {"text", "question mark for 4 bytes", "wide",
     "UPDATE wide SET smile = '?{row}' WHERE id = {row}", "changed {row}: smile"},
    {"text", "trailing space", "wide", "UPDATE wide SET v = CONCAT(v, ' ') WHERE id = {row}",
     "changed {row}: v"},
    {"text", "no-break space", "wide",
     "UPDATE wide SET v = CONCAT('name', _utf8mb4 0xC2A0, '{row}') WHERE id = {row}",
     "changed {row}: v"},
    {"text", "one byte of latin1", "wide",
     "UPDATE wide SET l = CONCAT(_latin1 0xE8, _latin1 '{row}') WHERE id = {row}",
     "changed {row}: l"},
    {"text", "CHAR", "wide", "UPDATE wide SET c = 'C{row}' WHERE id = {row}", "changed {row}: c"},
    {"text", "cut at its end", "wide", "UPDATE wide SET txt = LEFT(txt, 60) WHERE id = {row}",
     "changed {row}: txt"},
    {"text", "swapped columns of text", "wide",
     "UPDATE wide SET v = w, w = 'name {row}' WHERE id = {row}", "changed {row}: v w"},

    {"NULL", "NULL for ''", "wide", "UPDATE wide SET emp = NULL WHERE id = {row}",
     "changed {row}: emp"},
    {"NULL", "'' for NULL", "wide", "UPDATE wide SET opt = '' WHERE id = {row}",
     "changed {row}: opt"},
    {"NULL", "0 for NULL", "wide", "UPDATE wide SET absent = 0 WHERE id = {row}",
     "changed {row}: absent"},
    {"NULL", "NULL and '' swapped", "wide", "UPDATE wide SET opt = '', emp = NULL WHERE id = {row}",
     "changed {row}: opt emp"},

    {"time", "one microsecond", "wide",
     "UPDATE wide SET dt = dt + INTERVAL 1 MICROSECOND WHERE id = {row}", "changed {row}: dt"},
    {"time", "one millisecond", "wide",
     "UPDATE wide SET ts = ts + INTERVAL 1000 MICROSECOND WHERE id = {row}", "changed {row}: ts"},
    {"time", "the other 1:30 of a DST fold", "wide",
     "UPDATE wide SET ts = ts + INTERVAL 1 HOUR WHERE id = {row}", "changed {row}: ts"},
    {"time", "eight hours", "wide", "UPDATE wide SET dt = dt + INTERVAL 8 HOUR WHERE id = {row}",
     "changed {row}: dt"},
    {"time", "one day", "wide", "UPDATE wide SET day = day + INTERVAL 1 DAY WHERE id = {row}",
     "changed {row}: day"},
    {"time", "zero date", "wide", "UPDATE wide SET day = '0000-00-00' WHERE id = {row}",
     "changed {row}: day"},
    {"time", "end of TIME", "wide", "UPDATE wide SET tm = '-838:59:59' WHERE id = {row}",
     "changed {row}: tm"},
    {"time", "year 0", "wide", "UPDATE wide SET y = '0000' WHERE id = {row}", "changed {row}: y"},

    {"bytes", "a zero byte more", "wide", "UPDATE wide SET b = CONCAT(b, 0x00) WHERE id = {row}",
     "changed {row}: b"},
    {"bytes", "BINARY", "wide", "UPDATE wide SET bin = 0x20 WHERE id = {row}",
     "changed {row}: bin"},
    {"bytes", "last bit of a BLOB", "wide",
     "UPDATE wide SET bl = CONCAT('{row}', 0x00FE) WHERE id = {row}", "changed {row}: bl"},
    {"bytes", "a point beside it", "wide",
     "UPDATE wide SET g = ST_GeomFromText('POINT({row} 2)') WHERE id = {row}", "changed {row}: g"},

    {"ENUM and SET", "ENUM member", "wide", "UPDATE wide SET e = 'new' WHERE id = {row}",
     "changed {row}: e"},
    {"ENUM and SET", "ENUM index 0 for ''", "wide",
     "UPDATE IGNORE wide SET e = 'none such' WHERE id = {row}", "changed {row}: e"},
    {"ENUM and SET", "SET member", "wide", "UPDATE wide SET s = 'a,b,c' WHERE id = {row}",
     "changed {row}: s"},

    // An UPDATE from 1 to 1.0 alone writes nothing: the two are equal to MySQL.
    {"JSON", "1 for 1.0", "doc",
     "UPDATE doc SET j = NULL WHERE id = {row}; "
     R"(UPDATE doc SET j = '{"a": 1.0, "b": [{row}, "x"], "c": null}' WHERE id = {row})",
     "changed {row}: j", Need::json_type},
    {"JSON", "member left out", "doc",
     R"(UPDATE doc SET j = '{"a": 1, "b": [{row}, "x"]}' WHERE id = {row})", "changed {row}: j",
     Need::json_type},
    {"JSON", "text of 1 for 1.0", "doc",
     R"(UPDATE doc SET j = '{"a": 1.0, "b": [{row}, "x"], "c": null}' WHERE id = {row})",
     "changed {row}: j", Need::json_text},
    {"JSON", "text with keys in another order", "doc",
     R"(UPDATE doc SET j = '{"b": [{row}, "x"], "a": 1, "c": null}' WHERE id = {row})",
     "changed {row}: j", Need::json_text},

    {"rows", "missing row", "wide", "DELETE FROM wide WHERE id = {row}", "missing {row}"},
    {"rows", "extra row", "wide", "INSERT INTO wide (id) VALUES ({free})", "extra {free}"},
    {"rows", "first row missing", "alike", "DELETE FROM alike WHERE id = {first}",
     "missing {first}"},
    {"rows", "last row missing", "alike", "DELETE FROM alike WHERE id = {last}", "missing {last}"},
    {"rows", "extra row behind the last", "wide",
     "INSERT INTO wide (id) VALUES (18446744073709551615)", "extra 18446744073709551615"},
    {"rows", "values of two rows swapped", "wide",
     "UPDATE wide SET v = CONCAT('name ', {row} + {far} - id) WHERE id IN ({row}, {far})",
     "changed {row}: v; changed {far}: v"},

    {"keys", "key one further", "alike", "UPDATE alike SET id = {free} WHERE id = {row}",
     "missing {row}; extra {free}"},
    {"keys", "keys of two rows swapped", "pair",
     "UPDATE pair SET k = CONCAT('k', {row} + {far} - n) WHERE n IN ({row}, {far})",
     "missing k{row} {row}; missing k{far} {far}; extra k{far} {row}; extra k{row} {far}"},
    {"keys", "case of a text key", "pair", "UPDATE pair SET k = 'K{row}' WHERE n = {row}",
     "missing k{row} {row}; extra K{row} {row}"},
    {"keys", "trailing space of a text key", "pair",
     "UPDATE pair SET k = 'k{row} ' WHERE n = {row}", "missing k{row} {row}; extra k{row}  {row}"},
    {"keys", "value behind a key of two", "pair", "UPDATE pair SET w = w + 1 WHERE n = {row}",
     "changed k{row} {row}: w"},
    {"keys", "unique values swapped", "pair",
     "UPDATE pair SET w = NULL WHERE n = {row}; UPDATE pair SET w = {row} WHERE n = {far}; "
     "UPDATE pair SET w = {far} WHERE n = {row}",
     "changed k{row} {row}: w; changed k{far} {far}: w"},

    {"no key", "a duplicate more", "keyless", "INSERT INTO keyless VALUES ({row}, 'v{row}')",
     "extra {row} v{row}"},
    {"no key", "a duplicate fewer", "keyless", "DELETE FROM keyless WHERE a = {row} LIMIT 1",
     "missing {row} v{row}"},
    {"no key", "value of one duplicate", "keyless",
     "UPDATE keyless SET v = NULL WHERE a = {row} LIMIT 1",
     "missing {row} v{row}; extra {row} NULL"},
    {"no key", "one pair of duplicates for another", "keyless",
     "UPDATE keyless SET a = {far}, v = 'v{far}' WHERE a = {row}",
     "missing {row} v{row} x2; extra {far} v{far} x2"},

    {"chunk edges", "last row of a chunk missing", "wide", "DELETE FROM wide WHERE id = {edge}",
     "missing {edge}"},
    {"chunk edges", "values swapped across an edge", "wide",
     "UPDATE wide SET v = CONCAT('name ', {edge} + {past} - id) WHERE id IN ({edge}, {past})",
     "changed {edge}: v; changed {past}: v"},
    {"chunk edges", "row moved past an edge", "alike",
     "UPDATE alike SET id = {past_free} WHERE id = {edge}", "missing {edge}; extra {past_free}"},

    {"cancelling", "two rows with the same bit", "alike",
     "UPDATE alike SET grade = 'C' WHERE id IN ({row}, {far})",
     "changed {row}: grade; changed {far}: grade"},
    {"cancelling", "two rows ten minutes later", "alike",
     "UPDATE alike SET at = at + INTERVAL 10 MINUTE WHERE id IN ({row}, {far})",
     "changed {row}: at; changed {far}: at"},
    {"cancelling", "all rows eight hours later", "alike",
     "UPDATE alike SET at = at + INTERVAL 8 HOUR", "every changed {id}: at"},
    {"cancelling", "text moved to the next column", "alike",
     "UPDATE alike SET one = 'a#', two = 'bc' WHERE id = {row}", "changed {row}: one two"},
    {"cancelling", "separator moved, too", "alike",
     "UPDATE alike SET one = 'a', two = 'b#c' WHERE id = {row}", "changed {row}: one two"},

    {"nothing (must be equal)", "row written again", "alike",
     "DELETE FROM alike WHERE id = {row}; INSERT INTO alike VALUES ({row}, 'B', "
     "'2024-05-01 12:00:00', 'a#b', 'c')",
     ""},
    {"nothing (must be equal)", "other order without a key", "keyless",
     "DELETE FROM keyless WHERE a = {row}; INSERT INTO keyless VALUES ({row}, 'v{row}'), "
     "({row}, 'v{row}')",
     ""},
    {"nothing (must be equal)", "JSON keys in another order", "doc",
     R"(UPDATE doc SET j = '{"b": [{row}, "x"], "a": 1, "c": null}' WHERE id = {row})", "",
     Need::json_type}};

constexpr ServerVersion any_version{};
constexpr ServerVersion mysql_with_json{5, 7, 8};
constexpr ServerVersion mariadb_with_json{10, 2, 7};

}  // namespace

std::string what_lacks(Need need, const ServerFacts& source, const ServerFacts& destination) {
    const auto both = [&](auto has, const ServerVersion& since) {
        return has(source, since) && has(destination, since);
    };
    switch (need) {
        case Need::nothing: return {};
        case Need::negative_zero:
            return both(is_mysql, any_version) ? "" : "MariaDB stores -0.0 as 0.0";
        case Need::json_type:
            return both(is_mysql, mysql_with_json) ? "" : "not both servers have the type JSON";
        case Need::json_text:
            return both(is_mariadb, mariadb_with_json) ? "" : "not both servers keep JSON as text";
    }
    return {};
}

bool matches(std::string_view pattern, const SeedKind& kind) {
    return glob_matches(pattern, kind.family) || glob_matches(pattern, kind.name);
}

std::span<const SeedKind> seed_kinds() {
    return all_kinds;
}

}  // namespace cutover
