#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/task.hpp"
#include "mysql/client_types.hpp"

namespace cutover {

/// What a session is for; decides its settings (docs/architecture.md, "sessions").
enum class SessionRole {
    read_only,  ///< Source and verification: every transaction is READ ONLY.
    writing,    ///< Destination: foreign key and unique checks off, NO_AUTO_VALUE_ON_ZERO.
    as_given,   ///< No settings: what any client of the server gets. It may write.
};

/// A small result as text; a NULL is an absent value.
struct TextRows {
    std::vector<std::string> names{};
    std::vector<std::vector<std::optional<std::string>>> rows{};
};

/// One connection, opened and set up on construction, closed on destruction. Not thread-safe.
/// Every failure is a ServerError that names the endpoint, the purpose, errno and SQLSTATE.
class Session {
  public:
    /// Resolves the secret, connects with the endpoint's TLS policy, checks that the policy was
    /// met, and applies the role's settings. Throws exit code 6 where login or TLS is refused.
    Session(const Endpoint& endpoint, SessionRole role);
    ~Session();
    Session(Session&& other) noexcept;
    Session& operator=(Session&& other) noexcept;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// One statement whose rows, if any, are thrown away; returns the affected rows.
    /// `purpose` completes "while ...", e.g. "creating view `shop`.`v`".
    std::uint64_t execute(std::string_view sql, std::string_view purpose);

    /// One statement with a small result, held in memory. `parameters` are bound to `?` as bytes.
    [[nodiscard]] TextRows query(
        std::string_view sql,
        std::string_view purpose,
        const std::vector<std::string>& parameters = {});

    [[nodiscard]] ClientConnection* handle() const { return handle_.get(); }

    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

  private:
    struct Close {
        void operator()(ClientConnection* handle) const noexcept;
    };

    std::unique_ptr<ClientConnection, Close> handle_;
    std::string endpoint_;
};

}  // namespace cutover
