#pragma once

namespace cutover {

/// Several functions as one, told apart by what they take.
template<typename... Functions>
struct Overloads : Functions... {
    using Functions::operator()...;
};

template<typename... Functions>
Overloads(Functions...) -> Overloads<Functions...>;

}  // namespace cutover
