#include "platform/reg_format.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "platform/reg_parser.h"
#include "platform/utf16.h"

namespace upsmd {

namespace {

constexpr std::string_view kUtf16Bom = "\xFF\xFE";
constexpr std::string_view kUtf16BigEndianBom = "\xFE\xFF";
constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";

struct DecodedFile {
    std::string text;
    RegEncoding encoding = RegEncoding::utf8;
};

Error malformed(const std::string& file_name, std::size_t line, const std::string& reason) {
    return {ErrorCode::malformed, file_name + ":" + std::to_string(line) + ": " + reason, 0};
}

template <typename Text>
std::size_t line_of(Text text, std::size_t offset) {
    const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), u'\n');
    return static_cast<std::size_t>(lines) + 1;
}

Result<std::string> decode_utf16_file(std::string_view bytes, const std::string& file_name) {
    std::u16string units;
    units.reserve(bytes.size() / 2);
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        const auto low = static_cast<unsigned char>(bytes[i]);
        const auto high = static_cast<unsigned char>(bytes[i + 1]);
        units.push_back(static_cast<char16_t>(low | (high << 8)));
    }
    const std::size_t bad = find_invalid_utf16(units);
    if (bad != kAllValid)
        return malformed(file_name, line_of<std::u16string_view>(units, bad), "not well-formed UTF-16");
    if (bytes.size() % 2 != 0)
        return malformed(file_name, line_of<std::u16string_view>(units, units.size()),
                         "half a UTF-16 character at the end: the file is cut off");
    return utf16_to_utf8(units).value_or("");
}

Result<DecodedFile> decode_file(std::string_view bytes, const std::string& file_name) {
    if (bytes.size() > kMaxRegFileBytes) return malformed(file_name, 1, "the file has more than 16 MiB");
    DecodedFile file;
    if (bytes.starts_with(kUtf16BigEndianBom))
        return malformed(file_name, 1, "UTF-16 big-endian; only little-endian is read");
    if (bytes.starts_with(kUtf16Bom)) {
        auto text = decode_utf16_file(bytes.substr(kUtf16Bom.size()), file_name);
        if (!text) return text.error();
        file = {std::move(*text), RegEncoding::utf16le};
    } else {
        const bool with_bom = bytes.starts_with(kUtf8Bom);
        if (with_bom) bytes.remove_prefix(kUtf8Bom.size());
        const std::size_t bad = find_invalid_utf8(bytes);
        if (bad != kAllValid) return malformed(file_name, line_of(bytes, bad), "not well-formed UTF-8");
        file = {std::string(bytes), with_bom ? RegEncoding::utf8_with_bom : RegEncoding::utf8};
    }
    const std::size_t nul = file.text.find('\0');
    if (nul != std::string::npos)
        return malformed(file_name, line_of<std::string_view>(file.text, nul), "a NUL character");
    return file;
}

}  // namespace

Result<RegDocument> parse_reg_file(std::string_view bytes, const std::string& file_name) {
    auto file = decode_file(bytes, file_name);
    if (!file) return file.error();
    RegDocument document;
    document.style.encoding = file->encoding;
    if (auto done = RegParser(file->text, file_name, document, true).run(); !done) return done.error();
    return document;
}

Result<void> merge_reg_file(std::string_view bytes, const std::string& file_name, RegDocument& into) {
    auto file = decode_file(bytes, file_name);
    if (!file) return file.error();
    return RegParser(file->text, file_name, into, false).run();
}

}  // namespace upsmd
