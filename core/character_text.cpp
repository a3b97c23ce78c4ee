#include "core/character_text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

#include <iconv.h>

#include "core/utf8.hpp"

namespace cutover {
namespace {

/// MySQL's latin1 is Windows' cp1252, but for five bytes that cp1252 does not have and that MySQL
/// keeps as control characters; iconv refuses those, so this one is read here.
constexpr std::array<std::uint16_t, 32> latin1_from_0x80{
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

DecodedText decode_latin1(std::string_view bytes) {
    DecodedText text{.bytes_used = bytes.size()};
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const bool moved = byte >= 0x80 && byte < 0xA0;
        append_utf8(text.utf8, moved ? latin1_from_0x80.at(byte - 0x80U) : byte);
    }
    return text;
}

/// The beginning of a character whose other bytes are not there.
bool is_cut_character(std::string_view bytes) {
    const auto lead = static_cast<unsigned char>(bytes.front());
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    return lead >= 0xC2 && lead <= 0xF4 && bytes.size() < length &&
           std::all_of(bytes.begin() + 1, bytes.end(), [](char c) {
               return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
           });
}

std::optional<DecodedText> decode_utf8_text(std::string_view bytes) {
    std::size_t at = 0;
    std::uint32_t code_point = 0;
    while (at < bytes.size()) {
        const std::size_t length = decode_utf8(bytes, at, code_point);
        if (length == 0) {
            break;
        }
        at += length;
    }
    if (at < bytes.size() && !is_cut_character(bytes.substr(at))) {
        return std::nullopt;
    }
    return DecodedText{std::string(bytes.substr(0, at)), at};
}

/// MySQL's name and iconv's.
constexpr std::array<std::pair<std::string_view, const char*>, 31> iconv_names{
    {{"armscii8", "ARMSCII-8"}, {"big5", "BIG5"},          {"cp1250", "CP1250"},
     {"cp1251", "CP1251"},      {"cp1256", "CP1256"},      {"cp1257", "CP1257"},
     {"cp850", "CP850"},        {"cp852", "CP852"},        {"cp866", "CP866"},
     {"cp932", "CP932"},        {"eucjpms", "EUC-JP-MS"},  {"euckr", "CP949"},
     {"gb18030", "GB18030"},    {"gb2312", "GB2312"},      {"gbk", "GBK"},
     {"greek", "ISO-8859-7"},   {"hebrew", "ISO-8859-8"},  {"hp8", "HP-ROMAN8"},
     {"koi8r", "KOI8-R"},       {"koi8u", "KOI8-U"},       {"latin2", "ISO-8859-2"},
     {"latin5", "ISO-8859-9"},  {"latin7", "ISO-8859-13"}, {"macce", "MAC-CENTRALEUROPE"},
     {"macroman", "MACINTOSH"}, {"sjis", "SJIS"},          {"tis620", "TIS-620"},
     {"ucs2", "UCS-2BE"},       {"ujis", "EUC-JP"},        {"utf16", "UTF-16BE"},
     {"utf32", "UTF-32BE"}}};

const char* iconv_name(std::string_view character_set) {
    if (character_set == "utf16le") {
        return "UTF-16LE";
    }
    const auto* const found = std::find_if(
        iconv_names.begin(), iconv_names.end(),
        [&](const auto& names) { return names.first == character_set; });
    return found == iconv_names.end() ? nullptr : found->second;
}

/// One direction of iconv, which is not thread-safe: one for each use.
class Converter {
  public:
    Converter(const char* to, const char* from) : handle_(::iconv_open(to, from)) {}

    ~Converter() {
        if (usable()) {
            ::iconv_close(handle_);
        }
    }

    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    /// The converted text and how much of `text` it stands for; nothing where a byte has no
    /// meaning. A character that is cut at the end is left over.
    std::optional<DecodedText> convert(std::string_view text) {
        if (!usable()) {
            return std::nullopt;
        }
        std::string input(text);  // iconv wants to be able to write to it
        std::string output(4 * text.size() + 16, '\0');
        char* in = input.data();
        char* out = output.data();
        std::size_t in_left = input.size();
        std::size_t out_left = output.size();
        const bool failed =
            ::iconv(handle_, &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1);
        if (failed && errno != EINVAL) {
            return std::nullopt;
        }
        output.resize(output.size() - out_left);
        return DecodedText{std::move(output), input.size() - in_left};
    }

  private:
    [[nodiscard]] bool usable() const {
        return reinterpret_cast<std::uintptr_t>(handle_) != UINTPTR_MAX;  // POSIX: (iconv_t)-1
    }

    iconv_t handle_;
};

std::optional<DecodedText> decode_by_iconv(std::string_view bytes, const char* name) {
    const auto text = Converter("UTF-8", name).convert(bytes);
    if (!text || !is_utf8(text->utf8)) {
        return std::nullopt;
    }
    const auto back = Converter(name, "UTF-8").convert(text->utf8);
    const bool same = back && back->utf8 == bytes.substr(0, text->bytes_used);
    return same ? text : std::nullopt;
}

}  // namespace

std::optional<DecodedText> decode_text(std::string_view bytes, std::string_view character_set) {
    if (character_set == "latin1") {
        return decode_latin1(bytes);
    }
    const char* const name = iconv_name(character_set);
    return name == nullptr ? decode_utf8_text(bytes) : decode_by_iconv(bytes, name);
}

}  // namespace cutover
