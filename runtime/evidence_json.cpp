#include "runtime/evidence_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "core/utf8.hpp"
#include "runtime/evidence_fields.hpp"

namespace cutover {
namespace {

using nlohmann::json;

// In the order of EvidenceEntry's alternatives.
constexpr std::array<std::string_view, std::variant_size_v<EvidenceEntry>> kinds{
    "run_started",     "checks_made",       "scope",
    "snapshot_taken",  "table_copied",      "copy_finished",
    "log_followed",    "chunk_compared",    "table_compared",
    "object_compared", "discrepancy_found", "verification_finished",
    "run_ended",       "conflict_met",      "statement_decided",
    "cause_found",     "verification_begun"};

template<typename Enum>
constexpr std::array<Enum, 0> all_of{};
template<>
constexpr std::array all_of<CheckStatus>{
    CheckStatus::pass, CheckStatus::warn, CheckStatus::fail, CheckStatus::ignored};
template<>
constexpr std::array all_of<ScopeRule::Kind>{
    ScopeRule::Kind::where,        ScopeRule::Kind::columns, ScopeRule::Kind::exclude,
    ScopeRule::Kind::without_code, ScopeRule::Kind::rename,  ScopeRule::Kind::name_case};
template<>
constexpr std::array all_of<TableVerdict>{
    TableVerdict::equal, TableVerdict::skipped, TableVerdict::unproven, TableVerdict::different};
template<>
constexpr std::array all_of<Discrepancy::Kind>{
    Discrepancy::Kind::missing, Discrepancy::Kind::extra, Discrepancy::Kind::changed};
template<>
constexpr std::array all_of<CauseKind>{all_cause_kinds};
template<>
constexpr std::array all_of<SnapshotMeans>{
    SnapshotMeans::consistent_snapshot,
    SnapshotMeans::global_read_lock,
    SnapshotMeans::table_locks,
    SnapshotMeans::frozen_positions,
    SnapshotMeans::applier_held,
    SnapshotMeans::held_by_another,
    SnapshotMeans::none};

class Writer {
  public:
    template<typename Value>
    Writer& operator()(const char* key, const Value& value) {
        object_[key] = json_of(value);
        return *this;
    }

    json take() { return std::move(object_); }

  private:
    static json json_of(const std::string& text) {
        return is_utf8(text) ? json(text) : json::object({{"hex", to_hex(text)}});
    }

    /// JSON knows no infinity; a duration that is none is worth no more than none.
    static json json_of(double number) { return std::isfinite(number) ? number : 0.0; }

    static json json_of(const Digest& digest) { return hex(digest); }

    static json json_of(const KeyTuple& key) { return to_text(key); }

    template<typename Value>
    static json json_of(const std::optional<Value>& value) {
        return value ? json_of(*value) : json(nullptr);
    }

    template<typename Value>
    static json json_of(const std::vector<Value>& values) {
        json array = json::array();
        for (const Value& value : values) {
            array.push_back(json_of(value));
        }
        return array;
    }

    template<typename Value>
    static json json_of(const Value& value) {
        if constexpr (std::is_enum_v<Value>) {
            return to_text(value);
        } else if constexpr (std::is_arithmetic_v<Value>) {
            return value;
        } else {
            Writer inner;
            evidence_fields(inner, value);
            return inner.take();
        }
    }

    json object_ = json::object();
};

class Reader {
  public:
    explicit Reader(const json& object) : object_(object), good_(object.is_object()) {}

    template<typename Value>
    Reader& operator()(const char* key, Value& value) {
        const auto found = good_ ? object_.find(key) : object_.end();
        if (good_ && found != object_.end()) {
            good_ = read(*found, value);
        }
        return *this;
    }

    [[nodiscard]] bool good() const { return good_; }

