#include "mysql/log_reread.hpp"

#include "binlog/damaged_log.hpp"
#include "binlog/event_reader.hpp"
#include "mysql/log_dump.hpp"
#include "mysql/stream_place.hpp"

namespace cutover {

bool arrives_whole(
    const Endpoint& source,
    const ServerFacts& facts,
    const DamagedEvent& event,
    std::uint32_t server_id) {
    LogDump dump(source, facts, event.from, server_id);
    EventReader reader;
    StreamPlace place(facts.flavour, event.from);
    LogPlace beyond = event.behind;
    ++beyond.offset;
    try {
        while (!has_reached(place.here(), beyond)) {
            reader.read(dump.next(), [&](const Event& read) { place.arrive(read); });
        }
    } catch (const DamagedLog&) {
        return false;
    }
    return true;
}

}  // namespace cutover
