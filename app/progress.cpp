#include "app/progress.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "app/quantities.hpp"
#include "report/figures.hpp"

namespace cutover {
namespace {

using Seconds = std::chrono::duration<double>;

std::chrono::milliseconds interval_of(ProgressStyle style) {
    switch (style) {
        case ProgressStyle::automatic: return std::chrono::milliseconds(200);
        case ProgressStyle::plain: return std::chrono::seconds(5);
        case ProgressStyle::json: return std::chrono::seconds(1);
        case ProgressStyle::none: break;
    }
    return std::chrono::hours(24);
}

double ratio(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double fraction_of(const Headway& headway) {
    if (headway.share) {
        return std::min(*headway.share, 0.99);
    }
    const double by_rows = std::min(ratio(headway.rows, headway.estimated_rows), 0.99);
    if (headway.chunks == 0) {
        return by_rows;
    }
    const std::uint64_t under_way = std::min(headway.chunks_done + headway.workers, headway.chunks);
    const double before = ratio(headway.chunks_before, headway.chunks);
    return std::clamp(
        before + (1 - before) * by_rows, ratio(headway.chunks_done, headway.chunks),
        std::max(
            ratio(headway.chunks_done, headway.chunks),
            std::min(ratio(under_way, headway.chunks), 0.99)));
}

Progress::Progress(Log& log, ProgressStyle style, Clock clock)
    : log_(log),
      style_(
          style == ProgressStyle::automatic && !log.is_terminal() ? ProgressStyle::plain : style),
      clock_(std::move(clock)) {}

void Progress::begin(const std::string& label, const Headway& headway) {
    const std::scoped_lock lock(mutex_);
    label_ = label;
    headway_ = headway;
    began_ = clock_.now();
    shown_ = began_;
    samples_.assign(1, {began_, headway.rows, headway.bytes});
    running_ = true;
    finished_ = false;
}

void Progress::add(std::uint64_t rows, std::uint64_t bytes) {
    const std::scoped_lock lock(mutex_);
    headway_.rows += rows;
    headway_.bytes += bytes;
    show_if_due();
}

void Progress::add_chunk() {
    const std::scoped_lock lock(mutex_);
    ++headway_.chunks_done;
    show_if_due();
}

void Progress::add_share(double share) {
    const std::scoped_lock lock(mutex_);
    headway_.share = share;
}

void Progress::finish() {
    const std::scoped_lock lock(mutex_);
    if (!std::exchange(running_, false)) {
        return;
    }
    finished_ = true;
    headway_.chunks_done = headway_.chunks;
    samples_.assign(1, {began_, 0, 0});  // rates of the whole run
    if (style_ == ProgressStyle::automatic) {
        log_.draw("");
        log_.print(text(clock_.now()));
    } else {
        show(clock_.now());
    }
}

/// The first and the last word of a wait are lines of the log, whatever shows the progress.
void Progress::hold(const std::string& why) {
    const std::scoped_lock lock(mutex_);
    const bool was_held = !held_.empty();
    held_ = why.empty() ? std::string() : "reading waits: " + why;
    if (held_.empty() == was_held) {
        log_.info(was_held ? "reading goes on" : held_);
    }
    show_if_due();
}

void Progress::end() {
    const std::scoped_lock lock(mutex_);
    if (!std::exchange(running_, false)) {
        return;
    }
    if (style_ == ProgressStyle::automatic) {
        log_.draw("");
    } else {
        show(clock_.now());
    }
}

void Progress::show_if_due() {
    const Time now = clock_.now();
    if (!running_ || now - shown_ < interval_of(style_)) {
        return;
    }
    show(now);
    samples_.push_back({now, headway_.rows, headway_.bytes});
    while (samples_.size() > 2 && now - samples_[1].at > std::chrono::seconds(10)) {
        samples_.pop_front();
    }
}

void Progress::show(Time now) {
    shown_ = now;
    switch (style_) {
        case ProgressStyle::automatic: log_.draw(text(now)); break;
        case ProgressStyle::plain: log_.print(text(now)); break;
        case ProgressStyle::json: log_.print(json(now)); break;
        case ProgressStyle::none: break;
    }
}

/// Rows and bytes a second over the last samples.
Progress::Sample Progress::rate(Time now) const {
    const Sample& first = samples_.front();
    const double seconds = std::max(Seconds(now - first.at).count(), 0.001);
    const auto per_second = [&](std::uint64_t count) {
        return static_cast<std::uint64_t>(static_cast<double>(count) / seconds);
    };
    return {now, per_second(headway_.rows - first.rows), per_second(headway_.bytes - first.bytes)};
}

double Progress::fraction() const {
    return finished_ ? 1 : fraction_of(headway_);
}

/// Below 0: not known yet.
double Progress::seconds_left(Time now) const {
    if (finished_) {
        return 0;
    }
    const double before = ratio(headway_.chunks_before, headway_.chunks);
    const double moved = fraction() - before;
    const double passed = Seconds(now - began_).count();
    return moved < 0.005 || passed < 2 ? -1 : passed * (1 - before - moved) / moved;
}

std::string Progress::text(Time now) const {
    const Sample speed = rate(now);
    const double left = seconds_left(now);
    return fmt::format(
        "{} {:3.0f} %  {} rows  {}  {}", label_, 100 * fraction(), grouped(headway_.rows),
        show_bytes(headway_.bytes),
        !held_.empty() ? held_
                       : fmt::format(
                             "{} rows/s  {}/s{}", grouped(speed.rows), show_bytes(speed.bytes),
                             finished_  ? "  in " + show_seconds(Seconds(now - began_).count())
                             : left < 0 ? ""
                                        : "  " + show_seconds(left) + " left"));
}

std::string Progress::json(Time now) const {
    const Sample speed = rate(now);
    const double left = seconds_left(now);
    return fmt::format(
        R"({{"progress":{},"percent":{:.1f},"rows":{},"bytes":{},"rows_per_second":{},)"
        R"("bytes_per_second":{},"chunks":{},"chunks_done":{},"seconds_left":{},"held":{}}})",
        json_quoted(label_), 100 * fraction(), headway_.rows, headway_.bytes, speed.rows,
        speed.bytes, headway_.chunks, headway_.chunks_done,
        left < 0 ? "null" : fmt::format("{:.0f}", left),
        held_.empty() ? "null" : json_quoted(held_));
}

}  // namespace cutover