  private:
    static bool read(const json& from, std::string& text) {
        if (from.is_string()) {
            text = from.get<std::string>();
            return true;
        }
        const auto digits = from.is_object() ? from.find("hex") : from.end();
        if (!from.is_object() || digits == from.end() || !digits->is_string()) {
            return false;
        }
        auto bytes = from_hex(digits->get<std::string>());
        text = bytes.value_or("");
        return bytes.has_value();
    }

    static bool read(const json& from, bool& value) {
        value = from.is_boolean() && from.get<bool>();
        return from.is_boolean();
    }

    static bool read(const json& from, double& value) {
        value = from.is_number() ? from.get<double>() : 0.0;
        return from.is_number();
    }

    static bool read(const json& from, Digest& digest) {
        const auto parsed =
            from.is_string() ? parse_digest(from.get<std::string>()) : std::optional<Digest>();
        digest = parsed.value_or(Digest());
        return parsed.has_value();
    }

    static bool read(const json& from, KeyTuple& key) {
        const auto parsed =
            from.is_string() ? parse_key(from.get<std::string>()) : std::optional<KeyTuple>();
        key = parsed.value_or(KeyTuple());
        return parsed.has_value();
    }

    template<typename Value>
    static bool read(const json& from, std::optional<Value>& value) {
        if (from.is_null()) {
            value.reset();
            return true;
        }
        return read(from, value.emplace());
    }

    template<typename Value>
    static bool read(const json& from, std::vector<Value>& values) {
        bool good = from.is_array();
        for (auto element = from.begin(); good && element != from.end(); ++element) {
            good = read(*element, values.emplace_back());
        }
        return good;
    }

    template<typename Value>
    static bool read(const json& from, Value& value) {
        if constexpr (std::is_enum_v<Value>) {
            return read_name(from, value);
        } else if constexpr (std::is_integral_v<Value>) {
            return read_integer(from, value);
        } else {
            Reader inner(from);
            evidence_fields(inner, value);
            return inner.good();
        }
    }

    template<typename Enum>
    static bool read_name(const json& from, Enum& value) {
        for (const Enum candidate : all_of<Enum>) {
            if (from.is_string() && from.get<std::string>() == to_text(candidate)) {
                value = candidate;
                return true;
            }
        }
        return false;
    }

    template<typename Integer>
    static bool read_integer(const json& from, Integer& value) {
        const auto put = [&value](auto number) {
            value = std::in_range<Integer>(number) ? static_cast<Integer>(number) : Integer{};
            return std::in_range<Integer>(number);
        };
        if (from.is_number_unsigned()) {
            return put(from.get<std::uint64_t>());
        }
        return from.is_number_integer() && put(from.get<std::int64_t>());
    }

    const json& object_;
    bool good_;
};

/// Reads the alternative whose number is `index`.
template<std::size_t... Indexes>
std::optional<EvidenceEntry> read_alternative(
    const json& object, std::size_t index, std::index_sequence<Indexes...> /*all*/) {
    std::optional<EvidenceEntry> entry;
    const auto attempt = [&](auto empty) {
        Reader reader(object);
        evidence_fields(reader, empty);
        if (reader.good()) {
            entry = std::move(empty);
        }
    };
    ((Indexes == index ? attempt(std::variant_alternative_t<Indexes, EvidenceEntry>()) : void()),
     ...);
    return entry;
}

}  // namespace

std::string_view kind_of(const EvidenceEntry& entry) {
    return kinds.at(entry.index());
}

std::string to_json(const EvidenceEntry& entry) {
    Writer writer;
    std::visit([&writer](const auto& alternative) { evidence_fields(writer, alternative); }, entry);
    return writer.take().dump();
}

std::optional<EvidenceEntry> entry_from_json(std::string_view kind, std::string_view text) {
    const json object = json::parse(text, nullptr, false);
    if (object.is_discarded()) {
        return std::nullopt;
    }
    const auto index = static_cast<std::size_t>(
        std::distance(kinds.begin(), std::find(kinds.begin(), kinds.end(), kind)));
    return read_alternative(object, index, std::make_index_sequence<kinds.size()>());
}

}  // namespace cutover
