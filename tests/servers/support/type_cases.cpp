#include "tests/servers/support/type_cases.hpp"

#include <string_view>

namespace cutover::test {
namespace {

std::string all_bytes(unsigned from) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string hex = "x'";
    for (unsigned byte = from; byte < 256; ++byte) {
        hex += digits[byte / 16];
        hex += digits[byte % 16];
    }
    return hex + "'";
}

std::string members(unsigned count) {
    std::string list;
    for (unsigned i = 0; i < count; ++i) {
        list += (i == 0 ? "'m" : ",'m") + std::to_string(i) + "'";
    }
    return list;
}

}  // namespace

std::vector<TypeCase> type_cases() {
    return {
        {"integers",
         "a TINYINT, b SMALLINT UNSIGNED, c MEDIUMINT, d INT UNSIGNED ZEROFILL, e BIGINT, "
         "f BIGINT UNSIGNED, g TINYINT UNSIGNED, h MEDIUMINT UNSIGNED",
         "(1,-128,65535,-8388608,4294967295,-9223372036854775808,18446744073709551615,255,16777215)"
         ","
         "(2,127,0,8388607,7,9223372036854775807,9223372036854775808,0,0),"
         "(3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL),(0,0,0,0,0,0,0,0,0)"},
        {"bits and years", "a BIT(1), b BIT(64), c BIT(9), d YEAR",
         "(1,b'1',x'FFFFFFFFFFFFFFFF',b'100000001',2155),(2,b'0',0,0,0),"
         "(3,NULL,x'8000000000000000',48,1901),(4,1,9,9,1970),(5,1,10,92,2000)"},
        {"decimals", "a DECIMAL(65,30), b DECIMAL(10,0), c DECIMAL(5,2) ZEROFILL, d DECIMAL(30,30)",
         "(1,'-99999999999999999999999999999999999.999999999999999999999999999999',-9999999999,1.5,"
         "'0.000000000000000000000000000001'),(2,0,0,0,0),(3,NULL,NULL,NULL,NULL),"
         "(4,'-0.5',-1,999.99,'-0.999999999999999999999999999999')"},
        {"floats", "a FLOAT, b DOUBLE, c FLOAT(7,3), d DOUBLE UNSIGNED",
         "(1,3.4028234663852886e38,1.7976931348623157e308,1234.567,0.1),"
         "(2,1.401298464324817e-45,4.9406564584124654e-324,-0.001,1e-5),(3,0,0,0,0),"
         "(4,NULL,NULL,NULL,NULL),(5,0.1,0.1,0.1,123456789012345680000),"
         "(6,16777217,9007199254740993,3.1415926,0.30000000000000004),"
         "(7,1.17549435e-38,2.2250738585072014e-308,1,1e15),(8,1e10,1e22,2,123456.7)"},
        {"temporals",
         "a DATE, b DATETIME, c DATETIME(6), d TIMESTAMP(3) NULL, e TIME, f TIME(6), "
         "g TIMESTAMP NULL",
         "(1,'0000-00-00','0000-00-00 00:00:00','0000-00-00 00:00:00','0000-00-00 00:00:00',"
         "'-838:59:59','-838:59:58.999999','1970-01-01 00:00:01'),"
         "(2,'2021-00-10','2021-02-31 23:59:59','2021-10-31 00:30:00.000001',"
         "'2021-10-31 00:30:00.999','838:59:59','00:00:00.000001','2021-10-31 01:30:00'),"
         "(3,NULL,NULL,NULL,NULL,NULL,NULL,NULL),"
         "(4,'9999-12-31','1000-01-01','9999-12-31 23:59:59.999999','2038-01-19 03:14:07.999',"
         "'00:00:00','-00:00:00.5','2021-03-28 01:30:00'),"
         "(5,'0000-01-01','0001-00-00','2021-10-31 01:30:00.1','2021-10-31 01:30:00','100:00:01',"
         "'99:59:59.5','2000-02-29 12:00:00')"},
        {"text",
         "a VARCHAR(300) CHARACTER SET latin1, b VARCHAR(50) CHARACTER SET utf8mb4, "
         "c TEXT CHARACTER SET gbk, d CHAR(9) CHARACTER SET utf8, e LONGTEXT CHARACTER SET utf16, "
         "f VARCHAR(20) CHARACTER SET sjis, g TINYTEXT CHARACTER SET binary",
         "(1," + all_bytes(0) + ",'\xF0\x9F\x98\x80\\\\',x'815C815C5C27','a  ',x'D83DDE00'," +
             "x'955C','\\0\\n\\t\\\\N'),"
             "(2,'','','','','','',''),(3,NULL,NULL,NULL,NULL,NULL,NULL,NULL),"
             "(4,'NULL','\\\\N','\\n','0',x'005C','''',x'00FF'),(5,'a ',' "
             "a','\\r\\n','\\t','q','\"',"
             "'\\\\')"},
        {"binaries", "a BINARY(4), b VARBINARY(300), c BLOB, d LONGBLOB, e TINYBLOB",
         "(1,x'61000000'," + all_bytes(0) +
             ",x'00','','\\0'),(2,'','','','',''),"
             "(3,NULL,NULL,NULL,NULL,NULL),(4,x'00000001','a\\0\\0',REPEAT('\\\\',60000),"
             "REPEAT(x'FF00270A09',100000),'x ')"},
        {"enumerations and sets",
         "a ENUM('','x','2','\xC3\xA9') CHARACTER SET utf8, b SET(" + members(64) +
             "), c SET('a','b c'), d ENUM('1','0') CHARACTER SET latin1",
         "(1,1,18446744073709551615,3,1),(2,0,0,0,2),(3,NULL,NULL,NULL,NULL),"
         "(4,'2',9223372036854775808,2,'0'),(5,4,1,1,0),(6,0,6,1,0)"},
        {"geometries", "a GEOMETRY, b POINT, c POLYGON",
         "(1,ST_GeomFromText('POINT(1 2)',4326),ST_GeomFromText('POINT(-0.5 1e300)'),"
         "ST_GeomFromText('POLYGON((0 0,10 0,10 10,0 0))',101)),(2,NULL,NULL,NULL),"
         "(3,ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,9 9))'),"
         "ST_GeomFromText('POINT(9 92)'),NULL)"},
        {"types of MariaDB", "a UUID, b INET6, c INET4, d JSON",
         "(1,'123e4567-e89b-12d3-a456-426655440000','::ffff:1.2.3.4','255.255.255.255',"
         "'{\"b\":1,  \"a\":[1.0]}'),(2,NULL,NULL,NULL,NULL),"
         "(3,'00000000-0000-0000-0000-000000000000','::','0.0.0.0','\"\\\\u00e9\"')",
         true},
        {"names", "`a``b ☃\"'` INT, `select` VARCHAR(9), `*/` INT", "(1,2,'x',3)"},
    };
}

}  // namespace cutover::test
