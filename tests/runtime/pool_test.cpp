#include "runtime/pool.hpp"

#include <atomic>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

namespace cutover::pool_test {
namespace {

TEST(Pool, MakesOnFirstUseAndReuses) {
    int made = 0;
    Pool<int> pool(3, [&] { return ++made; });
    EXPECT_EQ(made, 0);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(*pool.checkout(), 1);
    }
    {
        const auto first = pool.checkout();
        const auto second = pool.checkout();
    }
    EXPECT_EQ(made, 2);
}

TEST(Pool, ADiscardedResourceIsReplaced) {
    int made = 0;
    Pool<std::unique_ptr<int>> pool(1, [&] { return std::make_unique<int>(++made); });
    pool.checkout().discard();
    EXPECT_EQ(**pool.checkout(), 2);
}

TEST(Pool, AFailureToMakeOneLeavesItsPlaceFree) {
    int made = 0;
    Pool<int> pool(1, [&]() -> int {
        if (++made == 1) {
            throw 1;
        }
        return made;
    });
    EXPECT_THROW((void)pool.checkout(), int);
    EXPECT_EQ(*pool.checkout(), 2);
}

TEST(Pool, MoreWorkersThanResourcesNeverShareOne) {
    using Busy = std::atomic<bool>;
    Pool<std::unique_ptr<Busy>> pool(2, [] { return std::make_unique<Busy>(false); });
    std::atomic<int> collisions{0};
    const auto work = [&] {
        for (int i = 0; i < 500; ++i) {
            auto lease = pool.checkout();
            collisions += (*lease)->exchange(true) ? 1 : 0;
            **lease = false;
        }
    };
    {
        std::vector<std::jthread> workers;
        workers.reserve(6);
        for (int worker = 0; worker < 6; ++worker) {
            workers.emplace_back(work);
        }
    }
    EXPECT_EQ(collisions, 0);
}

}  // namespace
}  // namespace cutover::pool_test
