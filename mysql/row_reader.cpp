#include "mysql/row_reader.hpp"

#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

std::string purpose_of(const RowSource& source, const Chunk& chunk) {
    return chunk.after || chunk.up_to
               ? fmt::format("reading chunk {} of {}", chunk.chunk_index, display(source.table))
               : fmt::format("reading {}", display(source.table));
}

KeyTuple without_nulls(const RowBlock& block, std::size_t row) {
    KeyTuple key;
    for (const CellColumn& cells : block.columns()) {
        if (cells.is_null[row] == 0) {
            key.push_back(key_value(cells, row));
        }
    }
    return key;
}

std::vector<CellForm> forms_of(const std::vector<ReadColumn>& columns) {
    return cutover::forms_of(RowSource{.columns = columns});
}

}  // namespace

void take_text_as_stored(Session& session) {
    session.execute("SET character_set_results=NULL", "setting up the session");
}

std::unique_ptr<RowFetch> fetch_chunk(
    Session& session, const RowSource& source, const Chunk& chunk, LargeRows* large_rows) {
    return RowFetch::execute(
        session, select_rows(source, chunk), source.columns, purpose_of(source, chunk),
        {.large_rows = large_rows});
}

std::unique_ptr<RowFetch> fetch_keys(
    Session& session,
    const RowSource& source,
    std::span<const KeyTuple> keys,
    const FetchOptions& options) {
    return RowFetch::execute(
        session, select_keys(source, keys), source.columns,
        fmt::format("reading {} rows of {} by their keys", keys.size(), display(source.table)),
        options);
}

void read_rows(
    Session& session,
    const RowSource& source,
    const Chunk& chunk,
    RowBlock& block,
    const RowSink& sink) {
    read_rows(*fetch_chunk(session, source, chunk), {}, block, sink);
}

void read_rows(RowFetch& fetch, const BlockLimit& limit, RowBlock& block, const RowSink& sink) {
    for (bool more = true; more;) {
        block.clear();
        more = fetch.fill(block, limit);
        if (block.rows() != 0) {
            sink(block);
        }
    }
    block.clear();
}

std::optional<std::uint64_t> rows_sent(Session& session) {
    constexpr unsigned no_such_function = 1305;
    try {
        const TextRows rows =
            session.query("SELECT FOUND_ROWS()", "asking how many rows the server sent");
        return std::strtoull(rows.rows.at(0).at(0).value_or("0").c_str(), nullptr, 10);
    } catch (const ServerError& error) {
        if (error.code() != no_such_function) {
            throw;
        }
        return std::nullopt;
    }
}

std::uint64_t count_rows(Session& session, const RowSource& source) {
    const auto rows = read_keys(
        session, count_rows(source), {{.name = "COUNT(*)"}},
        fmt::format("counting {}", display(source.table)));
    if (rows.size() != 1) {
        throw Error(Recovery::retry_session, "COUNT(*) came without its one row");
    }
    return rows.front().front().number;
}

std::optional<ServerDigest> digest_rows(
    Session& session, const RowSource& source, const Chunk& chunk) {
    const auto rows = read_keys(
        session, digest_rows(source, chunk),
        {{.name = "rows", .form = CellForm::natural},
         {.name = "low", .form = CellForm::decimal},
         {.name = "high", .form = CellForm::decimal}},
        "having the server digest it: " + purpose_of(source, chunk));
    if (rows.size() != 1) {
        throw Error(Recovery::retry_session, "a digest came without its one row");
    }
    const KeyTuple& sums = rows.front();
    ServerDigest digest{sums[0].number, sums[1].bytes, sums[2].bytes};
    return digest.low.starts_with('-') ? std::nullopt : std::optional(std::move(digest));
}

std::vector<KeyTuple> read_keys(
    Session& session,
    const Statement& statement,
    const std::vector<ReadColumn>& columns,
    std::string_view purpose) {
    std::vector<KeyTuple> keys;
    RowBlock block(forms_of(columns));
    const auto fetch = RowFetch::execute(session, statement, columns, purpose);
    read_rows(*fetch, {}, block, [&keys](const RowBlock& rows) {
        for (std::size_t row = 0; row < rows.rows(); ++row) {
            KeyTuple key = without_nulls(rows, row);
            if (key.size() == rows.columns().size()) {
                keys.push_back(std::move(key));
            }
        }
    });
    return keys;
}

}  // namespace cutover
