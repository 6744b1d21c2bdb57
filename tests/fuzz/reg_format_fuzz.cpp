// libFuzzer target for the .reg reader and writer: nothing crashes, and what was read comes out the same,
// both with its lines kept and with every line composed anew.
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -I. tests/fuzz/reg_format_fuzz.cpp
//       platform/reg_*.cpp platform/utf16.cpp -o reg_format_fuzz && ./reg_format_fuzz -max_total_time=60
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "platform/reg_format.h"

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

std::string content_of(const upsmd::RegDocument& document) {
    std::string content;
    for (const char* root : {"HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER", "HKEY_CLASSES_ROOT", "HKEY_USERS",
                             "HKEY_CURRENT_CONFIG"})
        content += document.content_below(root).value_or("missing");
    return content;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto read = upsmd::parse_reg_file(bytes, "input");
    if (!read) {
        require(read.error().code == upsmd::ErrorCode::malformed, "error code");
        return 0;
    }
    const std::string content = content_of(*read);

    const std::string kept = upsmd::write_reg_file(*read);
    const auto again = upsmd::parse_reg_file(kept, "kept");
    require(static_cast<bool>(again), "a kept file can be read");
    require(content_of(*again) == content, "a kept file has the same content");
    require(upsmd::write_reg_file(*again) == kept, "a kept file is written the same way twice");

    upsmd::RegDocument merged;
    require(static_cast<bool>(upsmd::merge_reg_file(bytes, "input", merged)),
            "what can be read can be merged");
    require(content_of(merged) == content, "merging into nothing gives the same content");
    const auto composed = upsmd::parse_reg_file(upsmd::write_reg_file(merged), "composed");
    require(static_cast<bool>(composed), "a composed file can be read");
    require(content_of(*composed) == content, "a composed file has the same content");
    return 0;
}
