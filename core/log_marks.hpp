#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutover {

/// When a server began a file of its log, and which server. A file of the same name that was begun
/// at another time holds other events: the log was reset in between, or is another server's.
struct LogFileMark {
    std::string file{};
    std::uint32_t began_at = 0;  ///< Seconds since 1970, by the server's clock.
    std::uint32_t server_id = 0;

    friend bool operator==(const LogFileMark&, const LogFileMark&) = default;
};

/// By what a log that was read is known again. A name and an offset alone would fit the log of any
/// server that counts from 000001, and GTIDs those of a server that numbers anew from 1.
struct LogMarks {
    std::string server{};              ///< ServerFacts::identity; empty: not known.
    std::vector<LogFileMark> files{};  ///< The last that were read, in their order.

    /// The file that is read from now on. Only so many of the last are kept as a reader may have to
    /// go back.
    void add(const LogFileMark& mark);

    /// Null where the file was not read, or long ago.
    [[nodiscard]] const LogFileMark* find(std::string_view file) const;

    friend bool operator==(const LogMarks&, const LogMarks&) = default;
};

/// A line for the server and one for each file, names in hex.
[[nodiscard]] std::string to_text(const LogMarks& marks);

/// Nothing where to_text() made no such text.
[[nodiscard]] std::optional<LogMarks> parse_log_marks(std::string_view text);

}  // namespace cutover
