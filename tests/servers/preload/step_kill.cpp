/// A process that is killed at a named step: preloaded into cutover, it ends it by SIGKILL where it
/// sends the nth packet to a server that holds a text, or has just read the answer to it. The
/// program itself needs nothing for it, and the step is the same whatever code is on the way to
/// it. It also shortens long waits for a socket, so that a test need not outlast half a minute of
/// silence.
///
///   CUTOVER_STEP_TEXT       what the packet holds, such as COMMIT
///   CUTOVER_STEP_NUMBER     the which of them
///   CUTOVER_STEP_MOMENT     before (it is not sent), sent, answered
///   CUTOVER_WAITS_DIVISOR   waits of 10 seconds and more are shorter by so much
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

template<typename Function>
Function original(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

const char* setting(const char* name) {
    const char* const text = ::secure_getenv(name);
    return text == nullptr ? "" : text;
}

bool is_moment(const char* moment) {
    return std::strcmp(setting("CUTOVER_STEP_MOMENT"), moment) == 0;
}

[[noreturn]] void end_here() {
    ::kill(::getpid(), SIGKILL);
    for (;;) {
        ::pause();
    }
}

/// The connection whose next answer is waited for; -1: none.
std::atomic<int>& awaited() {
    static std::atomic<int> socket{-1};
    return socket;
}

/// Is this the packet?
bool is_the_step(const void* bytes, std::size_t count) {
    static std::atomic<int> left{std::atoi(setting("CUTOVER_STEP_NUMBER"))};
    const char* const text = setting("CUTOVER_STEP_TEXT");
    return *text != '\0' && ::memmem(bytes, count, text, std::strlen(text)) != nullptr &&
           left.fetch_sub(1) == 1;
}

int shorter(int milliseconds) {
    constexpr int long_wait = 10'000;
    const int divisor = std::atoi(setting("CUTOVER_WAITS_DIVISOR"));
    return divisor > 1 && milliseconds >= long_wait ? milliseconds / divisor : milliseconds;
}

}  // namespace

// Parameters have the names that the C library's headers give them.
extern "C" {

ssize_t send(int fd, const void* buf, size_t n, int flags) {
    static const auto next = original<decltype(&::send)>("send");
    if (!is_the_step(buf, n)) {
        return next(fd, buf, n, flags);
    }
    if (is_moment("before")) {
        end_here();
    }
    const ssize_t sent = next(fd, buf, n, flags);
    if (is_moment("sent")) {
        end_here();
    }
    awaited() = fd;
    return sent;
}

ssize_t recv(int fd, void* buf, size_t n, int flags) {
    static const auto next = original<decltype(&::recv)>("recv");
    const ssize_t got = next(fd, buf, n, flags);
    if (got > 0 && awaited() == fd) {
        end_here();
    }
    return got;
}

int poll(pollfd* fds, nfds_t nfds, int timeout) {
    static const auto next = original<decltype(&::poll)>("poll");
    return next(fds, nfds, shorter(timeout));
}
}
