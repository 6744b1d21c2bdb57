// Which word size a module's file has: real files, and ones that are cut short, foreign or no modules.
#include "platform/module_kind.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

using namespace upsmd;

namespace {

struct TemporaryFile {
    explicit TemporaryFile(const std::string& content) {
        std::ofstream(path, std::ios::binary) << content;
    }
    ~TemporaryFile() { std::filesystem::remove(path); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    std::string path = std::filesystem::temp_directory_path() / ("upsmd-module-" + std::to_string(::getpid()));
};

std::string pe(unsigned machine, unsigned at = 64) {
    std::string file = "MZ" + std::string(58, '\0');
    for (int i = 0; i < 4; ++i) file += static_cast<char>(at >> (8 * i) & 0xFFU);
    file.resize(at, '\0');
    file += std::string("PE\0\0", 4);
    file += static_cast<char>(machine & 0xFFU);
    file += static_cast<char>(machine >> 8U);
    return file;
}

std::string elf(unsigned bits_class, unsigned machine, char order = 1) {
    std::string file = "\x7F" "ELF";
    file += static_cast<char>(bits_class);
    file += order;
    file.resize(18, '\0');
    file += static_cast<char>(machine & 0xFFU);
    file += static_cast<char>(machine >> 8U);
    file.resize(64, '\0');
    return file;
}

std::string kind(const std::string& content) {
    const TemporaryFile file(content);
    const auto bits = module_bits(file.path);
    if (bits) return std::to_string(*bits);
    CHECK(bits.error().message.find(file.path) == 0);
    return bits.error().code == ErrorCode::malformed ? "malformed" : bits.error().code == ErrorCode::unsupported ? "other" : "?";
}

}  // namespace

TEST_CASE("module: its word size", "[module_kind]") {
    CHECK(kind(pe(0x014C)) == "32");
    CHECK(kind(pe(0x8664)) == "64");
    CHECK(kind(pe(0x8664, 5000)) == "64");
    CHECK(kind(elf(1, 3)) == "32");
    CHECK(kind(elf(2, 62)) == "64");
    CHECK(*module_bits("/proc/self/exe") == sizeof(void*) * 8);
}

TEST_CASE("module: another machine is named", "[module_kind]") {
    const TemporaryFile arm(pe(0xAA64));
    const auto bits = module_bits(arm.path);
    REQUIRE_FALSE(bits);
    CHECK(bits.error().code == ErrorCode::unsupported);
    CHECK(bits.error().message.find("0xaa64") != std::string::npos);
    CHECK(kind(elf(2, 8)) == "other");
}

TEST_CASE("module: cut short, or none at all", "[module_kind]") {
    for (std::size_t size = 0; size < pe(0x8664).size(); ++size) {
        INFO(size);
        CHECK(kind(pe(0x8664).substr(0, size)) == "malformed");
    }
    CHECK(kind("MZ" + std::string(62, '\xFF')) == "malformed");
    CHECK(kind(elf(3, 62)) == "malformed");
    CHECK(kind(elf(2, 62, 2)) == "malformed");
    CHECK(kind(std::string(100, 'x')) == "malformed");
    const auto missing = module_bits("/nowhere/x.dll");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == ErrorCode::not_found);
}
