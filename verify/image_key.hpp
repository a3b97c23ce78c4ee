#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/discrepancy.hpp"
#include "core/row_image.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// Where the key of a pair's rows lies in the images that one server logs of them.
class ImageKey {
  public:
    /// `side` is the pair's source or destination; `definition` is its table's, null: not there.
    /// Both must outlive it.
    ImageKey(const TablePair& pair, const RowSource& side, const TableDefinition* definition);

    /// Why the log does not tell which rows were changed: images have it in another form than the
    /// one in which it was compared, or foreign keys change rows too. Empty: it does.
    [[nodiscard]] const std::string& why_not() const { return why_not_; }

    /// Absent where a value is NULL, or has another form than the definition has it in.
    [[nodiscard]] std::optional<KeyTuple> key(const RowBlock& image, std::size_t row) const;

    /// The same as discrepancies show it, and as key_text() has theirs.
    [[nodiscard]] std::optional<std::string> text(const RowBlock& image, std::size_t row) const;

  private:
    [[nodiscard]] bool fits(const RowBlock& image, std::size_t row) const;

    const TablePair& pair_;
    const RowSource& side_;
    std::vector<std::size_t> read_{};    ///< The key's columns, of those that are read,
    std::vector<std::size_t> images_{};  ///< and in images.
    std::string why_not_{};
};

/// "id = 5, lang = de": what ImageKey::text() is compared with. printable().
[[nodiscard]] std::string key_text(const std::vector<NamedValue>& key);

}  // namespace cutover
