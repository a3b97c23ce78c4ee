#include "mysql/row_inserter.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <mysql.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "mysql/insert_path.hpp"
#include "mysql/server_version.hpp"
#include "mysql/write_warnings.hpp"

namespace cutover {
namespace {

/// The statement around the rows, with 1,000 column names of 64 characters.
constexpr std::uint64_t around_the_rows = 512U << 10U;
/// Larger statements are no faster, and cost their size on both sides.
constexpr std::uint64_t usual_packet = 8U << 20U;

std::string variable(Session& session, const char* name) {
    const TextRows rows =
        session.query(fmt::format("SELECT @@{}", name), "asking how rows can be written");
    return rows.rows.at(0).at(0).value_or("0");
}

WriteMeans fastest_means(Session& session, RowInserter::Use use) {
    const auto server = parse_version(mysql_get_server_info(session.handle()));
    const bool takes_arrays =
        server && server->flavour == Flavour::mariadb && server->version >= ServerVersion{10, 2, 7};
    if (takes_arrays && make_array_insert(session)) {
        return WriteMeans::array_binding;
    }
    const bool loads =
        use == RowInserter::Use::many_rows && variable(session, "GLOBAL.local_infile") == "1";
    return loads ? WriteMeans::load_data : WriteMeans::insert_text;
}

std::unique_ptr<InsertPath> make_path(Session& session, WriteMeans means) {
    switch (means) {
        case WriteMeans::array_binding: return make_array_insert(session);
        case WriteMeans::load_data: return make_load_insert(session);
        case WriteMeans::insert_text: return make_text_insert(session);
    }
    return nullptr;
}

}  // namespace

RowInserter::RowInserter(Session& session, Use use)
    : RowInserter(session, fastest_means(session, use)) {}

RowInserter::RowInserter(Session& session, WriteMeans means)
    : session_(session),
      means_(means),
      max_packet_bytes_(
          std::strtoull(variable(session, "max_allowed_packet").c_str(), nullptr, 10)),
      path_(make_path(session, means)) {
    if (!path_) {
        throw Error(
            Recovery::none, ExitCode::bug, "the client library has no such way to write rows");
    }
    keep_all_warnings(session);
}

RowInserter::~RowInserter() = default;

std::uint64_t RowInserter::write(const RowTarget& target, const RowBlock& block) {
    const std::uint64_t most = std::min(
        usual_packet, max_packet_bytes_ - std::min(around_the_rows, max_packet_bytes_ / 2));
    std::uint64_t written = 0;
    std::uint64_t bytes = 0;
    RowRange rows;
    for (std::size_t row = 0; row < block.rows(); ++row) {
        const std::uint64_t row_bytes = path_->packet_bytes(target, block, row);
        if (rows.count > 0 && bytes + row_bytes > most) {
            written += write_rows(target, block, rows);
            rows = {.first = row};
            bytes = 0;
        }
        ++rows.count;
        bytes += row_bytes;
    }
    return rows.count == 0 ? written : written + write_rows(target, block, rows);
}

std::uint64_t RowInserter::write_rows(
    const RowTarget& target, const RowBlock& block, const RowRange& rows) {
    const std::uint64_t first_row_bytes = path_->packet_bytes(target, block, rows.first);
    if (first_row_bytes > max_packet_bytes_) {
        throw Error(
            Recovery::none,
            fmt::format(
                "while {}: a row needs up to {} bytes, more than the max_allowed_packet of {} "
                "bytes on {}; raise it there, with SET GLOBAL max_allowed_packet and in the "
                "server's configuration",
                writing_purpose(target), first_row_bytes, max_packet_bytes_, session_.endpoint()));
    }
    const std::uint64_t affected = path_->write(target, block, rows);
    check_write_warnings(session_, target, block, rows);
    if (target.on_conflict == OnConflict::keep_existing) {
        return affected;
    }
    if (target.on_conflict == OnConflict::fail && affected != rows.count) {
        // LOAD DATA LOCAL always ignores duplicates, and MySQL 5.6 does not even warn of them.
        constexpr unsigned duplicate_entry = 1062;
        throw ServerError(
            Recovery::none, ExitCode::could_not_finish,
            {.code = means_ == WriteMeans::load_data ? duplicate_entry : 0, .sqlstate = "23000"},
            fmt::format(
                "while {} on {}: {} of {} rows arrived; {}", writing_purpose(target),
                session_.endpoint(), affected, rows.count,
                means_ == WriteMeans::load_data
                    ? "rows with the same key value are there already (error 1062)"
                    : "a trigger or an engine there leaves rows out"));
    }
    return rows.count;
}

}  // namespace cutover
