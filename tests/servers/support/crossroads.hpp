#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace cutover::test {

/// An address on loopback behind which one server stands for the first connections, and another
/// one for all later ones: what a failover, or a wrong one, looks like from outside.
class Crossroads {
  public:
    struct Ways {
        unsigned first_port = 0;
        unsigned connections = 0;  ///< So many go there.
        unsigned second_port = 0;
    };

    explicit Crossroads(const Ways& ways);
    ~Crossroads();
    Crossroads(const Crossroads&) = delete;
    Crossroads& operator=(const Crossroads&) = delete;

    [[nodiscard]] unsigned port() const { return port_; }

    /// Made so far.
    [[nodiscard]] unsigned connections() const { return connections_; }

  private:
    void serve();

    Ways ways_;
    int listener_ = -1;
    unsigned port_ = 0;
    std::atomic<unsigned> connections_{0};
    std::vector<int> sockets_{};
    std::vector<std::jthread> pumps_{};
    std::jthread thread_{};
};

}  // namespace cutover::test
