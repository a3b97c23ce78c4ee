#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mysql/client_types.hpp"
#include "mysql/session.hpp"
#include "mysql/statements.hpp"

namespace cutover {

/// A statement on the server's side, closed with this object; the session must outlive it.
/// Failures are ServerErrors with the purpose given at construction, which completes "while ...".
/// Not thread-safe.
class PreparedStatement {
  public:
    PreparedStatement(Session& session, std::string_view sql, std::string purpose);

    /// Sends the parameters, each as the type that its form says, and runs the statement.
    void execute(const std::vector<Parameter>& parameters);

    /// Turns the result of a call of the client library into an exception where it failed.
    void check(int status) const;

    [[noreturn]] void fail() const;

    [[nodiscard]] ClientStatement* handle() const { return handle_.get(); }

    [[nodiscard]] const std::string& purpose() const { return purpose_; }

  private:
    struct Close {
        void operator()(ClientStatement* handle) const noexcept;
    };

    ClientConnection* connection_;
    std::string endpoint_;
    std::string purpose_;
    std::unique_ptr<ClientStatement, Close> handle_;
};

}  // namespace cutover
